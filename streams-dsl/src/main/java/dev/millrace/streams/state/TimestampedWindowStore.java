package dev.millrace.streams.state;

/**
 * A {@link WindowStore} whose values carry the event time of the record that set them last.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface TimestampedWindowStore<K, V> extends WindowStore<K, ValueAndTimestamp<V>> {}
