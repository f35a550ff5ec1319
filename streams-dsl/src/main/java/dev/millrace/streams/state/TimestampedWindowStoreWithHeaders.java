package dev.millrace.streams.state;

/**
 * A window store that keeps the event time and the headers of the record with each value (KIP-1271).
 *
 * @param <K> type of the keys
 * @param <V> type of the values, without time and headers
 */
public interface TimestampedWindowStoreWithHeaders<K, V> extends WindowStore<K, ValueTimestampHeaders<V>> {}
