package dev.millrace.streams.processor;

import org.jspecify.annotations.Nullable;

/**
 * Chooses the topic for each record that a sink writes. Topics chosen this way must exist: they are not created.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
@FunctionalInterface
public interface TopicNameExtractor<K extends @Nullable Object, V extends @Nullable Object> {
    /**
     * The topic for a record.
     *
     * @param key the record's key, may be null
     * @param value the record's value, may be null
     * @param recordContext where the record came from, its timestamp and headers
     * @return the topic's name
     */
    String extract(K key, V value, RecordContext recordContext);
}
