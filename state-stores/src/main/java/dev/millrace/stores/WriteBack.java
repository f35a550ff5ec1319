package dev.millrace.stores;

import dev.millrace.streams.processor.RecordContext;
import dev.millrace.streams.store.FlushListener;
import dev.millrace.streams.store.TaskStoreContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holds updates back from downstream until the flush, and then gives one for each key: the value now, and the value as
 * of the last flush.
 *
 * <p>That old value is the {@code base} of a cell. Who wants no old values is spared the work: then it only matters
 * whether there was one, since a key that was put and deleted between two flushes is not told of at all.
 */
final class WriteBack<C extends Cell, U, V> {

    private final LiveStore<C, U, V> store;
    private final ChangedCells changed;
    private boolean on;
    private @Nullable FlushListener<U, V> listener;
    private boolean sendOldValues;

    WriteBack(LiveStore<C, U, V> store, ChangedCells changed) {
        this.store = store;
        this.changed = changed;
    }

    /** Forgets the listener. */
    void reset() {
        on = false;
        listener = null;
    }

    void listen(FlushListener<U, V> newListener, boolean newSendOldValues, boolean hold) {
        listener = newListener;
        sendOldValues = newSendOldValues;
        on = hold;
    }

    /** Whether updates are held back. */
    boolean isOn() {
        return on;
    }

    /** Keeps what downstream knows of a cell whose bytes become a live object that may change under us. */
    void beforeGoingLive(C cell, Object bytes, boolean immutable) {
        if (on && !cell.pending && !immutable) {
            cell.base = bytes;
        }
    }

    /** Called before each put. */
    void beforeChange(C cell, ValueCodec<V> codec) {
        if (!on || cell.pending) {
            return;
        }
        cell.pending = true;
        if (cell.base == Cell.UNKNOWN) {
            return;
        }
        Object held = cell.value;
        if (held == null) {
            cell.base = null;
        } else if (!sendOldValues) {
            cell.setPresent();
        } else if (!codec.isMutable(held)) {
            cell.base = codec.snapshot(held);
        }
    }

    /** Remembers under which record a cell was put. */
    void noteOrigin(C cell, RecordContext record) {
        Origin origin = cell.origin;
        if (origin == null) {
            cell.origin = new Origin(record);
        } else {
            origin.copy(record);
        }
    }

    /**
     * A value that is not kept, because its time is over: downstream hears of it at once, as it would without a cache.
     */
    void passOn(U key, V value, RecordContext record) {
        FlushListener<U, V> to = listener;
        if (on && to != null) {
            to.apply(key, value, null, record.timestamp(), record.headers());
        }
    }

    /** Tells downstream of all cells that it does not know as they are. */
    @SuppressWarnings("unchecked")
    void flush(@Nullable TaskStoreContext records) {
        FlushListener<U, V> to = listener;
        if (!on || to == null || records == null || changed.count() == 0) {
            return;
        }
        changed.holdPlaces(true);
        RecordContext before = records.actFor(null);
        try {
            for (int i = 0; i < changed.end(); i++) {
                Cell cell = changed.at(i);
                if (cell != null && cell.pending) {
                    tell((C) cell, to, records);
                }
            }
        } finally {
            changed.holdPlaces(false);
            records.actFor(before);
        }
    }

    private void tell(C cell, FlushListener<U, V> to, TaskStoreContext records) {
        Origin origin = Objects.requireNonNull(cell.origin);
        @Nullable V newValue;
        @Nullable V oldValue;
        try {
            newValue = store.valueOf(cell);
            Object base = baseOf(cell, newValue);
            cell.pending = false;
            rebase(cell, newValue);
            if (newValue == null && base == null) {
                return; // put and deleted since the last flush: downstream never knew
            }
            oldValue = sendOldValues && base != null ? store.codec().unhold(base) : null;
        } catch (RuntimeException e) {
            throw store.cannotTell(cell, e);
        }
        records.actFor(origin);
        to.apply(store.userKey(cell), newValue, oldValue, origin.timestamp(), origin.headers());
    }

    /** What downstream knows of a cell. */
    private @Nullable Object baseOf(C cell, @Nullable V newValue) {
        if (cell.base != Cell.UNKNOWN) {
            return cell.base;
        }
        return sendOldValues || newValue == null ? store.committedBytes(cell) : Cell.PRESENT;
    }

    /** From now on downstream knows the cell as it is. */
    private void rebase(C cell, @Nullable V newValue) {
        ValueCodec<V> codec = store.codec();
        Object held = cell.value;
        if (newValue == null || held == null) {
            cell.base = null;
        } else if (sendOldValues) {
            cell.base = codec.isMutable(held) ? codec.toTable(newValue) : null;
        } else {
            cell.setPresent();
        }
    }
}
