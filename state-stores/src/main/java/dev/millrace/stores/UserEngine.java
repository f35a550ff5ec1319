package dev.millrace.stores;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.errors.ProcessorStateException;
import dev.millrace.streams.processor.BatchingStateRestoreCallback;
import dev.millrace.streams.processor.StateRestoreCallback;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.StateStoreContext;
import dev.millrace.streams.store.TaskState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A user's own store of bytes, as the table of one of ours.
 */
/*
 * It knows no transactions: what is put is there. So what is staged waits here until the log has the commit, and what
 * was rolled back never reaches it. Kafka Streams puts at once, and deletes the directory of the task after a failure.
 *
 * It may change by itself (entries that expire, a limit, another writer). So without a cache nothing that it has stays
 * in the process after a commit: the next read asks it again. What it does not have yet is laid over what it gives.
 * Little is known of its order, so that a run of rows is read as a whole where there is something to be laid over it,
 * and given as it comes where there is not.
 *
 * Often it is made of one of our own engines, around which the user has put something. That one is a store of ours with
 * a table of its own, which the task's state writes with everything else after each commit.
 *
 * At a start it is restored from the beginning of its changelog, on top of whatever it kept; unless it says how far it
 * has come (KIP-1035), which it may, since each commit names the offset, or one of ours below it is on disk, which
 * knows.
 */
abstract class UserEngine implements EngineTable, UserBytes {

    private final StateStore store;
    private final List<MergedRows.Change> staged = new ArrayList<>();
    private KeptValues kept = KeptValues.ALL;
    private @Nullable TopicPartition changelog;
    private @Nullable StateRestoreCallback restoreCallback;
    private boolean restoring;
    private Function<byte[], Object> keys = Bytes::wrap;
    private Runnable afterCommit = () -> {};

    UserEngine(StateStore store) {
        this.store = store;
    }

    /**
     * Opens the user's store.
     *
     * @param keyOfRow the key of a row for a message
     * @param whatHasChanged runs after each commit
     */
    final void open(StoreBinding binding, StateStore root, Function<byte[], Object> keyOfRow, Runnable whatHasChanged) {
        StateStoreContext context = binding.context();
        changelog = new TopicPartition(binding.topic(), context.taskId().partition());
        keys = keyOfRow;
        afterCommit = whatHasChanged;
        store.init(
                new UserEngineContext(
                        context, binding.state(), binding.topic(), callback -> restoreCallback = callback),
                root);
    }

    final void close() {
        staged.clear();
        store.close();
    }

    final boolean persistent() {
        return store.persistent();
    }

    /**
     * Leaves out what the user's store is not made for.
     *
     * @param cached whether what is in the process may be given without having been in the user's store
     * @return how values are to be held
     */
    final <V> ValueCodec<V> keptBy(ValueCodec<V> codec, boolean cached) {
        kept = KeptValues.of(store, codec);
        return cached || kept.equals(KeptValues.ALL) ? codec : new ReducedCodec<>(codec, kept);
    }

    @Override
    public final long changelogOffset() {
        Long offset = changelog == null ? null : store.committedOffset(changelog);
        return offset == null ? TaskState.NO_OFFSET : offset;
    }

    // ---- changes

    /** What is staged from now on comes from the changelog, or from the application. */
    final void restoring(boolean fromChangelog) {
        restoring = fromChangelog;
    }

    @Override
    public final void stage(long segment, byte[] key, long timestampMs, byte @Nullable [] value) {
        byte[] whole = value == null || timestampMs == NO_TIMESTAMP ? value : Rows.prefixed(timestampMs, value);
        staged.add(new MergedRows.Change(key, whole == null ? null : kept.toEngine(whole)));
    }

    @Override
    public final void commit(@Nullable Long changelogOffset) {
        StateRestoreCallback callback = restoring ? restoreCallback : null;
        if (callback instanceof BatchingStateRestoreCallback batching) {
            List<KeyValue<byte[], byte[]>> records = new ArrayList<>(staged.size());
            staged.forEach(change -> records.add(new KeyValue<>(change.key(), (byte[]) change.held())));
            batching.restoreAll(records);
        } else if (callback != null) {
            staged.forEach(change -> give(change, callback));
        } else {
            staged.forEach(change -> give(change, this::put));
        }
        staged.clear();
        store.commit(changelog == null || changelogOffset == null ? Map.of() : Map.of(changelog, changelogOffset));
        afterCommit.run();
    }

    private void give(MergedRows.Change change, StateRestoreCallback to) {
        try {
            to.restore(change.key(), (byte[]) change.held());
        } catch (RuntimeException e) {
            throw new ProcessorStateException(
                    "Store " + store.name() + " failed on what was put for key '" + textOf(change.key())
                            + "': its engine " + store.getClass().getName() + " is the application's own, and says: "
                            + e,
                    e);
        }
    }

    private Object textOf(byte[] row) {
        try {
            return keys.apply(row);
        } catch (RuntimeException e) {
            return Bytes.wrap(row);
        }
    }

    /** Puts a row, or removes it. The row is the key of the changelog. */
    abstract void put(byte[] row, byte @Nullable [] value);

    /** All that it has, to be removed. */
    abstract ByteCursor everything();

    @Override
    public final void clear() {
        staged.clear();
        List<byte[]> rows = new ArrayList<>();
        try (ByteCursor all = everything()) {
            while (all.next()) {
                rows.add(all.key());
            }
        }
        rows.forEach(row -> put(rowOf(row), null));
    }

    /** The row of a table key. */
    abstract byte[] rowOf(byte[] tableKey);

    // ---- reads

    /** A value as the codecs know it. */
    final byte @Nullable [] given(byte @Nullable [] value) {
        return value == null ? null : kept.fromEngine(value);
    }

    /**
     * Its rows, under changes that it does not have yet.
     *
     * @param orders in which its table keys may come, the likeliest first
     */
    static List<MergedRows.Change> overlaid(
            ByteCursor rows, List<MergedRows.Change> changes, List<Comparator<byte[]>> orders, boolean forward) {
        List<MergedRows.Change> all = new ArrayList<>();
        try (rows) {
            while (rows.next()) {
                all.add(new MergedRows.Change(rows.key(), rows.value()));
            }
        }
        Comparator<byte[]> order = orders.stream()
                .map(each -> forward ? each : each.reversed())
                .filter(each -> isSorted(all, each))
                .findFirst()
                .orElse(forward ? orders.get(0) : orders.get(0).reversed());
        TreeSet<byte[]> changedKeys = new TreeSet<>(Arrays::compareUnsigned);
        changes.forEach(change -> changedKeys.add(change.key()));
        all.removeIf(row -> changedKeys.contains(row.key()));
        all.addAll(changes);
        all.sort(Comparator.comparing(MergedRows.Change::key, order));
        return all;
    }

    private static boolean isSorted(List<MergedRows.Change> rows, Comparator<byte[]> order) {
        for (int i = 1; i < rows.size(); i++) {
            if (order.compare(rows.get(i - 1).key(), rows.get(i).key()) > 0) {
                return false;
            }
        }
        return true;
    }

    // ---- what a user's store does not tell

    @Override
    public final void stageRangeRemoval(byte[] from, byte[] to) {
        throw new UnsupportedOperationException("a user's store removes by itself what has expired");
    }

    @Override
    public final void stageWatermark(long watermark) {
        // the store knows its own time
    }

    @Override
    public final long watermark() {
        return -1;
    }

    @Override
    public final boolean knownEmpty() {
        return false;
    }

    @Override
    public final int openCursors() {
        return 0; // the user's store counts its own
    }
}
