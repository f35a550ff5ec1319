package dev.millrace.streams.test;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.ValueAndTimestamp;

/** The entries of an iterator over values with timestamps, without the timestamps. */
class PlainIterator<K, V> implements KeyValueIterator<K, V> {

    private final KeyValueIterator<K, ValueAndTimestamp<V>> inner;

    PlainIterator(KeyValueIterator<K, ValueAndTimestamp<V>> inner) {
        this.inner = inner;
    }

    @Override
    public boolean hasNext() {
        return inner.hasNext();
    }

    @Override
    public KeyValue<K, V> next() {
        KeyValue<K, ValueAndTimestamp<V>> entry = inner.next();
        return new KeyValue<>(entry.key, entry.value.value());
    }

    @Override
    public K peekNextKey() {
        return inner.peekNextKey();
    }

    @Override
    public void close() {
        inner.close();
    }
}
