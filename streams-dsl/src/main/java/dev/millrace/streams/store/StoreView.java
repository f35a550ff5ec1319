package dev.millrace.streams.store;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.StateStoreContext;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * A store seen through a {@link ValueView}: another store's life, and its updates.
 *
 * @param <U> the key of an update
 * @param <I> values of the store
 * @param <O> values as they are seen
 */
abstract class StoreView<U, I, O> implements StateStore, WriteBackStore<U, O> {

    private final StateStore inner;
    final ValueView<I, O> view;

    StoreView(StateStore inner, ValueView<I, O> view) {
        this.inner = inner;
        this.view = view;
    }

    final <K> KeyValueIterator<K, O> seen(KeyValueIterator<K, I> entries) {
        return new Seen<>(entries);
    }

    final WindowStoreIterator<O> seen(WindowStoreIterator<I> windows) {
        return new SeenWindows(windows);
    }

    @Override
    @SuppressWarnings("unchecked") // a store's updates have its own type of values
    public final boolean setFlushListener(FlushListener<U, O> listener, boolean sendOldValues) {
        return inner instanceof WriteBackStore<?, ?> store
                && ((WriteBackStore<U, I>) store)
                        .setFlushListener(
                                (key, newValue, oldValue, timestampMs, headers) -> listener.apply(
                                        key, view.seen(newValue), view.seen(oldValue), timestampMs, headers),
                                sendOldValues);
    }

    @Override
    public final String name() {
        return inner.name();
    }

    @Override
    public final void init(StateStoreContext context, StateStore root) {
        inner.init(context, root);
    }

    @Override
    public final void close() {
        inner.close();
    }

    @Override
    public final boolean persistent() {
        return inner.persistent();
    }

    @Override
    public final boolean isOpen() {
        return inner.isOpen();
    }

    private class Seen<K> implements KeyValueIterator<K, O> {

        private final KeyValueIterator<K, I> entries;

        Seen(KeyValueIterator<K, I> entries) {
            this.entries = entries;
        }

        @Override
        public boolean hasNext() {
            return entries.hasNext();
        }

        @Override
        @SuppressWarnings("NullAway") // what is stored is seen: only null is seen as null
        public KeyValue<K, O> next() {
            KeyValue<K, I> entry = entries.next();
            return new KeyValue<>(entry.key, (@Nullable O) view.seen(entry.value));
        }

        @Override
        public K peekNextKey() {
            return entries.peekNextKey();
        }

        @Override
        public void close() {
            entries.close();
        }
    }

    private final class SeenWindows extends Seen<Long> implements WindowStoreIterator<O> {
        SeenWindows(KeyValueIterator<Long, I> windows) {
            super(windows);
        }
    }
}
