package dev.millrace.streams.store;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Gets one update for each key that changed since the last flush. While it runs, the record context of the task is that
 * of the key's last put.
 */
@FunctionalInterface
public interface FlushListener<K, V> {

    /**
     * @param key the key that changed; not null
     * @param newValue null: deleted
     * @param oldValue the value as of the last flush; null if there was none or old values are not wanted
     * @param timestampMs the timestamp of the record context of the last put
     * @param headers the headers of the record context of the last put: the operator forwards the update with them
     */
    void apply(K key, @Nullable V newValue, @Nullable V oldValue, long timestampMs, Headers headers);
}
