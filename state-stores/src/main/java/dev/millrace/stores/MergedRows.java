package dev.millrace.stores;

import dev.millrace.streams.errors.InvalidStateStoreException;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table under the changes that it does not show yet: one sorted run of both. What it gives is the state
 * as of its making: the changes are copied, the cursor is a snapshot.
 */
final class MergedRows implements AutoCloseable {

    /** A changed row: the table key, and what its cell held (null: deleted). */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Change(byte[] key, @Nullable Object held) {}

    private final ByteCursor cursor;
    private final List<Change> changes;
    private final boolean forward;
    private final Predicate<byte[]> wanted;
    private final BooleanSupplier storeOpen;
    private final String storeName;
    private int nextChange;
    private boolean cursorValid;
    private byte[] key = Rows.EMPTY;
    private Object held = Rows.EMPTY;
    private boolean closed;

    /**
     * @param changes sorted by their key in the direction of the cursor
     * @param wanted which table keys to give; changes are filtered already
     */
    MergedRows(
            ByteCursor cursor,
            List<Change> changes,
            boolean forward,
            Predicate<byte[]> wanted,
            BooleanSupplier storeOpen,
            String storeName) {
        this.cursor = cursor;
        this.changes = changes;
        this.forward = forward;
        this.wanted = wanted;
        this.storeOpen = storeOpen;
        this.storeName = storeName;
        advanceCursor();
    }

    /** The order of changes for a direction. */
    static int compare(byte[] left, byte[] right, boolean forward) {
        int ascending = Arrays.compareUnsigned(left, right);
        return forward ? ascending : -ascending;
    }

    private void advanceCursor() {
        do {
            cursorValid = cursor.next();
        } while (cursorValid && !wanted.test(cursor.key()));
    }

    /** Goes to the next row; false at the end. */
    boolean next() {
        ensureOpen();
        while (true) {
            Change change = nextChange < changes.size() ? changes.get(nextChange) : null;
            if (change == null) {
                return takeFromCursor();
            }
            int order = cursorValid ? compare(cursor.key(), change.key, forward) : 1;
            if (order < 0) {
                return takeFromCursor();
            }
            nextChange++;
            if (order == 0) {
                advanceCursor();
            }
            if (change.held != null) {
                key = change.key;
                held = change.held;
                return true;
            }
        }
    }

    private boolean takeFromCursor() {
        if (!cursorValid) {
            return false;
        }
        key = cursor.key();
        held = cursor.value();
        advanceCursor();
        return true;
    }

    void ensureOpen() {
        if (closed || !storeOpen.getAsBoolean()) {
            throw new InvalidStateStoreException(
                    closed
                            ? "The iterator over store " + storeName + " is closed and cannot be used any more"
                            : "The iterator over store " + storeName + " cannot be used any more: the store is closed");
        }
    }

    byte[] key() {
        return key;
    }

    /** A live value or table bytes. */
    Object held() {
        return held;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            cursor.close();
        }
    }
}
