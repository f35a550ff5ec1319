package dev.millrace.stores;

import dev.millrace.streams.store.ChangeSink;
import org.jspecify.annotations.Nullable;

/**
 * Writes the cells of a store: those that changed to its changelog, and in a commit that writes also those that the
 * table does not have to the table. Each is serialised once for both.
 *
 * @param <C> the cells of the kind
 * @param <V> the value as the store's users see it
 */
final class CellWriter<C extends Cell, V> {

    private static final int NO_SAMPLE = -1;
    private static final int FIRST_GUESS_BYTES = 100;
    private static final int MAX_GUESS_BYTES = 1 << 20;

    private final LiveStore<C, ?, V> store;
    private final ChangedCells changed;
    private final UnwrittenCells unwritten;
    private boolean skipsVoidDeletions;
    private int averageBytes = FIRST_GUESS_BYTES;
    private int sampledBytes = NO_SAMPLE;

    CellWriter(LiveStore<C, ?, V> store, ChangedCells changed, UnwrittenCells unwritten) {
        this.store = store;
        this.changed = changed;
        this.unwritten = unwritten;
    }

    /**
     * Leaves out the deletion of what was never written. For queues, whose rows mostly come and go between two writes;
     * other stores write each deletion, as in Kafka Streams.
     */
    void skipVoidDeletions() {
        skipsVoidDeletions = true;
    }

    /** About how many bytes one cell takes, from the last drain. */
    int averageBytes() {
        return averageBytes;
    }

    /**
     * Drains what changed since the last drain.
     *
     * @param changelog null: there is none
     * @param table null: this commit does not write
     * @return how many cells
     */
    @SuppressWarnings("unchecked")
    int drainChanged(@Nullable ChangeSink changelog, @Nullable EngineTable table) {
        long drainedBytes = 0;
        sampledBytes = NO_SAMPLE;
        int drained = 0;
        int end = changed.end();
        for (int i = 0; i < end; i++) {
            C cell = (C) changed.take(i);
            if (cell == null) {
                continue;
            }
            if (!store.isExpired(cell)) {
                byte[] row = store.rowKey(cell);
                int bytes = LiveStore.CELL_BYTES + row.length + 2 * drain(cell, row, changelog, table);
                store.account(cell, bytes);
                drainedBytes += bytes;
                drained++;
            }
            if (table != null) {
                cell.unwritten = false;
            }
            if (cell.pending) { // put by a listener after its store was flushed: told at the next flush
                changed.keep(cell);
            } else {
                cell.markDrained();
            }
        }
        changed.endDrain();
        if (drained > 0) {
            averageBytes = (int) Math.min(MAX_GUESS_BYTES, drainedBytes / drained);
        }
        return drained;
    }

    private int drain(C cell, byte[] row, @Nullable ChangeSink changelog, @Nullable EngineTable table) {
        boolean isVoid = skipsVoidDeletions && cell.value == null;
        int bytes = emit(
                cell, row, isVoid && cell.absentInLog ? null : changelog, isVoid && cell.absentInTable ? null : table);
        if (changelog != null) {
            cell.absentInLog = isVoid;
        }
        if (table != null) {
            cell.absentInTable = isVoid;
        }
        return bytes;
    }

    private int emit(C cell, byte[] row, @Nullable ChangeSink changelog, @Nullable EngineTable table) {
        try {
            return emitHeld(cell, row, changelog, table);
        } catch (RefusedException e) {
            throw store.refused(cell, e);
        }
    }

    private int emitHeld(C cell, byte[] row, @Nullable ChangeSink changelog, @Nullable EngineTable table) {
        ValueCodec<V> codec = store.codec();
        if (table == null && changelog == null) {
            return lengthUnwritten(codec, cell.value);
        }
        Object held = cell.value;
        Object base = cell.base;
        if (!cell.pending && base instanceof byte[] && held != null && codec.isMutable(held)) {
            held = base; // serialised by the flush just before
        }
        Origin origin = cell.origin;
        if (held == null && changelog != null && origin != null && codec.hasHeaders()) {
            changelog.change(row, null, cell.timestampMs, origin.headers().toArray());
            return store.emit(codec, table, cell, row, null, null);
        }
        return store.emit(codec, table, cell, row, held, changelog);
    }

    /** How large a value is that nobody serialises now: as it is if it is bytes, else as the first of its drain. */
    private int lengthUnwritten(ValueCodec<V> codec, @Nullable Object held) {
        if (held == null || held instanceof byte[]) {
            return held == null ? 0 : ((byte[]) held).length;
        }
        if (sampledBytes < 0) {
            byte[] sample = codec.bytesOf(held);
            sampledBytes = sample == null ? 0 : sample.length;
        }
        return sampledBytes;
    }

    /** Stages all that the table does not have; what was just drained is there already. */
    @SuppressWarnings("unchecked")
    void stageUnwritten(EngineTable table, long commits) {
        unwritten.stageAll(commits);
        for (int i = 0; i < unwritten.stagedEnd(); i++) {
            C cell = (C) unwritten.stagedAt(i);
            if (cell != null && cell.unwritten) {
                cell.unwritten = false;
                if (!store.isExpired(cell)) {
                    drain(cell, store.rowKey(cell), null, table);
                }
            }
        }
        for (int i = 0; i < changed.end(); i++) {
            Cell cell = changed.at(i);
            if (cell != null) {
                unwritten.add(cell);
            }
        }
    }
}
