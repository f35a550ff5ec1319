package dev.millrace.broker;

import dev.millrace.log.PartitionLog;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * A consumer that reads the logs of a broker in the same process.
 *
 * <p>For one thread at a time, as Kafka's: a second one gets a {@link java.util.ConcurrentModificationException}. Only
 * {@link #wakeup()} may be called by any.
 */
final class LocalConsumer<K, V> implements Consumer<K, V> {

    private final LocalBroker broker;
    private final ConsumerSettings settings;
    private final ConsumerCore<K, V> core;
    private final OneThread guard = new OneThread();

    LocalConsumer(
            LocalBroker broker,
            ConsumerSettings settings,
            @Nullable Deserializer<K> keyDeserializer,
            @Nullable Deserializer<V> valueDeserializer) {
        this.broker = broker;
        this.settings = settings;
        this.core = new ConsumerCore<>(
                broker,
                settings,
                settings.deserializer(keyDeserializer, true),
                settings.deserializer(valueDeserializer, false));
    }

    private OneThread enter() {
        OneThread entered = guard.enter();
        try {
            core.ensureOpen();
            return entered;
        } catch (RuntimeException e) {
            entered.close();
            throw e;
        }
    }

    @Override
    public ConsumerRecords<K, V> poll(Duration timeout) {
        try (OneThread entered = enter()) {
            return core.poll(timeout);
        }
    }

    @Override
    public Set<TopicPartition> assignment() {
        try (OneThread entered = enter()) {
            return core.positions().partitions();
        }
    }

    @Override
    public Set<String> subscription() {
        try (OneThread entered = enter()) {
            return core.subscription();
        }
    }

    @Override
    public void subscribe(Collection<String> topics) {
        subscribeTo(topics, null);
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
        subscribeTo(topics, ensureGiven(listener));
    }

    private void subscribeTo(Collection<String> topics, @Nullable ConsumerRebalanceListener listener) {
        try (OneThread entered = enter()) {
            if (topics == null) {
                throw new IllegalArgumentException("The topics to subscribe to are null");
            }
            if (topics.isEmpty()) {
                core.unsubscribe();
                return;
            }
            for (String topic : topics) {
                if (topic == null || topic.isBlank()) {
                    throw new IllegalArgumentException("A topic to subscribe to has no name: " + topics);
                }
            }
            core.subscribe(TopicSubscription.to(topics), listener);
        }
    }

    @Override
    public void subscribe(Pattern pattern) {
        subscribeMatching(pattern, null);
    }

    @Override
    public void subscribe(Pattern pattern, ConsumerRebalanceListener listener) {
        subscribeMatching(pattern, ensureGiven(listener));
    }

    @Override
    public void subscribe(SubscriptionPattern pattern) {
        subscribeMatching(Re2Pattern.compile(pattern), null);
    }

    @Override
    public void subscribe(SubscriptionPattern pattern, ConsumerRebalanceListener listener) {
        subscribeMatching(Re2Pattern.compile(pattern), ensureGiven(listener));
    }

    private void subscribeMatching(Pattern pattern, @Nullable ConsumerRebalanceListener listener) {
        try (OneThread entered = enter()) {
            if (pattern == null || pattern.pattern().isEmpty()) {
                throw new IllegalArgumentException("The pattern to subscribe to is empty");
            }
            core.subscribe(
                    TopicSubscription.matching(
                            topic -> pattern.matcher(topic).matches(), settings.excludeInternalTopics),
                    listener);
        }
    }

    private static ConsumerRebalanceListener ensureGiven(ConsumerRebalanceListener listener) {
        if (listener == null) {
            throw new IllegalArgumentException("The rebalance listener is null");
        }
        return listener;
    }

    @Override
    public void assign(Collection<TopicPartition> partitions) {
        try (OneThread entered = enter()) {
            if (partitions == null) {
                throw new IllegalArgumentException("The partitions to assign are null");
            }
            if (partitions.isEmpty()) {
                core.unsubscribe();
            } else {
                core.assign(partitions);
            }
        }
    }

    @Override
    public void unsubscribe() {
        try (OneThread entered = enter()) {
            core.unsubscribe();
        }
    }

    @Override
    public void commitSync() {
        commitSync(settings.defaultApiTimeout);
    }

    @Override
    public void commitSync(Duration timeout) {
        try (OneThread entered = enter()) {
            core.commits().commit(core.positions().consumed());
        }
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        commitSync(offsets, settings.defaultApiTimeout);
    }

    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
        try (OneThread entered = enter()) {
            core.commits().commit(offsets);
        }
    }

    @Override
    public void commitAsync() {
        commitLater(null, null);
    }

    @Override
    public void commitAsync(OffsetCommitCallback callback) {
        commitLater(null, callback);
    }

    @Override
    public void commitAsync(Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
        commitLater(offsets, callback);
    }

    private void commitLater(
            @Nullable Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable OffsetCommitCallback callback) {
        try (OneThread entered = enter()) {
            core.commits().commitAsync(offsets == null ? core.positions().consumed() : offsets, callback);
        }
    }

    @Override
    public void seek(TopicPartition partition, long offset) {
        seek(partition, new OffsetAndMetadata(offset));
    }

    @Override
    public void seek(TopicPartition partition, OffsetAndMetadata offset) {
        try (OneThread entered = enter()) {
            core.positions().get(partition).moveTo(offset.offset(), offset.leaderEpoch());
        }
    }

    @Override
    public void seekToBeginning(Collection<TopicPartition> partitions) {
        seekTo(partitions, ConsumerSettings.Reset.EARLIEST);
    }

    @Override
    public void seekToEnd(Collection<TopicPartition> partitions) {
        seekTo(partitions, ConsumerSettings.Reset.LATEST);
    }

    private void seekTo(Collection<TopicPartition> partitions, ConsumerSettings.Reset where) {
        try (OneThread entered = enter()) {
            Collection<TopicPartition> those =
                    partitions.isEmpty() ? core.positions().partitions() : partitions;
            those.forEach(partition -> core.positions().get(partition).moveTo(where));
        }
    }

    @Override
    public long position(TopicPartition partition) {
        return position(partition, settings.defaultApiTimeout);
    }

    @Override
    public long position(TopicPartition partition, Duration timeout) {
        try (OneThread entered = enter()) {
            return core.position(partition, timeout);
        }
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        return committed(partitions, settings.defaultApiTimeout);
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions, Duration timeout) {
        try (OneThread entered = enter()) {
            return core.committed(partitions, timeout);
        }
    }

    @Override
    public Set<TopicPartition> paused() {
        try (OneThread entered = enter()) {
            Set<TopicPartition> paused = new HashSet<>();
            core.positions().all().stream().filter(p -> p.paused).forEach(p -> paused.add(p.partition));
            return paused;
        }
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        setPaused(partitions, true);
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        setPaused(partitions, false);
    }

    private void setPaused(Collection<TopicPartition> partitions, boolean paused) {
        try (OneThread entered = enter()) {
            partitions.forEach(partition -> core.positions().get(partition).paused = paused);
        }
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> timestamps) {
        return offsetsForTimes(timestamps, settings.defaultApiTimeout);
    }

    /** A partition without a record at or after its time has a null in the result. */
    @Override
    @SuppressWarnings("NullAway")
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
            Map<TopicPartition, Long> timestamps, Duration timeout) {
        try (OneThread entered = enter()) {
            Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
            timestamps.forEach((partition, timestampMs) -> {
                if (timestampMs < 0) {
                    throw new IllegalArgumentException(
                            "The time to look for in " + partition + " is negative: " + timestampMs);
                }
                PartitionLog log = broker.catalog().existingLog(partition);
                found.put(partition, log.offsetForTimestamp(timestampMs, settings.isolation));
            });
            return found;
        }
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
        return offsets(partitions, PartitionLog::logStartOffset);
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions, Duration timeout) {
        return offsets(partitions, PartitionLog::logStartOffset);
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        return offsets(partitions, log -> log.endOffset(settings.isolation));
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions, Duration timeout) {
        return offsets(partitions, log -> log.endOffset(settings.isolation));
    }

    private Map<TopicPartition, Long> offsets(
            Collection<TopicPartition> partitions, ToLongFunction<PartitionLog> which) {
        try (OneThread entered = enter()) {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            partitions.forEach(partition ->
                    offsets.put(partition, which.applyAsLong(broker.catalog().existingLog(partition))));
            return offsets;
        }
    }

    @Override
    public OptionalLong currentLag(TopicPartition partition) {
        try (OneThread entered = enter()) {
            AssignedPartition assigned = core.positions().get(partition);
            PartitionLog log = assigned.log;
            return log == null || !assigned.hasPosition()
                    ? OptionalLong.empty()
                    : OptionalLong.of(Math.max(0, log.endOffset(settings.isolation) - assigned.position));
        }
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        try (OneThread entered = enter()) {
            Topic found = broker.catalog().topic(topic);
            return found == null ? List.of() : found.partitionInfos(TopicCatalog.NODE);
        }
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
        return partitionsFor(topic);
    }

    @Override
    public Map<String, List<PartitionInfo>> listTopics() {
        try (OneThread entered = enter()) {
            Map<String, List<PartitionInfo>> topics = new HashMap<>();
            broker.catalog()
                    .topics()
                    .forEach(topic -> topics.put(topic.name(), topic.partitionInfos(TopicCatalog.NODE)));
            return topics;
        }
    }

    @Override
    public Map<String, List<PartitionInfo>> listTopics(Duration timeout) {
        return listTopics();
    }

    @Override
    public ConsumerGroupMetadata groupMetadata() {
        try (OneThread entered = enter()) {
            return core.groupMetadata();
        }
    }

    @Override
    public void enforceRebalance() {
        enforceRebalance("asked for by the application");
    }

    @Override
    public void enforceRebalance(String reason) {
        try (OneThread entered = enter()) {
            core.enforceRebalance();
        }
    }

    /**
     * The counts and lags of Kafka's consumer that need no window of time; each is read when it is asked for its value.
     */
    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return core.metrics();
    }

    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {}

    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {}

    /** Telemetry has nobody to go to. */
    @Override
    public Uuid clientInstanceId(Duration timeout) {
        throw new IllegalStateException("Telemetry is not enabled: an in-process broker collects none");
    }

    @Override
    public void wakeup() {
        core.wakeup();
    }

    @Override
    public void close() {
        closeAndLeave(GroupMembershipOperation.DEFAULT);
    }

    @Override
    @Deprecated
    public void close(Duration timeout) {
        closeAndLeave(GroupMembershipOperation.DEFAULT);
    }

    @Override
    public void close(CloseOptions options) {
        closeAndLeave(options.groupMembershipOperation());
    }

    private void closeAndLeave(GroupMembershipOperation operation) {
        try (OneThread entered = guard.enter()) {
            core.close(operation);
        }
    }
}
