package dev.millrace.stores;

import dev.millrace.streams.errors.InvalidStateStoreException;
import dev.millrace.streams.processor.RecordContext;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.StateStoreContext;
import dev.millrace.streams.store.ChangeSink;
import dev.millrace.streams.store.FlushListener;
import dev.millrace.streams.store.ManagedStore;
import dev.millrace.streams.store.StoreOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What all kinds of store do alike: cells that change, are flushed downstream, drained to the changelog and the table, and let
 * go when memory is short.
 *
 * <p>The life of a cell:
 *
 * <pre>
 *            put                      flushCache              drainChanges              a commit that writes
 *   clean ─────────▶ changed, pending ──────────▶ changed ────────────────▶ unwritten ──────────────▶ clean
 *     ▲                (downstream does not know)            (changelog)                                │
 *     └───────────────── read again ◀──────────── gone ◀──────── clock ─────────────────────────────────┘
 * </pre>
 *
 * <p>Every commit drains, but only some write ({@link EngineState}): a key that changes in each of a hundred commits goes to the
 * changelog a hundred times and to the table once. Until then it stays here.
 *
 * <p>Changed cells stand in a list in the order of their first put since the last drain; in a store that writes back, of their
 * last put, since that is the order in which downstream learns of them. A cell that is staged for the table is not in it before
 * the commit, so until then it must neither be let go nor be missed by an iterator.
 *
 * @param <C> the cells of the kind
 * @param <U> the key as the flush listener sees it
 * @param <V> the value as the store's users see it
 */
abstract class LiveStore<C extends Cell, U, V> implements ManagedStore {

    /** What a cell takes beside the key and the value, about. */
    static final int CELL_BYTES = 120;

    private static final int EVICTION_TRIES = 4096;
    private static final int FIRST_GUESS_BYTES = 100;

    private final String name;
    private final String kind;
    private final boolean persistent;
    private final StoreOptions options;

    private boolean open;
    private @Nullable StoreBinding binding;
    private @Nullable EngineTable boundTable;
    private @Nullable ValueCodec<V> boundCodec;
    private @Nullable RecordContext current;

    private boolean mayWriteBack;
    private final ChangedCells changed = new ChangedCells();
    private final UnwrittenCells unwritten = new UnwrittenCells();
    private final WriteBack<C, U, V> writeBack = new WriteBack<>(this, changed);
    private final CacheAccount account = new CacheAccount(LiveBudget.PROCESS);
    private int averageBytes = FIRST_GUESS_BYTES;

    LiveStore(String name, String kind, boolean persistent, StoreOptions options) {
        this.name = name;
        this.kind = kind;
        this.persistent = persistent;
        this.options = options;
    }

    // ---- what a kind of store must say

    /** Makes the codecs; called in {@code init}. */
    abstract ValueCodec<V> bind(StoreBinding newBinding);

    /** The store's table. */
    EngineTable openTable(StoreBinding newBinding, StateStore root) {
        return newBinding.state().table(name, kind, persistent);
    }

    /** The segment of a cell in the table. */
    abstract long segmentOf(C cell);

    /** The key of a cell in the changelog, and in the table after the segment. */
    abstract byte[] rowKey(C cell);

    /** The key of a cell for the flush listener. */
    abstract U userKey(C cell);

    /** Whether a changed cell need not be written any more. */
    boolean isExpired(C cell) {
        return false;
    }

    /** Whether every commit writes to the table. */
    boolean writesAlways() {
        return false;
    }

    /** Called before all cells that are not in the table are staged to it. */
    void beforeWrite() {}

    /** Lets one cached key go; false if none can. */
    abstract boolean evictOne(int tries);

    /** Forgets all cached keys. */
    abstract void clearCache();

    // ---- life

    @Override
    public final void init(StateStoreContext context, StateStore root) {
        StoreBinding bound = StoreBinding.of(context, name);
        binding = bound;
        current = bound.current();
        boundTable = openTable(bound, root);
        boundCodec = bind(bound);
        mayWriteBack = options.caching() && bound.writeBackBytes() > 0;
        writeBack.reset();
        open = true;
        account.open();
        context.register(root, (key, value) -> restore(key, value, 0, new RecordHeaders()));
    }

    @Override
    public final void close() {
        if (!open) {
            return;
        }
        try {
            writeAtClose();
        } finally {
            open = false;
            account.close();
            changed.clear();
            unwritten.clear();
            clearCache();
        }
    }

    final void ensureOpen() {
        if (!open) {
            throw new InvalidStateStoreException("Store " + name
                    + " is not open: it was closed (its task moved, or the application stops) or never opened");
        }
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final boolean persistent() {
        return persistent;
    }

    @Override
    public final boolean isOpen() {
        return open;
    }

    @Override
    public final boolean loggingEnabled() {
        return options.logging();
    }

    final StoreOptions options() {
        return options;
    }

    /** The configuration of the changelog topic from the kind's defaults; the user's wins. */
    final Map<String, String> changelogConfigOver(Map<String, String> defaults) {
        Map<String, String> config = new HashMap<>(defaults);
        config.putAll(options.logConfig());
        return config;
    }

    final EngineTable table() {
        EngineTable table = boundTable;
        if (table == null) {
            ensureOpen();
            throw new IllegalStateException(name);
        }
        return table;
    }

    final ValueCodec<V> codec() {
        ValueCodec<V> codec = boundCodec;
        if (codec == null) {
            ensureOpen();
            throw new IllegalStateException(name);
        }
        return codec;
    }

    // ---- cells

    /** The value of a cell; what was loaded as bytes stays live from now on if it may. */
    final @Nullable V valueOf(C cell) {
        Object held = cell.value;
        if (held == null) {
            return null;
        }
        ValueCodec<V> codec = codec();
        V value = codec.unhold(held);
        if (held instanceof byte[] && codec.staysLive(value)) {
            writeBack.beforeGoingLive(cell, held, codec.isImmutable(value));
            cell.value = codec.hold(value);
        }
        return value;
    }

    /** Puts a value into a cell, under the current record. */
    final void set(C cell, @Nullable V value) {
        ValueCodec<V> codec = codec();
        writeBack.beforeChange(cell, codec);
        cell.value = value == null ? null : codec.hold(value);
        RecordContext record = current;
        if (record != null) {
            cell.timestampMs = record.timestamp();
            writeBack.noteOrigin(cell, record);
        }
        noteUnwritten(cell);
        if (cell.isDrained()) {
            changed.add(cell);
        } else if (writeBack.isOn()) {
            changed.moveToEnd(cell);
        }
    }

    /** Notes that the table does not have a cell as it is, though its value may not have changed. */
    final void noteUnwritten(C cell) {
        if (!cell.unwritten) {
            unwritten.add(cell);
        }
    }

    /** Whether cells are staged that the table does not show yet. */
    final boolean hasStaged() {
        return binding != null && unwritten.isStaged(binding.state().commits());
    }

    /** Goes through all cells that the table does not show as they are. */
    @SuppressWarnings("unchecked")
    final void forEachUnwritten(Consumer<C> action) {
        long commits = binding == null ? 0 : binding.state().commits();
        unwritten.forEach(commits, cell -> action.accept((C) cell));
    }

    // ---- write-back

    /** See {@link dev.millrace.streams.store.WriteBackStore#setFlushListener}. */
    public final boolean setFlushListener(FlushListener<U, V> listener, boolean sendOldValues) {
        ensureOpen();
        writeBack.listen(listener, sendOldValues, mayWriteBack);
        return mayWriteBack;
    }

    @Override
    public final void flushCache() {
        ensureOpen();
        writeBack.flush(binding == null ? null : binding.records());
    }

    /** What the table has for a cell. */
    final byte @Nullable [] committedBytes(C cell) {
        long segment = segmentOf(cell);
        byte[] row = rowKey(cell);
        return table().get(segment == EngineTable.NO_SEGMENT ? row : Rows.prefixed(segment, row));
    }

    // ---- commit

    @Override
    public final void drainChanges(ChangeSink sink) {
        ensureOpen();
        settle();
        StoreBinding bound = binding;
        if (bound == null) {
            return;
        }
        EngineState state = bound.state();
        boolean write = state.isWriteDue() || writesAlways();
        int drained = drainChanged(options.logging() ? sink : null, write ? table() : null);
        if (write) {
            stageUnwritten(state.commits());
        }
        state.drained(name, drained, (long) unwritten.count() * averageBytes, write);
    }

    @SuppressWarnings("unchecked")
    private int drainChanged(@Nullable ChangeSink changelog, @Nullable EngineTable table) {
        ValueCodec<V> codec = codec();
        long drainedBytes = 0;
        int drained = 0;
        int end = changed.end();
        for (int i = 0; i < end; i++) {
            C cell = (C) changed.take(i);
            if (cell == null) {
                continue;
            }
            if (!isExpired(cell)) {
                byte[] row = rowKey(cell);
                int valueBytes = emit(codec, table, cell, row, changelog);
                int bytes = CELL_BYTES + row.length + 2 * valueBytes;
                account(cell, bytes);
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
            averageBytes = (int) Math.min(1 << 20, drainedBytes / drained);
        }
        return drained;
    }

    private int emit(
            ValueCodec<V> codec, @Nullable EngineTable table, C cell, byte[] row, @Nullable ChangeSink changelog) {
        if (table == null && changelog == null) {
            return 0;
        }
        Object held = cell.value;
        Object base = cell.base;
        if (!cell.pending && base instanceof byte[] && held != null && codec.isMutable(held)) {
            held = base; // serialised by the flush just before
        }
        return emit(codec, table, cell, row, held, changelog);
    }

    /**
     * Gives a cell to the table and the changelog, or to one of them.
     *
     * @param held the value, as the cell holds it or as the table has it
     * @return the bytes of the value
     */
    int emit(
            ValueCodec<V> codec,
            @Nullable EngineTable table,
            C cell,
            byte[] row,
            @Nullable Object held,
            @Nullable ChangeSink changelog) {
        return codec.emit(table, segmentOf(cell), row, held, cell.timestampMs, changelog);
    }

    /** Stages all that the table does not have; what was just drained is there already. */
    @SuppressWarnings("unchecked")
    private void stageUnwritten(long commits) {
        beforeWrite();
        EngineTable table = table();
        ValueCodec<V> codec = codec();
        unwritten.stageAll(commits);
        for (int i = 0; i < unwritten.stagedEnd(); i++) {
            C cell = (C) unwritten.stagedAt(i);
            if (cell != null && cell.unwritten) {
                cell.unwritten = false;
                if (!isExpired(cell)) {
                    emit(codec, table, cell, rowKey(cell), null);
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

    /** A store that has drained all it has leaves it to the table; any other falls back to what was written last. */
    private void writeAtClose() {
        StoreBinding bound = binding;
        if (bound != null
                && changed.count() == 0
                && unwritten.count() > 0
                && bound.state().mayWriteAtClose()) {
            stageUnwritten(bound.state().commits());
            bound.state().stagedAtClose(name);
        }
    }

    @Override
    public final long bufferedBytes() {
        return (long) changed.count() * averageBytes;
    }

    /** About how many bytes one cell takes, from the last commit. */
    final int averageBytes() {
        return averageBytes;
    }

    // ---- memory

    /** Sets what a cell takes. */
    final void account(C cell, int bytes) {
        account.add(bytes - cell.costBytes);
        cell.costBytes = bytes;
    }

    final void unaccount(C cell) {
        account.add(-cell.costBytes);
        cell.costBytes = 0;
    }

    final void accountOther(int bytes) {
        account.add(bytes);
    }

    /** To be called after the cache grew: keeps the process within its budget. */
    final void afterGrowth() {
        if (account.isReportDue()) {
            settle();
        }
    }

    private void settle() {
        account.report();
        long target = hasStaged() ? Long.MAX_VALUE : account.targetBytes();
        if (account.heldBytes() <= target) {
            return;
        }
        while (account.heldBytes() > target && evictOne(EVICTION_TRIES)) {
            // one more
        }
        account.report();
        if (account.heldBytes() > target && binding != null) {
            binding.state().requestWrite();
        }
    }

    /** Bytes of heap that the cache takes, about. */
    final long heldBytes() {
        return account.heldBytes();
    }

    // ---- restore

    /** Tells the task that a record of the changelog was staged. */
    final void noteRestored() {
        if (binding != null) {
            binding.state().restored(name);
        }
    }

    /** Notes that something in the process was staged, so that nothing is let go before the commit. */
    final void noteStaged() {
        if (binding != null) {
            unwritten.noteStaged(binding.state().commits());
        }
    }

    @Override
    public abstract void restore(byte[] key, byte @Nullable [] value, long timestampMs, Headers headers);
}
