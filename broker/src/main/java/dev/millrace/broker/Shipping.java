package dev.millrace.broker;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Gets the batches of one producer into the log and acknowledged. Thread-safe.
 */
/*
 * One lock guards the batches and the transaction. Two things never happen under it: a sync of the log (it takes as
 * long as the disk does) and a callback (it may call back into the producer). Syncs are numbered by what was shipped
 * before them; a second lock makes batches done in the order they were shipped.
 *
 * A callback may send, flush, wait for a future, and close. What it gets acknowledged is settled at once, so a future
 * that it waits for has its answer; the callbacks of that are called by the loop that called this one, in their turn.
 * And it never leaves a sync to the broker's thread, which may be its own, or wait for the second lock.
 */
final class Shipping {

    private static final long RETRY_MS = 1;

    /** Guards {@link #accumulator} and the producer's transaction. */
    final ReentrantLock lock = new ReentrantLock();

    final Accumulator accumulator;

    private final LocalBroker broker;
    private final ProducerSettings settings;
    private final Condition room = lock.newCondition();
    private final ReentrantLock completing = new ReentrantLock();

    /** Settled, and to be called back in this order. Guarded, as the next one, by {@link #completing}. */
    private final Queue<SendBatch> settled = new ArrayDeque<>();

    private boolean callingBack;
    private long dueUpTo;

    final ProducerMetrics metrics;

    Shipping(LocalBroker broker, ProducerSettings settings, ProducerTransaction transaction) {
        this.broker = broker;
        this.settings = settings;
        this.metrics = new ProducerMetrics(broker::nowMs);
        this.accumulator = new Accumulator(broker, settings, transaction, metrics);
    }

    /** Ships every open batch; returns the number of the last one. */
    long shipAll() {
        lock.lock();
        try {
            accumulator.shipAll(broker.nowMs());
            return accumulator.shippedCount();
        } finally {
            lock.unlock();
        }
    }

    /** Somebody waits for this batch: ship it if it is open, and get it acknowledged. */
    void drive(SendBatch batch) {
        if (answers(batch)) {
            return;
        }
        long upTo;
        lock.lock();
        try {
            ship(batch);
            upTo = accumulator.shippedCount();
        } finally {
            lock.unlock();
        }
        acknowledgeEarly(upTo);
        if (answers(batch)) {
            return;
        }
        try {
            syncAndComplete(upTo);
        } catch (RuntimeException e) {
            if (!answers(batch)) {
                throw e; // else the batch has the error, and its future tells it
            }
        }
    }

    /**
     * Whether a future of this batch has its answer: it is done or, for a callback, which cannot wait for itself,
     * settled.
     */
    boolean answers(SendBatch batch) {
        return batch.isDone() || (isCallingBack() && batch.isSettled());
    }

    /** Whether the caller is a callback of this producer. */
    boolean isCallingBack() {
        return completing.isHeldByCurrentThread() && callingBack;
    }

    private boolean mayLeaveSync() {
        return broker.syncsInBackground() && !isCallingBack();
    }

    /** For a producer that does not wait for a sync (acks=0 and acks=1): what is in the log is done. */
    void acknowledgeEarly(long upTo) {
        if (!settings.acksAll()) {
            complete(upTo, null);
        }
    }

    /**
     * As {@link #drive}, for somebody who does not want to wait as long as the disk may take: ships, and leaves the
     * sync to the broker's thread. Where that takes no time it is made here.
     */
    void request(SendBatch batch) {
        if (!settings.acksAll() || !mayLeaveSync()) {
            drive(batch);
            return;
        }
        lock.lock();
        try {
            ship(batch);
            accumulator.wantSync();
        } finally {
            lock.unlock();
        }
        broker.wakeAt(broker.nowMs());
    }

    private void ship(SendBatch batch) {
        for (OutgoingPartition partition : accumulator.open()) {
            if (partition.batch == batch) {
                accumulator.ship(partition, broker.nowMs());
                return;
            }
        }
    }

    /**
     * The buffer is full: waits until some of it is acknowledged, at most {@code atMostMs}; returns whether there is
     * room. The broker's thread syncs, because the disk may take longer than the sender wants to wait.
     */
    boolean makeRoom(long atMostMs) {
        if (!mayLeaveSync()) {
            syncAndComplete(accumulator.shippedCount());
            return true;
        }
        long leftNanos = TimeUnit.MILLISECONDS.toNanos(atMostMs);
        metrics.startedWaiting();
        lock.lock();
        try {
            leftNanos = awaitSync(accumulator::isFull, leftNanos);
            return !accumulator.isFull();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            metrics.waitedForBuffer(TimeUnit.MILLISECONDS.toNanos(atMostMs) - leftNanos);
            lock.unlock();
        }
    }

    /**
     * The producer is being closed: waits until all that was shipped is synced and acknowledged, at most
     * {@code atMostMs}; returns whether it is. The broker's thread syncs. An interrupt ends the wait, and is kept.
     */
    boolean awaitAll(long upTo, long atMostMs) {
        acknowledgeEarly(upTo);
        if (!mayLeaveSync()) {
            syncAndComplete(upTo);
            return true;
        }
        lock.lock();
        try {
            awaitSync(() -> !accumulator.isIdle(), TimeUnit.MILLISECONDS.toNanos(atMostMs));
            return accumulator.isIdle();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Under the lock, which is given up meanwhile: has the broker's thread sync until it has ended something; returns
     * the time left.
     */
    private long awaitSync(BooleanSupplier something, long atMostNanos) throws InterruptedException {
        long leftNanos = atMostNanos;
        while (something.getAsBoolean() && leftNanos > 0) {
            accumulator.wantSync();
            broker.wakeAt(broker.nowMs());
            leftNanos = room.awaitNanos(leftNanos);
        }
        return leftNanos;
    }

    /**
     * Gives up on what waits longer than {@code delivery.timeout.ms}. Waits for nobody: who holds a lock is at work.
     */
    void expire(long nowMs) {
        if (!completing.tryLock()) {
            return;
        }
        try {
            long upTo = 0;
            if (lock.tryLock()) {
                try {
                    upTo = accumulator.expire(nowMs);
                } finally {
                    lock.unlock();
                }
            }
            if (upTo > 0) {
                complete(upTo, null);
            }
        } finally {
            completing.unlock();
        }
    }

    /** One sync, and everything shipped up to the number is done. */
    void syncAndComplete(long upTo) {
        try {
            broker.sync();
        } catch (RuntimeException e) {
            completeSynced(upTo, e);
            throw e;
        }
        completeSynced(upTo, null);
    }

    /** After a sync, or when it failed: then nothing waits for another one either. */
    private void completeSynced(long upTo, @Nullable RuntimeException error) {
        lock.lock();
        try {
            accumulator.synced(upTo);
        } finally {
            lock.unlock();
        }
        complete(upTo, error);
    }

    /** Makes shipped batches done, in order. Callbacks run here, without the producer's lock. */
    void complete(long upTo, @Nullable RuntimeException error) {
        completing.lock();
        try {
            for (SendBatch batch : takeDone(upTo)) {
                batch.settle(error);
                settled.add(batch);
            }
            if (!callingBack) {
                callBack();
            }
        } finally {
            completing.unlock();
        }
    }

    private void callBack() {
        callingBack = true;
        try {
            for (SendBatch next = settled.poll(); next != null; next = settled.poll()) {
                next.complete();
            }
        } finally {
            callingBack = false;
        }
    }

    /** All at once: a sender that finds the lock taken has to park, which costs as much as a hundred sends. */
    private List<SendBatch> takeDone(long upTo) {
        lock.lock();
        try {
            List<SendBatch> done = accumulator.takeDone(upTo, broker.nowMs());
            room.signalAll();
            return done;
        } finally {
            lock.unlock();
        }
    }

    // The broker's driver: ship what is due, sync once for all producers, complete.

    /**
     * Ships what has lingered; returns whether a sync is due ({@code atOnce}: as soon as
     * anything waits for it). While another thread has the producer, what has lingered waits
     * for the next step: the driver never makes a sender queue up.
     */
    boolean shipDue(long nowMs, boolean atOnce) {
        if (lock.tryLock()) {
            try {
                accumulator.shipDue(nowMs);
            } finally {
                lock.unlock();
            }
        }
        dueUpTo = accumulator.shippedCount();
        acknowledgeEarly(dueUpTo);
        return accumulator.needsSync(nowMs, atOnce);
    }

    /** After the sync that {@link #shipDue} asked for. */
    void completeDue(@Nullable RuntimeException error) {
        completeSynced(dueUpTo, error);
    }

    /** When the next step is due; soon if another thread has the producer. */
    long nextDeadlineMs(long nowMs) {
        if (!lock.tryLock()) {
            return Math.min(accumulator.syncDueMs(), nowMs + RETRY_MS);
        }
        try {
            return accumulator.nextDeadlineMs();
        } finally {
            lock.unlock();
        }
    }
}
