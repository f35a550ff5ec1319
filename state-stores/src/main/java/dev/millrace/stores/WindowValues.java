package dev.millrace.stores;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.WindowStoreIterator;

/** The windows of one key, by their start. */
final class WindowValues<K, V> implements WindowStoreIterator<V> {

    private final KeyValueIterator<Windowed<K>, V> windows;

    WindowValues(KeyValueIterator<Windowed<K>, V> windows) {
        this.windows = windows;
    }

    @Override
    public boolean hasNext() {
        return windows.hasNext();
    }

    @Override
    public Long peekNextKey() {
        return windows.peekNextKey().window().start();
    }

    @Override
    public KeyValue<Long, V> next() {
        KeyValue<Windowed<K>, V> window = windows.next();
        return new KeyValue<>(window.key.window().start(), window.value);
    }

    @Override
    public void close() {
        windows.close();
    }
}
