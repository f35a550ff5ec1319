package dev.millrace.stores;

import dev.millrace.streams.errors.InvalidStateStoreException;
import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.processor.RecordContext;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.StateStoreContext;
import dev.millrace.streams.store.ChangeSink;
import dev.millrace.streams.store.FlushListener;
import dev.millrace.streams.store.ManagedStore;
import dev.millrace.streams.store.StoreOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What all kinds of store do alike: cells that change, are flushed downstream, drained to the changelog and the table,
 * and let go when memory is short.
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
 * <p>Every commit drains, but only some write ({@link EngineState}): a key that changes in each of a hundred commits
 * goes to the changelog a hundred times and to the table once. Until then it stays here.
 *
 * <p>Changed cells stand in a list in the order of their first put since the last drain; in a store that writes back,
 * of their last put, since that is the order in which downstream learns of them. A cell that is staged for the table is
 * not in it before the commit, so until then it must neither be let go nor be missed by an iterator.
 *
 * @param <C> the cells of the kind
 * @param <U> the key as the flush listener sees it
 * @param <V> the value as the store's users see it
 */
abstract class LiveStore<C extends Cell, U, V> implements ManagedStore {

    /** What a cell takes beside the key and the value, about. */
    static final int CELL_BYTES = 120;

    private static final int EVICTION_TRIES = 4096;

    private final String name;
    private final String kind;
    private final boolean persistent;
    private final StoreOptions options;
    private final @Nullable UserEngine userEngine;

    private Runnable forgetBeside = () -> {};
    private boolean open;
    private @Nullable StoreBinding binding;
    private @Nullable EngineTable boundTable;
    private @Nullable ValueCodec<V> boundCodec;
    private @Nullable RecordContext current;

    private boolean mayWriteBack;
    private boolean putsAtOnce;
    private final ChangedCells changed = new ChangedCells();
    private final UnwrittenCells unwritten = new UnwrittenCells();
    private final WriteBack<C, U, V> writeBack = new WriteBack<>(this, changed);
    private final CellWriter<C, V> writer = new CellWriter<>(this, changed, unwritten);
    private final CacheAccount account = new CacheAccount(LiveBudget.PROCESS);
    private final OpenIterators openIterators = new OpenIterators();

    /**
     * @param kind names the format of the table
     * @param persistent whether our own table is on disk
     * @param userEngine the user's own table; null: ours
     */
    LiveStore(String name, String kind, boolean persistent, StoreOptions options, @Nullable UserEngine userEngine) {
        this.name = name;
        this.kind = kind;
        this.persistent = userEngine == null ? persistent : userEngine.persistent();
        this.options = options;
        this.userEngine = userEngine;
    }

    // ---- what a kind of store must say

    /** Of the engine, as the mirrored suppliers say; a tag of metrics. */
    abstract String metricsScope();

    /** Makes the codecs; called in {@code init}. */
    abstract ValueCodec<V> bind(StoreBinding newBinding);

    /** The segment of a cell in the table. */
    abstract long segmentOf(C cell);

    /** The key of a cell in the changelog, and in the table after the segment. */
    abstract byte[] rowKey(C cell);

    /** The key of a cell for the flush listener. */
    abstract U userKey(C cell);

    /** The key of a row for a message. */
    Object keyOfRow(byte[] row) {
        return Bytes.wrap(row);
    }

    /** Whether a changed cell need not be written any more. */
    boolean isExpired(C cell) {
        return false;
    }

    /** See {@link CellWriter#skipVoidDeletions}. */
    final void skipVoidDeletions() {
        writer.skipVoidDeletions();
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
        if (context instanceof UserEngineContext) {
            bound.state().addInner(this);
        }
        boundTable = openTable(bound, root);
        mayWriteBack = options.caching() && bound.writeBackBytes() > 0;
        putsAtOnce = userEngine != null && bound.isWithoutTask();
        ValueCodec<V> codec = bind(bound);
        boundCodec = userEngine == null ? codec : userEngine.keptBy(codec, mayWriteBack);
        writeBack.reset();
        open = true;
        account.open();
        bound.state().addCache(name, this::forgetAll);
        openIterators.reportTo(bound.iteratorMeter(metricsScope(), name));
        context.register(root, (key, value) -> restore(key, value, 0, new RecordHeaders()));
    }

    private EngineTable openTable(StoreBinding bound, StateStore root) {
        UserEngine engine = userEngine;
        if (engine == null) {
            return bound.state().table(name, kind, persistent);
        }
        engine.open(bound, root, this::keyOfRow, this::forgetWritten);
        bound.state().add(name, engine);
        return engine;
    }

    @Override
    public final void close() {
        if (!open) {
            return;
        }
        openIterators.endOf(name);
        try {
            writeAtClose();
        } finally {
            open = false;
            account.close();
            forgetAll();
            if (userEngine != null) {
                userEngine.close();
            }
        }
    }

    /** What is neither in the table nor in the changelog goes as well. */
    private void forgetAll() {
        changed.clear();
        unwritten.clear();
        clearCache();
        account.release();
        forgetBeside.run();
    }

    /**
     * Takes what makes its owner forget all that it keeps of this store beside it, for when this is wiped or closed.
     */
    final void whenForgotten(Runnable forget) {
        forgetBeside = forget;
    }

    final OpenIterators openIterators() {
        return openIterators;
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
            cell.value = codec.own(value);
        }
        return value;
    }

    /**
     * What a cell will hold for a value; asked for before a put changes anything, since the serializer may refuse it.
     */
    final @Nullable Object held(@Nullable V value) {
        return value == null ? null : codec().hold(value);
    }

    /**
     * Puts a value into a cell, under the current record.
     *
     * @param held see {@link #held}
     */
    final void set(C cell, @Nullable V value, @Nullable Object held) {
        ValueCodec<V> codec = codec();
        writeBack.beforeChange(cell, codec);
        Object next = codec.replace(cell.value, held);
        if (next != cell.value) {
            cell.value = next;
        }
        RecordContext record = current;
        if (record != null) {
            cell.timestampMs = record.timestamp();
            if (writeBack.isOn()) {
                writeBack.noteOrigin(cell, record);
            } else if (codec.hasHeaders()) {
                cell.origin = value == null ? new Origin(record) : null; // a tombstone has the record's headers
            }
        }
        noteUnwritten(cell);
        if (cell.isDrained()) {
            changed.add(cell);
        } else if (writeBack.isOn()) {
            changed.moveToEnd(cell);
        }
        if (putsAtOnce) {
            commitAlone();
        }
    }

    private void commitAlone() {
        StoreBinding bound = Objects.requireNonNull(binding);
        drainChanges((key, value, timestampMs, headers) -> {});
        bound.state().commit(Map.of());
    }

    /** Whether downstream hears of puts from here alone, so also of those that come too late to be kept. */
    final boolean passesOnWhatItRefuses() {
        return writeBack.isOn();
    }

    /** A put that came too late to be kept; null: a removal, of which nobody hears. */
    final void refuse(U key, @Nullable V value) {
        RecordContext record = current;
        if (value != null && record != null) {
            writeBack.passOn(key, value, record);
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
        boolean write = state.isWriteDue() || userEngine != null;
        if (userEngine != null) {
            userEngine.restoring(false);
        }
        int drained = writer.drainChanged(options.logging() ? sink : null, write ? table() : null);
        if (write) {
            stageUnwritten(state.commits());
        }
        boolean isInState = write && userEngine == null; // what is below a user's engine is drained after the commit
        state.drained(name, drained, (long) unwritten.count() * writer.averageBytes(), isInState);
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

    /** Says which put it was whose value is refused only now that it is serialised. */
    final StreamsException refused(C cell, RefusedException e) {
        return new StreamsException(
                "Store " + name + " cannot write " + putOf(cell) + ". " + e.getMessage(), e.getCause());
    }

    /** Says of which put downstream cannot be told: a serde refuses it, or a user's engine fails. */
    final RuntimeException cannotTell(C cell, RuntimeException e) {
        if (e instanceof RefusedException refused) {
            return refused(cell, refused);
        }
        boolean isSaid = e instanceof StreamsException && e.getClass() != StreamsException.class;
        return isSaid
                ? e
                : new StreamsException("Store " + name + " cannot pass on " + putOf(cell) + ": " + e.getMessage(), e);
    }

    private String putOf(C cell) {
        Origin origin = cell.origin;
        String record = origin == null || origin.topic() == null
                ? ""
                : ", by the record at offset " + origin.offset() + " of partition " + origin.partition() + " of topic "
                        + origin.topic();
        return "what was put for key '" + userKey(cell) + "' at timestamp " + cell.timestampMs + record;
    }

    private void stageUnwritten(long commits) {
        beforeWrite();
        writer.stageUnwritten(table(), commits);
    }

    /** What a user's engine has does not stay here, since it may change by itself; unless the user wants a cache. */
    private void forgetWritten() {
        if (!mayWriteBack && changed.count() == 0 && unwritten.count() == 0) {
            clearCache();
            account.release();
        }
    }

    /** A store that has drained all it has leaves it to the table; any other falls back to what was written last. */
    private void writeAtClose() {
        StoreBinding bound = binding;
        if (bound != null
                && userEngine == null
                && changed.count() == 0
                && unwritten.count() > 0
                && bound.state().mayWriteAtClose()) {
            stageUnwritten(bound.state().commits());
            bound.state().stagedAtClose(name);
        }
    }

    @Override
    public final long bufferedBytes() {
        return (long) changed.count() * writer.averageBytes();
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
        if (userEngine != null) {
            userEngine.restoring(true);
        } else if (binding != null) {
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
