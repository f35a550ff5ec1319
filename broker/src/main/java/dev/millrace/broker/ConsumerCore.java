package dev.millrace.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a {@link LocalConsumer} does: subscription, group, positions and fetching put together. For one thread, but for
 * {@link #wakeup()}.
 */
final class ConsumerCore<K, V> {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerCore.class);

    private final LocalBroker broker;
    private final ConsumerSettings settings;
    private final Deserializer<K> keyDeserializer;
    private final Deserializer<V> valueDeserializer;
    private final List<ConsumerInterceptor<K, V>> interceptors;
    private final Positions positions;
    private final FetchThreshold threshold;
    private final Fetcher<K, V> fetcher;
    private final ConsumerMetrics metrics;
    private final ConsumerCommits commits;
    private final List<ConsumerPartitionAssignor> assignors;
    private final AtomicBoolean woken = new AtomicBoolean();

    /** Null unless subscribed to topics. */
    private @Nullable Membership membership;

    private boolean assignedByHand;
    private boolean closed;
    private boolean closing;

    ConsumerCore(
            LocalBroker broker,
            ConsumerSettings settings,
            Deserializer<K> keyDeserializer,
            Deserializer<V> valueDeserializer) {
        this.broker = broker;
        this.settings = settings;
        this.keyDeserializer = keyDeserializer;
        this.valueDeserializer = valueDeserializer;
        this.assignors = settings.assignors();
        this.interceptors = settings.interceptors();
        this.positions = new Positions(broker, settings);
        this.threshold = new FetchThreshold(positions, settings);
        this.metrics = new ConsumerMetrics(positions, settings);
        Throttle throttle =
                broker.catalog().quotas().use(settings.clientId, ClientQuotas.CONSUMER_BYTE_RATE, broker.nowMs());
        this.fetcher = new Fetcher<>(positions, throttle, metrics, settings, keyDeserializer, valueDeserializer);
        this.commits = new ConsumerCommits(broker, settings, positions, () -> membership, interceptors, metrics);
    }

    Positions positions() {
        return positions;
    }

    ConsumerCommits commits() {
        throwIfWoken();
        return commits;
    }

    void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("The consumer is closed");
        }
        broker.ensureOpen();
    }

    Map<MetricName, Metric> metrics() {
        return metrics.all();
    }

    Set<String> subscription() {
        return membership == null
                ? Set.of()
                : new HashSet<>(membership.subscription().topics());
    }

    void subscribe(TopicSubscription topics, @Nullable ConsumerRebalanceListener listener) {
        if (settings.groupId == null) {
            throw noGroup();
        }
        if (assignors.isEmpty()) {
            throw new IllegalStateException(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG
                    + " names no assignor, so the group's partitions cannot be shared: name at least one");
        }
        if (assignedByHand) {
            throw new IllegalStateException(
                    "The consumer has partitions assigned by assign(); unsubscribe() before it subscribes to topics");
        }
        RebalanceCallbacks callbacks = new RebalanceCallbacks(listener);
        if (membership != null) {
            if (membership.subscription().isPattern() != topics.isPattern()) {
                throw new IllegalStateException("The consumer is subscribed "
                        + (topics.isPattern() ? "to topics by name" : "to a pattern")
                        + "; unsubscribe() before it subscribes the other way");
            }
            topics.refresh(broker.catalog());
            membership.resubscribe(topics, callbacks);
            return;
        }
        topics.refresh(broker.catalog());
        membership = new Membership(
                broker,
                settings,
                settings.groupId,
                positions,
                topics,
                callbacks,
                assignors,
                commits::autoCommit,
                metrics);
    }

    void assign(Collection<TopicPartition> partitions) {
        if (membership != null) {
            throw new IllegalStateException(
                    "The consumer is subscribed to topics; unsubscribe() before it has partitions assigned by assign()");
        }
        for (TopicPartition partition : partitions) {
            if (partition == null
                    || partition.topic() == null
                    || partition.topic().isBlank()) {
                throw new IllegalArgumentException("A partition to assign has no topic: " + partitions);
            }
        }
        commits.autoCommit();
        positions.assign(partitions);
        assignedByHand = !partitions.isEmpty();
    }

    void unsubscribe() {
        leave(false);
    }

    private void leave(boolean stay) {
        assignedByHand = false;
        try {
            if (membership != null) {
                membership.leave(stay, broker.nowMs());
            }
        } finally {
            membership = null;
            positions.assign(Set.of());
        }
    }

    ConsumerRecords<K, V> poll(Duration timeout) {
        if (membership == null && !assignedByHand) {
            throw new IllegalStateException("The consumer is not subscribed to topics and has no partitions assigned");
        }
        long leftNanos = nanos(timeout);
        while (true) {
            long seen = broker.signal().count(); // before anything is looked at, a wakeup included
            throwIfWoken();
            throwIfInterrupted();
            ConsumerRecords<K, V> records = step();
            if (records != null) {
                metrics.consumed(records.count());
                return intercepted(records);
            }
            if (leftNanos <= 0) {
                return ConsumerRecords.empty();
            }
            leftNanos = await(seen, leftNanos);
        }
    }

    /** Everything that can be done without waiting. Null if there is nothing to return. */
    private @Nullable ConsumerRecords<K, V> step() {
        long nowMs = broker.nowMs();
        commits.callBack();
        commits.autoCommitIfDue(nowMs);
        if (membership != null) {
            membership.step(nowMs);
        }
        positions.resolve(nowMs);
        return threshold.isReached(nowMs) ? fetcher.poll(nowMs) : null;
    }

    private ConsumerRecords<K, V> intercepted(ConsumerRecords<K, V> records) {
        ConsumerRecords<K, V> result = records;
        for (ConsumerInterceptor<K, V> interceptor : interceptors) {
            try {
                result = interceptor.onConsume(result);
            } catch (RuntimeException e) {
                LOG.warn("{} failed on records", interceptor.getClass().getName(), e);
            }
        }
        return result;
    }

    /** Waits until something happens, at most as long as the group may go without a sign of life. */
    private long await(long seen, long leftNanos) {
        long nowMs = broker.nowMs();
        long stepMs = Math.min(settings.heartbeatIntervalMs, threshold.remainingMs(nowMs));
        long throttledMs = fetcher.throttledForMs(nowMs);
        if (throttledMs > 0) {
            stepMs = Math.min(stepMs, throttledMs);
        }
        long stepNanos = Math.min(leftNanos, TimeUnit.MILLISECONDS.toNanos(stepMs));
        try {
            long left = broker.signal().await(seen, stepNanos);
            broker.ensureOpen();
            return leftNanos - (stepNanos - Math.max(0, left));
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    long position(TopicPartition partition, Duration timeout) {
        AssignedPartition assigned = positions.get(partition);
        long leftNanos = nanos(timeout);
        while (true) {
            long seen = broker.signal().count();
            throwIfWoken();
            if (!assigned.hasPosition()) {
                positions.resolve(broker.nowMs());
            }
            if (assigned.hasPosition()) {
                return assigned.position;
            }
            if (leftNanos <= 0) {
                throw new TimeoutException("No position for " + partition + " within " + timeout.toMillis()
                        + " ms: the topic is missing, or a transaction is about to commit the group's offset");
            }
            leftNanos = await(seen, leftNanos);
        }
    }

    Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions, Duration timeout) {
        if (settings.groupId == null) {
            throw noGroup();
        }
        long leftNanos = nanos(timeout);
        while (true) {
            long seen = broker.signal().count();
            throwIfWoken();
            if (!broker.groups().isUnstable(settings.groupId, partitions)) {
                return withNulls(partitions, broker.committed(settings.groupId, partitions));
            }
            if (leftNanos <= 0) {
                throw new TimeoutException(
                        "The offsets of group '" + settings.groupId + "' are about to be changed by a"
                                + " transaction that did not end within " + timeout.toMillis() + " ms");
            }
            leftNanos = await(seen, leftNanos);
        }
    }

    @SuppressWarnings("NullAway") // Kafka's contract: a partition without an offset maps to null.
    private static Map<TopicPartition, OffsetAndMetadata> withNulls(
            Set<TopicPartition> partitions, Map<TopicPartition, OffsetAndMetadata> found) {
        Map<TopicPartition, OffsetAndMetadata> all = new HashMap<>();
        partitions.forEach(partition -> all.put(partition, found.get(partition)));
        return all;
    }

    ConsumerGroupMetadata groupMetadata() {
        if (settings.groupId == null) {
            throw noGroup();
        }
        return membership == null ? GroupIdentity.outside(settings.groupId) : membership.metadata();
    }

    void enforceRebalance() {
        if (membership == null) {
            throw new IllegalStateException(
                    "The consumer is not subscribed to topics, so its group has nothing to share");
        }
        membership.requestRejoin();
    }

    /** May be called by any thread: the call that waits, or the next one that may, throws a {@link WakeupException}. */
    void wakeup() {
        woken.set(true);
        broker.signal().signal();
    }

    private void throwIfWoken() {
        if (woken.compareAndSet(true, false)) {
            throw new WakeupException();
        }
    }

    /** A consumer that always finds records never waits, and is to notice an interrupt all the same. */
    private static void throwIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptException(new InterruptedException());
        }
    }

    void close(GroupMembershipOperation operation) {
        if (closed || closing) {
            return;
        }
        closing = true; // and not closed yet: the listener may commit what is taken from it
        RuntimeException error = null;
        try {
            if (!broker.isClosed()) {
                commits.autoCommit();
                commits.callBack();
                boolean stay = operation == GroupMembershipOperation.REMAIN_IN_GROUP
                        || (operation == GroupMembershipOperation.DEFAULT && settings.groupInstanceId != null);
                leave(stay);
            }
        } catch (RuntimeException e) {
            error = e;
        }
        closed = true;
        fetcher.close();
        List<AutoCloseable> owned = new ArrayList<>(interceptors);
        owned.add(keyDeserializer);
        owned.add(valueDeserializer);
        for (AutoCloseable each : owned) {
            try {
                each.close();
            } catch (Exception e) {
                LOG.warn("{} did not close", each.getClass().getName(), e);
            }
        }
        if (error != null) {
            throw error instanceof KafkaException
                    ? error
                    : new KafkaException("The consumer did not close cleanly", error);
        }
    }

    static InvalidGroupIdException noGroup() {
        return new InvalidGroupIdException("Subscribing to topics and committing offsets need a group.id: set one");
    }

    private static long nanos(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("The timeout must not be negative, but is " + timeout);
        }
        try {
            return timeout.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }
}
