package dev.millrace.stores;

import dev.millrace.streams.errors.InvalidStateStoreException;
import java.util.NoSuchElementException;

/**
 * An iterator over what one key had when it was made: it holds a copy of that and nothing of its table, and counts as
 * open until it is closed or has given all.
 */
abstract class CopyIterator extends OpenIterators.Entry {

    private final LiveStore<?, ?, ?> store;
    private final int size;
    private int next;
    private boolean closed;

    CopyIterator(LiveStore<?, ?, ?> store, int size) {
        this.store = store;
        this.size = size;
        if (size > 0) {
            store.openIterators().opened(this);
        }
    }

    @Override
    final boolean holdsTable() {
        return false;
    }

    public final boolean hasNext() {
        if (closed || !store.isOpen()) {
            throw new InvalidStateStoreException("The iterator over store " + store.name()
                    + (closed
                            ? " is closed and cannot be used any more"
                            : " cannot be used any more: the store is closed"));
        }
        return next < size;
    }

    /** The place of what comes next. */
    final int peek() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return next;
    }

    /** The place of what comes next, which is given now. */
    final int take() {
        int at = peek();
        next++;
        if (next == size) {
            store.openIterators().closed(this);
        }
        return at;
    }

    public final void close() {
        closed = true;
        store.openIterators().closed(this);
    }
}
