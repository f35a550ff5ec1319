package dev.millrace.streams.store;

import dev.millrace.streams.processor.StateStore;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Updates of a table that wait for their time, at most one for each key, in the order of time. The record context of
 * the update (timestamp, headers, topic, partition, offset) is kept with it.
 *
 * <p>Order: by time, then by the serialised key. An update of a key that is already waiting replaces the value but
 * keeps its place and its time; the key's prior value stays the one from before the first of the updates.
 *
 * @param <K> the key
 * @param <V> the value of the table
 */
public interface SuppressionBuffer<K, V> extends StateStore {

    /**
     * Puts an update under the current record context of the task.
     *
     * @param timeMs when the update is due: the time it is ordered by, if its key is not waiting yet
     * @param key not null
     * @param newValue null: the key was deleted
     * @param oldValue the table's value before this update, null if there was none (or old values are not sent)
     */
    void put(long timeMs, K key, @Nullable V newValue, @Nullable V oldValue);

    /**
     * Whether an update of this key is waiting.
     *
     * @param key not null
     * @return true until its update is polled
     */
    boolean contains(K key);

    /**
     * What downstream still sees for a key whose update is waiting: the value from before the first waiting update;
     * null if there was none. Its timestamp is not known. Ask {@link #contains} first: a key that does not wait gives
     * null as well.
     *
     * @param key of an update that waits
     * @return the value; null if there was none
     */
    @Nullable
    V priorValue(K key);

    /**
     * The time of the first update; {@link Long#MAX_VALUE} when nothing waits.
     *
     * @return ms, as {@link #put} was given it
     */
    long minTimeMs();

    /**
     * How many updates wait.
     *
     * @return one for each key that waits
     */
    int size();

    /**
     * The serialised size of all that waits, in bytes, as {@code BufferConfig.maxBytes} counts it.
     *
     * @return bytes; 0 if nothing waits
     */
    long sizeBytes();

    /**
     * Removes the first update and gives it to the receiver, with the task's record context set to that of the update;
     * the former context is there again afterwards.
     *
     * @param receiver gets the update before this returns
     * @throws java.util.NoSuchElementException when nothing waits
     */
    void poll(Receiver<? super K, ? super V> receiver);

    /** Takes what leaves the buffer. */
    @FunctionalInterface
    interface Receiver<K, V> {
        /**
         * @param timeMs the time that the update was ordered by
         * @param key not null
         * @param newValue null: the key was deleted
         * @param oldValue what the last update of the key gave as its old value
         * @param timestampMs the timestamp of the record context of that last update
         * @param headers the headers of the record context of that last update
         */
        void receive(long timeMs, K key, @Nullable V newValue, @Nullable V oldValue, long timestampMs, Headers headers);
    }
}
