package dev.millrace.stores;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.state.KeyValueIterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** An iterator of the API over merged rows; keys and values are made when asked for. */
final class RowIterator<K, V> extends OpenIterators.Entry implements KeyValueIterator<K, V> {

    /** Makes a key or a value of the API. */
    @FunctionalInterface
    interface Maker<F, T> {
        T make(F from);
    }

    private final MergedRows rows;
    private final Maker<byte[], K> keys;
    private final Maker<Object, V> values;
    private final OpenIterators open;
    private boolean onRow;
    private @Nullable K peeked;

    RowIterator(MergedRows rows, Maker<byte[], K> keys, Maker<Object, V> values, OpenIterators open) {
        this.rows = rows;
        this.keys = keys;
        this.values = values;
        this.open = open;
        open.opened(this);
    }

    @Override
    boolean holdsTable() {
        return true;
    }

    @Override
    public boolean hasNext() {
        rows.ensureOpen();
        if (!onRow) {
            onRow = rows.next();
        }
        return onRow;
    }

    @Override
    public K peekNextKey() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        K key = peeked;
        if (key == null) {
            key = keys.make(rows.key());
            peeked = key;
        }
        return key;
    }

    @Override
    public KeyValue<K, V> next() {
        K key = peekNextKey();
        V value = values.make(rows.held());
        onRow = false;
        peeked = null;
        return new KeyValue<>(key, value);
    }

    @Override
    public void close() {
        open.closed(this);
        rows.close();
    }
}
