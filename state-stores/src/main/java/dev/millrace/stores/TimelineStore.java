package dev.millrace.stores;

import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.TimedStore;
import dev.millrace.streams.store.WriteBackStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * What window and session stores do alike: a line of slots for each key in the process, rows in segments of time in the
 * table.
 *
 * <p>Time is the start of a window, the end of a session. The store's own time is the highest that was ever put; what
 * is older than that by the retention is expired: dropped when it is put, never given by a read, and removed from the
 * table by whole segments, as one range at the front of the table. (A column family for each segment could be dropped
 * instead; but making one takes 10 to 30 ms and dropping it another 10, and it cannot be part of the atomic write.)
 *
 * <p>As in {@link LiveKeyValueStore}, a miss is an answer where the process has everything: from {@code completeFrom}
 * on, for every key. At the start that is all time (empty table) or what comes after the table's newest row; it moves
 * up when a line is let go.
 */
abstract class TimelineStore<K, V> extends LiveStore<Slot, Windowed<K>, V>
        implements WriteBackStore<Windowed<K>, V>, TimedStore {

    private static final long MIN_MEMORY_SEGMENT_MS = 60_000;

    private final boolean timeFirst;
    private final long retentionMs;
    private final long segmentIntervalMs;
    private final RowLayout layout;
    private final @Nullable UserTimeEngine userEngine;

    private @Nullable KeyIndex<K, Timeline> boundLines;
    private @Nullable LatePuts latePuts;
    private long observedMs = -1;
    private long completeFrom = Long.MAX_VALUE;
    private boolean started;
    private long removedBelowSegment;

    TimelineStore(
            String name,
            String kind,
            boolean persistent,
            long retentionMs,
            long segmentIntervalMs,
            StoreOptions options,
            RowLayout layout,
            @Nullable UserTimeEngine userEngine) {
        super(name, kind, persistent, options, userEngine);
        this.timeFirst = !persistent();
        this.retentionMs = retentionMs;
        this.segmentIntervalMs = persistent ? segmentIntervalMs : Math.max(retentionMs / 2, MIN_MEMORY_SEGMENT_MS);
        this.layout = layout;
        this.userEngine = userEngine;
    }

    /** @param countsLatePuts whether nobody else does */
    final void bindKeys(StoreBinding binding, @Nullable Serde<K> keySerde, boolean countsLatePuts) {
        KeyCodec<K> keys = new KeyCodec<>(binding.keySerde(keySerde), binding.topic());
        boundLines = new KeyIndex<>(keys, options().liveValues());
        latePuts = countsLatePuts && !binding.isWithoutTask()
                ? new LatePuts(name(), retentionMs, binding.context())
                : null;
        started = false;
    }

    private KeyIndex<K, Timeline> lines() {
        KeyIndex<K, Timeline> lines = boundLines;
        if (lines == null) {
            ensureOpen();
            throw new IllegalStateException(name());
        }
        return lines;
    }

    private KeyCodec<K> keys() {
        return lines().codec();
    }

    /** The key of the API for a row. */
    abstract Windowed<K> windowed(K key, long timeMs, long second);

    // ---- time

    /** Before the first use: how far the store had come, and whether its table has anything. */
    private void start() {
        if (!started) {
            started = true;
            observedMs = Math.max(observedMs, table().watermark());
            completeFrom = userEngine != null ? Long.MAX_VALUE : table().knownEmpty() ? Long.MIN_VALUE : observedMs + 1;
        }
    }

    /** Whether the table is a user's: it is asked each time, and it alone says what has expired. */
    final boolean isUsers() {
        return userEngine != null;
    }

    final void observe(long timeMs) {
        start();
        if (timeMs > observedMs) {
            observedMs = timeMs;
        }
    }

    @Override
    public final void advanceTo(long timeMs) {
        ensureOpen();
        observe(timeMs);
    }

    /** The oldest time that is not expired. */
    final long minLiveMs() {
        return observedMs < 0 || userEngine != null ? Long.MIN_VALUE : observedMs - retentionMs + 1;
    }

    /** Counts what came too late to be kept; who hears of puts from here alone still hears of it. */
    final void dropLate(K key, long timeMs, long second, @Nullable V value) {
        if (latePuts != null) {
            latePuts.add(key, timeMs, observedMs);
        }
        if (passesOnWhatItRefuses()) {
            refuse(windowed(key, timeMs, second), value);
        }
    }

    private long segmentOf(long timeMs) {
        return userEngine != null ? 0 : Math.max(0, timeMs) / segmentIntervalMs;
    }

    // ---- one key

    /** The line of a key; null if there is none and, from this time on, none in the table either. */
    final @Nullable Timeline findLine(K key, long fromMs, boolean make) {
        ensureOpen();
        start();
        KeyIndex<K, Timeline> lines = lines();
        Timeline line = lines.find(key);
        if (line == null && (make || fromMs < completeFrom)) {
            line = new Timeline();
            line.completeFrom = completeFrom;
            lines.addMissed(key, line);
            accountOther(CELL_BYTES);
            afterGrowth();
        }
        return line;
    }

    /** The slot of a line at a place; made if absent, without asking the table. */
    final Slot slot(Timeline line, long timeMs, long second) {
        int index = line.search(timeMs, second);
        if (index >= 0) {
            return line.at(index);
        }
        if (line.isFull()) {
            trim(line);
            index = line.search(timeMs, second);
        }
        Slot slot = line.insert(-(index + 1), timeMs, second);
        if (timeMs < line.completeFrom) {
            slot.base = Cell.UNKNOWN;
        }
        account(slot, CELL_BYTES);
        afterGrowth();
        return slot;
    }

    /** The value at a place of a line, from the table if need be. */
    final @Nullable V valueAt(Timeline line, long timeMs, long second) {
        int index = line.search(timeMs, second);
        if (index >= 0) {
            return valueOf(line.at(index));
        }
        if (timeMs >= line.completeFrom) {
            return null;
        }
        byte[] row = layout.row(lines().bytesOf(line), timeMs, second);
        byte[] held = table().get(Rows.prefixed(segmentOf(timeMs), row));
        Slot slot = slot(line, timeMs, second);
        hold(slot, held);
        return valueOf(slot);
    }

    private void hold(Slot slot, byte @Nullable [] held) {
        slot.value = held;
        slot.base = null;
        account(slot, CELL_BYTES + (held == null ? 0 : 2 * held.length));
    }

    /** Makes a line complete from a time on. */
    final void load(Timeline line, long fromMs) {
        if (fromMs >= line.completeFrom) {
            return;
        }
        byte[] key = lines().bytesOf(line);
        long firstMs = Math.max(fromMs, minLiveMs());
        long lastMs = Math.min(line.completeFrom - 1, observedMs);
        for (long segment = segmentOf(firstMs); firstMs <= lastMs && segment <= segmentOf(lastMs); segment++) {
            byte[] from = Rows.prefixed(segment, layout.row(key, Math.max(firstMs, 0), 0));
            byte[] to = Rows.after(Rows.prefixed(segment, layout.lastRow(key, lastMs)));
            try (ByteCursor rows = table().scan(from, to, true)) {
                while (rows.next()) {
                    take(line, rows.key(), rows.value(), key.length);
                }
            }
        }
        line.completeFrom = fromMs;
        afterGrowth();
    }

    private void take(Timeline line, byte[] tableKey, byte[] held, int keyLength) {
        if (layout.keyLength(tableKey) != keyLength) {
            return; // another key, of which this one is the beginning
        }
        long timeMs = layout.time(tableKey);
        long second = layout.second(tableKey);
        int index = line.search(timeMs, second);
        if (index < 0) {
            hold(line.insert(-(index + 1), timeMs, second), held);
        }
    }

    /** Removes slots that say nothing any more: expired ones, and deleted ones where the line is complete. */
    private void trim(Timeline line) {
        if (hasStaged()) {
            return;
        }
        long minLiveMs = minLiveMs();
        long oldestKeptMs = observedMs - retentionMs;
        line.removeIf(slot -> {
            boolean goes = slot.timeMs < minLiveMs
                    || (userEngine != null && !slot.unwritten && slot.timeMs < oldestKeptMs)
                    || (!slot.unwritten && slot.value == null && slot.timeMs >= line.completeFrom);
            if (goes) {
                unaccount(slot);
            }
            return goes;
        });
    }

    // ---- many keys

    /** Keys (null: no bound) and times of rows, each bound inclusive. */
    final RowRange range(@Nullable K keyFrom, @Nullable K keyTo, long fromMs, long toMs, long maxSecond) {
        return new RowRange(
                layout,
                keyFrom == null ? null : keys().toBytes(keyFrom),
                keyTo == null ? null : keys().toBytes(keyTo),
                fromMs,
                toMs,
                maxSecond);
    }

    /** One key and times of its rows. */
    final RowRange rangeOf(K key, long fromMs, long toMs, long maxSecond) {
        byte[] keyBytes = keys().toBytes(key);
        return new RowRange(layout, keyBytes, keyBytes, fromMs, toMs, maxSecond);
    }

    /** All rows of a range, in the store's order or against it. */
    final KeyValueIterator<Windowed<K>, V> rows(RowRange wanted, boolean forward, boolean byTime) {
        ensureOpen();
        start();
        RowRange range = wanted.since(minLiveMs());
        List<MergedRows.Change> changes = new ArrayList<>();
        forEachUnwritten(slot -> {
            if (range.contains(lines().bytesOf(slot.line), slot.timeMs, slot.second)) {
                changes.add(new MergedRows.Change(
                        Rows.prefixed(segmentOf(slot), rowKey(slot)), codec().snapshot(slot.value)));
            }
        });
        MergedRows merged = userEngine == null
                ? ownRows(range, changes, forward, timeFirst || byTime)
                : usersRows(userEngine, range, changes, forward, byTime);
        return new RowIterator<>(merged, this::windowedOf, codec()::unhold, openIterators());
    }

    private MergedRows ownRows(RowRange range, List<MergedRows.Change> changes, boolean forward, boolean resort) {
        changes.sort((a, b) -> MergedRows.compare(a.key(), b.key(), forward || resort));
        long firstSegment = segmentOf(range.fromMs());
        long lastSegment = segmentOf(Math.min(range.toMs(), observedMs));
        ByteCursor cursor = range.isEmpty() || observedMs < 0
                ? RocksTable.NoRows.INSTANCE
                : new SegmentCursor(table(), range, firstSegment, lastSegment, forward || resort);
        MergedRows merged =
                new MergedRows(cursor, changes, forward || resort, range::containsRow, this::isOpen, name());
        return resort ? byTime(merged, forward) : merged;
    }

    private MergedRows usersRows(
            UserTimeEngine engine, RowRange range, List<MergedRows.Change> changes, boolean forward, boolean byTime) {
        ByteCursor cursor = engine.rows(range, forward, byTime);
        if (!changes.isEmpty()) {
            Comparator<byte[]> byKeyFirst = Arrays::compareUnsigned;
            Comparator<byte[]> byTimeFirst = layout::compareByTime;
            List<Comparator<byte[]>> orders =
                    timeFirst || byTime ? List.of(byTimeFirst, byKeyFirst) : List.of(byKeyFirst, byTimeFirst);
            changes = UserEngine.overlaid(cursor, changes, orders, forward);
            cursor = RocksTable.NoRows.INSTANCE;
        }
        return new MergedRows(cursor, changes, forward, key -> true, this::isOpen, name());
    }

    private MergedRows byTime(MergedRows rows, boolean forward) {
        List<MergedRows.Change> all = new ArrayList<>();
        try (rows) {
            while (rows.next()) {
                all.add(new MergedRows.Change(rows.key(), rows.held()));
            }
        }
        all.sort((a, b) -> layout.compareByTime(a.key(), b.key()) * (forward ? 1 : -1));
        return new MergedRows(RocksTable.NoRows.INSTANCE, all, forward, key -> true, this::isOpen, name());
    }

    private Windowed<K> windowedOf(byte[] tableKey) {
        return windowed(keys().fromBytes(layout.key(tableKey)), layout.time(tableKey), layout.second(tableKey));
    }

    // ---- what LiveStore asks

    @Override
    final long segmentOf(Slot slot) {
        return segmentOf(slot.timeMs);
    }

    @Override
    final byte[] rowKey(Slot slot) {
        return layout.row(lines().bytesOf(slot.line), slot.timeMs, slot.second);
    }

    @Override
    final Windowed<K> userKey(Slot slot) {
        return windowed(lines().keyOf(slot.line), slot.timeMs, slot.second);
    }

    @Override
    final Object keyOfRow(byte[] row) {
        return windowedOf(Rows.prefixed(0, row));
    }

    @Override
    final boolean isExpired(Slot slot) {
        return slot.timeMs < minLiveMs();
    }

    @Override
    final void beforeWrite() {
        removeExpired();
    }

    private void removeExpired() {
        if (userEngine != null) {
            return;
        }
        table().stageWatermark(observedMs);
        long minSegment = segmentOf(minLiveMs());
        if (minSegment > removedBelowSegment) {
            table().stageRangeRemoval(Rows.ofLong(0), Rows.ofLong(minSegment));
            removedBelowSegment = minSegment;
        }
    }

    @Override
    final boolean evictOne(int tries) {
        Timeline line = lines().evict(Timeline::isWritten, tries);
        if (line == null) {
            return false;
        }
        for (int i = 0; i < line.size(); i++) {
            Slot slot = line.at(i);
            unaccount(slot);
            if (slot.value != null) {
                completeFrom = Math.max(completeFrom, slot.timeMs + 1);
            }
        }
        accountOther(-CELL_BYTES);
        return true;
    }

    @Override
    final void clearCache() {
        lines().clear();
        started = false;
        observedMs = -1;
        removedBelowSegment = 0;
    }

    /** A row comes from the changelog. */
    void noteRestoredRow(byte[] row) {}

    @Override
    public final void restore(byte[] key, byte @Nullable [] value, long timestampMs, Headers headers) {
        layout.check(key);
        noteRestoredRow(key);
        long timeMs = layout.timeOfRow(key);
        observedMs = Math.max(observedMs, Math.max(timeMs, started ? -1 : table().watermark()));
        if (timeMs >= minLiveMs()) {
            codec().restore(table(), segmentOf(timeMs), key, value, timestampMs, headers);
        }
        noteRestored();
        removeExpired();
    }

    /** How the changelog gets rid of what is old. */
    String cleanupPolicy() {
        return TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE;
    }

    @Override
    public final Map<String, String> changelogConfig(long windowStoreAdditionalRetentionMs) {
        long retention = retentionMs + windowStoreAdditionalRetentionMs;
        return changelogConfigOver(Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                cleanupPolicy(),
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(retention < 0 ? Long.MAX_VALUE : retention)));
    }
}
