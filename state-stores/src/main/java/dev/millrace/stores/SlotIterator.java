package dev.millrace.stores;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.state.WindowStoreIterator;

/** The windows of one key, copied from its line when the iterator was made. */
final class SlotIterator<V> extends CopyIterator implements WindowStoreIterator<V> {

    private final LiveStore<?, ?, V> store;
    private final long[] times;
    private final Object[] held;

    /**
     * @param times in the order to be given
     * @param held live values or table bytes
     */
    SlotIterator(LiveStore<?, ?, V> store, long[] times, Object[] held, int size) {
        super(store, size);
        this.store = store;
        this.times = times;
        this.held = held;
    }

    @Override
    public Long peekNextKey() {
        return times[peek()];
    }

    @Override
    public KeyValue<Long, V> next() {
        int at = take();
        return new KeyValue<>(times[at], store.codec().unhold(held[at]));
    }
}
