package dev.millrace.streams.state;

/**
 * A {@link KeyValueStore} whose values carry the event time of the record that set them last.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface TimestampedKeyValueStore<K, V> extends KeyValueStore<K, ValueAndTimestamp<V>> {}
