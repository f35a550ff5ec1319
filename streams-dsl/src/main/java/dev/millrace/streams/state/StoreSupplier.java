package dev.millrace.streams.state;

import dev.millrace.streams.processor.StateStore;

/**
 * Names an engine for a store, and makes stores of bytes with it. Most programs use those of {@link Stores}; own
 * engines are plugged in by implementing one of the interfaces that extend this.
 *
 * @param <T> type of the store
 */
public interface StoreSupplier<T extends StateStore> {
    /**
     * The store's name, which becomes part of the changelog topic's name.
     *
     * @return letters, digits, {@code .}, {@code _} and {@code -}
     */
    String name();

    /**
     * Makes a store, not yet initialised. Called once for each task.
     *
     * @return a new store
     */
    T get();

    /**
     * The kind of engine, as metrics show it.
     *
     * @return for instance {@code rocksdb} or {@code in-memory}
     */
    String metricsScope();
}
