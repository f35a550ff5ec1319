package dev.millrace.stores;

import dev.millrace.streams.errors.InvalidStateStoreException;
import dev.millrace.streams.state.VersionedRecord;
import dev.millrace.streams.state.VersionedRecordIterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;

/** Versions of one key, as they were when the iterator was made. */
final class VersionIterator<V> implements VersionedRecordIterator<V> {

    private final String storeName;
    private final List<VersionedRecord<V>> versions;
    private final BooleanSupplier storeOpen;
    private int next;
    private boolean closed;

    VersionIterator(String storeName, List<VersionedRecord<V>> versions, BooleanSupplier storeOpen) {
        this.storeName = storeName;
        this.versions = versions;
        this.storeOpen = storeOpen;
    }

    @Override
    public boolean hasNext() {
        if (closed || !storeOpen.getAsBoolean()) {
            throw new InvalidStateStoreException("The iterator over store " + storeName + " is closed");
        }
        return next < versions.size();
    }

    @Override
    public VersionedRecord<V> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return versions.get(next++);
    }

    @Override
    public void close() {
        closed = true;
    }
}
