package dev.millrace.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the records that one producer sent to one partition in one batch. Open while records come in, then
 * shipped (its number tells the order), then settled (acknowledged or failed), then done: its callbacks were called.
 *
 * <p>The producer's lock guards it until it is done; anybody may wait for that.
 */
final class SendBatch {

    final TopicPartition partition;

    /** When its first record came in. */
    final long bornMs;

    private final List<SendFuture> toCall = new ArrayList<>(0);
    private int recordCount;
    private int sizeBytes;
    private long recordBytes;
    private int largestRecordBytes;
    private long number = -1;
    private long shippedMs;
    private long baseOffset = -1;
    private long appendTimeMs = -1;
    private @Nullable RuntimeException error;
    private boolean settled;
    private final CountDownLatch done = new CountDownLatch(1);

    SendBatch(TopicPartition partition, long bornMs) {
        this.partition = partition;
        this.bornMs = bornMs;
    }

    int recordCount() {
        return recordCount;
    }

    /** Takes in one more record, of that size; returns its place. */
    int add(int itsBytes) {
        recordBytes += itsBytes;
        largestRecordBytes = Math.max(largestRecordBytes, itsBytes);
        return recordCount++;
    }

    /** What its records take without the batch around them, before compression. */
    long recordBytes() {
        return recordBytes;
    }

    int largestRecordBytes() {
        return largestRecordBytes;
    }

    /** When the batch is done, this one's callback is called. */
    void call(SendFuture future) {
        toCall.add(future);
    }

    void shipped(long itsNumber, int itsSizeBytes) {
        number = itsNumber;
        sizeBytes = itsSizeBytes;
    }

    void shippedAt(long nowMs) {
        shippedMs = nowMs;
    }

    long shippedMs() {
        return shippedMs;
    }

    long number() {
        return number;
    }

    int sizeBytes() {
        return sizeBytes;
    }

    /** It is in the log; {@code offset} is -1 for a producer that does not ask (acks=0). */
    void appended(long offset, long timeMs) {
        baseOffset = offset;
        appendTimeMs = timeMs;
    }

    void failed(RuntimeException cause) {
        if (error == null) {
            error = cause;
        }
    }

    /** Its outcome is fixed from here on. {@code cause} is null unless the sync failed. */
    void settle(@Nullable RuntimeException cause) {
        if (cause != null) {
            failed(cause);
        }
        settled = true;
    }

    /** Whether its outcome is fixed: for the thread that settles and calls back. */
    boolean isSettled() {
        return settled;
    }

    /**
     * Calls back, in the order of the records, and ends the wait: who has waited finds that the callbacks were called.
     */
    void complete() {
        for (SendFuture future : toCall) {
            future.callBack();
        }
        done.countDown();
    }

    boolean isDone() {
        return done.getCount() == 0;
    }

    @Nullable
    RuntimeException error() {
        return error;
    }

    long baseOffset() {
        return baseOffset;
    }

    long appendTimeMs() {
        return appendTimeMs;
    }

    /** Returns whether it is done. */
    boolean await(long timeoutNanos) throws InterruptedException {
        return done.await(timeoutNanos, TimeUnit.NANOSECONDS);
    }
}
