package dev.millrace.streams.store;

import dev.millrace.streams.processor.StateStore;
import org.apache.kafka.common.header.Headers;

/**
 * Records of a stream that wait for a time, each with the record context of the task when it came (timestamp, headers,
 * topic, partition, offset).
 *
 * <p>Order: by timestamp, then by the serialised key, then as they came.
 *
 * @param <K> the key
 * @param <V> the value of the stream
 */
public interface StreamBuffer<K, V> extends StateStore {

    /**
     * Keeps a record under the current record context of the task, whose timestamp is the record's.
     *
     * @param number how many records came before it; what was before a restart counts, so that nothing is overwritten
     * @param key not null
     * @param value not null
     */
    void add(long number, K key, V value);

    /**
     * The largest number of the records that wait; 0 if there are none. Looks at each of them.
     *
     * @return as {@link #add} was given it
     */
    long lastNumber();

    /**
     * Removes the records up to a time in order, and gives each to the receiver, with the task's record context set to
     * that of the record; the former context is there again afterwards.
     *
     * @param timeMs the last timestamp, inclusive
     * @param receiver gets the records one by one; not null
     */
    void pollUntil(long timeMs, Receiver<? super K, ? super V> receiver);

    /** Takes what leaves the buffer. */
    @FunctionalInterface
    interface Receiver<K, V> {
        /**
         * A record, with its own timestamp and headers.
         *
         * @param key not null
         * @param value not null
         * @param timestampMs ms since the epoch
         * @param headers those that it came with
         */
        void receive(K key, V value, long timestampMs, Headers headers);
    }
}
