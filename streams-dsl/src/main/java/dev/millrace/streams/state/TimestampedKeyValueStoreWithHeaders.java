package dev.millrace.streams.state;

/**
 * A key-value store that keeps the event time and the headers of the record with each value (KIP-1271).
 *
 * @param <K> type of the keys
 * @param <V> type of the values, without time and headers
 */
public interface TimestampedKeyValueStoreWithHeaders<K, V> extends KeyValueStore<K, ValueTimestampHeaders<V>> {}
