package dev.millrace.stores;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.errors.InvalidStateStoreException;
import dev.millrace.streams.state.WindowStoreIterator;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** The windows of one key, copied from its line when the iterator was made. */
final class SlotIterator<V> implements WindowStoreIterator<V> {

    private final String storeName;
    private final long[] times;
    private final Object[] held;
    private final int size;
    private final Function<Object, V> values;
    private int next;
    private boolean closed;

    /**
     * @param times in the order to be given
     * @param held live values or table bytes
     */
    SlotIterator(String storeName, long[] times, Object[] held, int size, Function<Object, V> values) {
        this.storeName = storeName;
        this.times = times;
        this.held = held;
        this.size = size;
        this.values = values;
    }

    @Override
    public boolean hasNext() {
        if (closed) {
            throw new InvalidStateStoreException("The iterator over store " + storeName + " is closed");
        }
        return next < size;
    }

    @Override
    public Long peekNextKey() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return times[next];
    }

    @Override
    public KeyValue<Long, V> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        int at = next++;
        return new KeyValue<>(times[at], values.apply(held[at]));
    }

    @Override
    public void close() {
        closed = true;
    }
}
