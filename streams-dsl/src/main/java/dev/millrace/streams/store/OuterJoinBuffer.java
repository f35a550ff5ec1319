package dev.millrace.streams.store;

import dev.millrace.streams.processor.StateStore;
import org.jspecify.annotations.Nullable;

/**
 * Records of two streams that have found no partner yet, in the order of time. Several records with the same time, side
 * and key are kept, in the order in which they came.
 *
 * <p>Order: by time, then side (right before left, as the changelog's bytes sort), then the serialised key.
 *
 * @param <K> the key
 * @param <L> values of the left stream
 * @param <R> values of the right stream
 */
public interface OuterJoinBuffer<K, L, R> extends StateStore {

    /**
     * Keeps a record of the left stream.
     *
     * @param timeMs the record's timestamp, ms since the epoch
     * @param key not null
     * @param value null is kept, too
     */
    void addLeft(long timeMs, K key, @Nullable L value);

    /**
     * Keeps a record of the right stream.
     *
     * @param timeMs the record's timestamp, ms since the epoch
     * @param key not null
     * @param value null is kept, too
     */
    void addRight(long timeMs, K key, @Nullable R value);

    /**
     * Forgets all records of one side with this key and time: they have found a partner.
     *
     * @param timeMs the timestamp of the records, ms since the epoch
     * @param key not null
     * @param left the side: true for the left one
     * @return whether there were any
     */
    boolean remove(long timeMs, K key, boolean left);

    /**
     * The time of the first record; {@link Long#MAX_VALUE} when the buffer is empty.
     *
     * @return ms since the epoch
     */
    long minTimeMs();

    /**
     * Goes through the records in order. The visitor may not change the buffer itself; its answers do.
     *
     * @param visitor asked about each record, until it says to stop
     */
    void forEach(Visitor<? super K, ? super L, ? super R> visitor);

    /** Decides what becomes of each record. */
    @FunctionalInterface
    interface Visitor<K, L, R> {
        /**
         * @param timeMs the record's timestamp, ms since the epoch
         * @param key not null
         * @param left the side; exactly one of the values is meaningful
         * @param leftValue the value if it is a record of the left stream
         * @param rightValue the value if it is a record of the right stream
         * @return what becomes of the record, and whether the next one is visited
         */
        Verdict visit(long timeMs, K key, boolean left, @Nullable L leftValue, @Nullable R rightValue);
    }

    /** What to do with a record. All records with the same time, side and key get the first one's answer. */
    enum Verdict {
        /** Remove it and go on. */
        REMOVE,
        /** Leave it and go on. */
        KEEP,
        /** Leave it and all that come after it. */
        STOP
    }
}
