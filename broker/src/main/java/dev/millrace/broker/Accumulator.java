package dev.millrace.broker;

import dev.millrace.broker.Routes.Route;
import dev.millrace.log.AppendOrigin;
import dev.millrace.log.AppendResult;
import dev.millrace.transaction.ProducerIdentity;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open batches of one producer, one a partition, and those that are in the log and wait for their acknowledgement.
 * Guarded by the producer's lock.
 */
/*
 * A batch is shipped, that is, appended to its partition, when it is full, has waited for linger.ms, or somebody
 * flushes or commits. An append is a copy into the page cache (or memory), so the thread that fills the batch does it:
 * no hand-over, and a producer that is too fast is slowed down by its own appends. What is shipped gets a number; a
 * sync makes everything up to a number durable, and then those batches are done, in that order.
 */
final class Accumulator {

    private static final Logger LOG = LoggerFactory.getLogger(Accumulator.class);

    private static final long NEVER = Long.MAX_VALUE;
    private static final long SYNC_MS = 2;
    private static final long TRANSACTION_SYNC_MS = 5;

    private final LocalBroker broker;
    private final ProducerSettings settings;
    private final ProducerTransaction transaction;
    private final Routes routes;
    private final List<OutgoingPartition> open = new ArrayList<>();
    private final ArrayDeque<SendBatch> shipped = new ArrayDeque<>();

    private final Throttle throttle;
    private final ProducerMetrics metrics;
    private long waitingBytes;

    /** Until when the client has used up its quota. Read by senders without the lock. */
    private volatile long throttledUntilMs;

    /** Whether more waits for its acknowledgement than buffer.memory. Read by senders without the lock. */
    private volatile boolean full;

    /** Read by the broker's driver without the lock: it says of a batch only what the next sync covers. */
    private volatile long shippedCount;

    /** Somebody waits for an acknowledgement and leaves the sync to the driver. */
    private volatile boolean syncWanted;

    /** Since when something in the log is not synced; {@link #NEVER} if nothing. */
    private volatile long unsyncedSinceMs = NEVER;

    Accumulator(
            LocalBroker broker, ProducerSettings settings, ProducerTransaction transaction, ProducerMetrics metrics) {
        this.broker = broker;
        this.metrics = metrics;
        this.settings = settings;
        this.transaction = transaction;
        this.routes = new Routes(broker, settings);
        this.throttle =
                broker.catalog().quotas().use(settings.clientId, ClientQuotas.PRODUCER_BYTE_RATE, broker.nowMs());
    }

    /** The topic, created if need be; throws {@link UnknownTopicOrPartitionException}. */
    Route route(String name, long nowMs) {
        if (routes.areStale()) {
            for (OutgoingPartition gone : routes.refresh()) {
                ship(gone, nowMs);
            }
        }
        return routes.route(name, nowMs);
    }

    /** Takes a record in; returns its future. */
    SendFuture add(
            Shipping shipping,
            OutgoingPartition partition,
            long timestampMs,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Header[] headers,
            @Nullable Callback callback,
            long nowMs) {
        int sizeBefore = partition.builder.estimatedSizeBytes();
        if (!partition.builder.append(timestampMs, key, value, headers)) {
            ship(partition, nowMs);
            sizeBefore = partition.builder.estimatedSizeBytes();
            if (!partition.builder.append(timestampMs, key, value, headers)) {
                throw new RecordTooLargeException("A record for " + partition.partition + " does not fit a batch");
            }
        }
        SendBatch batch = partition.batch;
        if (batch == null) {
            batch = new SendBatch(partition.partition, nowMs);
            partition.batch = batch;
            partition.openedMs = nowMs;
            open.add(partition);
            keepWithinBuffer(nowMs);
            broker.wakeAt(nowMs + settings.lingerMs);
        }
        int keySize = key == null ? -1 : key.length;
        int valueSize = value == null ? -1 : value.length;
        int grownBytes = partition.builder.estimatedSizeBytes() - sizeBefore;
        SendFuture future =
                new SendFuture(shipping, batch, batch.add(grownBytes), timestampMs, keySize, valueSize, callback);
        if (callback != null) {
            batch.call(future);
        }
        if (partition.builder.estimatedSizeBytes() >= settings.batchSizeBytes) {
            ship(partition, nowMs);
        }
        return future;
    }

    /** With batches for many partitions open, those opened first are shipped rather than more memory taken. */
    private void keepWithinBuffer(long nowMs) {
        while (open.size() > 1 && waitingBytes + (long) open.size() * settings.batchSizeBytes > settings.bufferBytes) {
            ship(open.get(0), nowMs);
        }
    }

    /** Appends the partition's open batch to the log. A failure is the batch's, and the transaction's. */
    void ship(OutgoingPartition partition, long nowMs) {
        SendBatch batch = partition.batch;
        if (batch == null) {
            return;
        }
        partition.batch = null;
        open.remove(partition);
        int records = partition.builder.recordCount();
        number(batch, partition.builder.estimatedSizeBytes());
        partition.sticky.shipped(partition.partition.partition(), batch.sizeBytes());
        waiting(batch.sizeBytes());
        try {
            append(partition, batch, records, nowMs);
        } catch (RuntimeException e) {
            fail(batch, e);
        } catch (Error e) { // nobody may take a batch for acknowledged that memory did not suffice for
            fail(batch, new KafkaException("The batch for " + batch.partition + " was not written: " + e, e));
            throw e;
        } finally {
            partition.builder.reset();
            shippedCount = batch.number();
        }
        if (unsyncedSinceMs == NEVER) {
            unsyncedSinceMs = nowMs;
            broker.wakeAt(syncDueMs());
        }
    }

    private void waiting(long moreBytes) {
        waitingBytes += moreBytes;
        full = waitingBytes > settings.bufferBytes;
    }

    private void number(SendBatch batch, int sizeBytes) {
        long number = shippedCount + 1;
        batch.shipped(number, sizeBytes);
        shipped.add(batch);
    }

    private void append(OutgoingPartition partition, SendBatch batch, int records, long nowMs) {
        ProducerIdentity identity = transaction.identity(nowMs);
        if (transaction.isTransactional()) {
            transaction.ensureCanSend();
            transaction.cover(List.of(partition), false, nowMs);
        }
        if (identity != null) {
            partition.builder.producer(
                    identity.producerId(), identity.epoch(), partition.nextSequence, transaction.isTransactional());
        }
        ByteBuffer built = partition.builder.build(0);
        AppendResult result = partition.log.append(built, AppendOrigin.INTERNAL, nowMs);
        partition.sent(records);
        metrics.shipped(batch, partition.builder.estimatedSizeBytes(), built.remaining(), nowMs);
        batch.shippedAt(nowMs);
        if (throttle.isLimited()) {
            throttle(built.remaining(), nowMs);
        }
        if (settings.acks != 0) {
            batch.appended(result.baseOffset(), result.appendTimeMs());
        }
    }

    private void throttle(int sizeBytes, long nowMs) {
        long pauseMs = throttle.take(sizeBytes, nowMs);
        metrics.throttled(pauseMs);
        throttledUntilMs = nowMs + pauseMs;
    }

    long throttledUntilMs() {
        return throttledUntilMs;
    }

    /** The producer is closed: whoever has its client id next does not share its throttle with it. */
    void close() {
        throttle.release();
    }

    void shipAll(long nowMs) {
        if (transaction.isTransactional() && open.size() > 1) {
            try {
                transaction.cover(open, false, nowMs);
            } catch (RuntimeException e) {
                transaction.failed(e);
            }
        }
        while (!open.isEmpty()) {
            ship(open.get(open.size() - 1), nowMs);
        }
    }

    /** Ships what has waited for linger.ms. */
    void shipDue(long nowMs) {
        for (int i = open.size() - 1; i >= 0; i--) {
            if (nowMs - open.get(i).openedMs >= settings.lingerMs) {
                ship(open.get(i), nowMs);
            }
        }
    }

    /** Fails what is open, unsent. */
    void dropOpen(Function<SendBatch, RuntimeException> why) {
        for (OutgoingPartition partition : open) {
            SendBatch batch = partition.batch;
            if (batch != null) {
                drop(partition, batch, why.apply(batch));
            }
        }
        open.clear();
    }

    List<OutgoingPartition> open() {
        return open;
    }

    /** The number of the last batch that was shipped. */
    long shippedCount() {
        return shippedCount;
    }

    /** Everything up to the number is synced, or never will be. */
    void synced(long upTo) {
        if (upTo == shippedCount) {
            unsyncedSinceMs = NEVER;
            syncWanted = false;
        }
    }

    /** Takes the shipped batches up to the number, in order. */
    List<SendBatch> takeDone(long upTo, long nowMs) {
        List<SendBatch> done = new ArrayList<>();
        long doneBytes = 0;
        for (SendBatch next = shipped.peek(); next != null && next.number() <= upTo; next = shipped.peek()) {
            doneBytes += next.sizeBytes();
            done.add(shipped.remove());
            if (next.error() == null) {
                metrics.acknowledged(next.shippedMs(), nowMs);
            }
        }
        waiting(-doneBytes);
        return done;
    }

    /**
     * Gives up on what was sent {@code delivery.timeout.ms} ago and is not acknowledged; returns the number of the last
     * batch that can be done with, in order; 0 if there is none. What is in the log stays there, and the sequence goes
     * on behind it.
     */
    long expire(long nowMs) {
        long bornBeforeMs = nowMs - settings.deliveryTimeoutMs;
        for (int i = open.size() - 1; i >= 0; i--) {
            SendBatch batch = open.get(i).batch;
            if (batch != null && batch.bornMs <= bornBeforeMs) {
                drop(open.remove(i), batch, expired(batch, "was not written to the log"));
            }
        }
        long upTo = 0;
        for (SendBatch batch : shipped) {
            if (batch.error() == null) {
                if (batch.bornMs > bornBeforeMs) {
                    break;
                }
                fail(batch, expired(batch, "is in the log, but not known to be durable"));
            }
            upTo = batch.number();
        }
        return upTo;
    }

    private TimeoutException expired(SendBatch batch, String butIt) {
        return new TimeoutException(batch.recordCount() + " record(s) for " + batch.partition + " were sent "
                + settings.deliveryTimeoutMs + " ms ago (delivery.timeout.ms), and their batch " + butIt);
    }

    private void fail(SendBatch batch, RuntimeException cause) {
        if (settings.acks == 0) {
            LOG.debug("A batch for {} is lost, and its producer did not ask (acks=0)", batch.partition, cause);
        } else {
            batch.failed(cause);
        }
        metrics.failed(batch.partition.topic(), batch.recordCount());
        transaction.failed(cause);
    }

    /** Ends an open batch, unsent. It takes its turn behind what was shipped before. */
    private void drop(OutgoingPartition partition, SendBatch batch, RuntimeException cause) {
        fail(batch, cause);
        number(batch, 0);
        shippedCount = batch.number();
        partition.batch = null;
        partition.builder.reset();
    }

    long waitingBytes() {
        return waitingBytes;
    }

    /** Whether all that was shipped is synced and taken. */
    boolean isIdle() {
        return unsyncedSinceMs == NEVER && shipped.isEmpty();
    }

    boolean isFull() {
        return full;
    }

    /** The driver is to sync as soon as it can. */
    void wantSync() {
        syncWanted = true;
    }

    /** Whether a sync is due; {@code atOnce}: as soon as anything waits for it. */
    boolean needsSync(long nowMs, boolean atOnce) {
        return nowMs >= syncDueMs() || (atOnce && unsyncedSinceMs != NEVER && !transaction.isTransactional());
    }

    /**
     * When what was shipped is to be synced, unless somebody who waits does so before. One sync is for all that came
     * until then, so it is put off a little, but never longer than the producer lingers; in a transaction the commit
     * syncs anyway.
     */
    long syncDueMs() {
        long since = unsyncedSinceMs;
        if (since == NEVER) {
            return NEVER;
        }
        if (syncWanted) {
            return since;
        }
        return since
                + (transaction.isTransactional()
                        ? Math.max(settings.lingerMs, TRANSACTION_SYNC_MS)
                        : Math.min(settings.lingerMs, SYNC_MS));
    }

    /** When {@link #shipDue} or a sync is due; {@link Long#MAX_VALUE} if nothing waits. */
    long nextDeadlineMs() {
        long next = syncDueMs();
        for (OutgoingPartition partition : open) {
            next = Math.min(next, partition.openedMs + settings.lingerMs);
        }
        return next;
    }
}
