package dev.millrace.stores;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.state.KeyValueBytesStoreSupplier;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.store.KeyValueStoreSpec;
import dev.millrace.streams.store.WriteBackStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A key-value store. Plain values; {@link LiveTimestampedKeyValueStore} keeps a timestamp with each.
 *
 * <p>As long as no value was ever let go (and the table was empty at the start), the cache has every one, and a miss is
 * an answer: a store that fits in memory never reads its table. Otherwise a miss reads the table once, and the answer
 * is kept, even if it is that there is no value.
 *
 * <p>A range needs the unwritten keys in order. The first range after a write sorts them; from then on, until a write
 * that saw no range before it, they are kept sorted as they change, so that a range for each record does not sort all
 * of them again.
 */
class LiveKeyValueStore<K, V> extends LiveStore<Cell, K, V> implements KeyValueStore<K, V>, WriteBackStore<K, V> {

    private static final Logger LOG = LoggerFactory.getLogger(LiveKeyValueStore.class);

    /** So many unwritten keys are looked up for a count; the others are taken to be in the table. */
    private static final int MAX_COUNT_CHECKS = 10_000;

    private final KeyValueStoreSpec<K, ?> spec;
    private final @Nullable UserEngine userEngine;
    private @Nullable KeyIndex<K, Cell> boundCells;
    private @Nullable Boolean complete;
    private @Nullable TreeMap<byte[], Cell> sorted;
    private boolean rangeSeen;
    private @Nullable RecentKeys<K> recent;

    LiveKeyValueStore(KeyValueStoreSpec<K, ?> spec, String kind) {
        this(spec, kind, userEngine(spec));
    }

    private LiveKeyValueStore(KeyValueStoreSpec<K, ?> spec, String kind, @Nullable UserEngine userEngine) {
        super(spec.name(), kind, spec.persistent(), spec.options(), userEngine);
        this.spec = spec;
        this.userEngine = userEngine;
    }

    private static @Nullable UserEngine userEngine(KeyValueStoreSpec<?, ?> spec) {
        KeyValueBytesStoreSupplier supplier = spec.customEngine();
        return supplier == null ? null : new UserKeyValueEngine(supplier.get());
    }

    static <K, V> LiveKeyValueStore<K, V> plain(KeyValueStoreSpec<K, V> spec) {
        return new LiveKeyValueStore<>(spec, "kv");
    }

    /** A store whose rows mostly come and go between two writes: what was never written is not deleted either. */
    static LiveKeyValueStore<Bytes, byte[]> queue(KeyValueStoreSpec<Bytes, byte[]> spec) {
        LiveKeyValueStore<Bytes, byte[]> store = plain(spec);
        if (spec.customEngine() == null) {
            store.skipVoidDeletions();
        }
        return store;
    }

    @Override
    @SuppressWarnings("unchecked") // a plain store's spec has the serde of V itself
    ValueCodec<V> bind(StoreBinding binding) {
        bindKeys(binding);
        return ValueCodec.plain(
                binding.valueSerde(((KeyValueStoreSpec<K, V>) spec).valueSerde()),
                binding.topic(),
                options().liveValues());
    }

    final void bindKeys(StoreBinding binding) {
        KeyCodec<K> keys = new KeyCodec<>(binding.keySerde(spec.keySerde()), binding.topic());
        boundCells = new KeyIndex<>(keys, options().liveValues());
        recent = spec.maxEntries() == 0 ? null : new RecentKeys<>(spec.maxEntries(), keys);
    }

    private KeyIndex<K, Cell> cells() {
        KeyIndex<K, Cell> cells = boundCells;
        if (cells == null) {
            ensureOpen();
            throw new IllegalStateException(name());
        }
        return cells;
    }

    private KeyCodec<K> keys() {
        return cells().codec();
    }

    // ---- one key

    @Override
    public @Nullable V get(K key) {
        Cell cell = find(key, false);
        V value = cell == null ? null : valueOf(cell);
        if (recent != null && value != null) {
            recent.used(key);
        }
        return value;
    }

    @Override
    public void put(K key, @Nullable V value) {
        ensureOpen();
        Object held = held(value);
        Cell cell = find(key, true);
        if (cell != null) {
            set(cell, value, held);
            noteChanged(cell);
        }
        RecentKeys<K> limit = recent;
        if (limit != null) {
            if (value == null) {
                limit.removed(key);
            } else {
                K gone = limit.used(key);
                if (gone != null) {
                    put(gone, null);
                }
            }
        }
    }

    @Override
    public @Nullable V putIfAbsent(K key, @Nullable V value) {
        V old = get(key);
        if (old == null) {
            put(key, value);
        }
        return old;
    }

    @Override
    public void putAll(List<KeyValue<K, V>> entries) {
        for (KeyValue<K, V> entry : entries) {
            put(entry.key, entry.value);
        }
    }

    @Override
    public @Nullable V delete(K key) {
        V old = get(key);
        put(key, null);
        return old;
    }

    /**
     * The cell of a key. For a put it is made without asking the table; otherwise it may be null, if there is no value.
     */
    private @Nullable Cell find(K key, boolean forPut) {
        ensureOpen();
        KeyIndex<K, Cell> cells = cells();
        Cell cell = cells.find(key);
        if (cell != null) {
            return cell;
        }
        boolean known = isComplete();
        if (known && !forPut) {
            return null;
        }
        cell = new Cell();
        if (!known && forPut) {
            cell.base = Cell.UNKNOWN;
        } else {
            cell.value = known ? null : table().get(cells.missedBytes(key));
            cell.absentInLog = cell.value == null;
            cell.absentInTable = cell.value == null;
        }
        cells.addMissed(key, cell);
        int keyBytes = cell.keyBytes == null ? 16 : cell.keyBytes.length;
        account(cell, CELL_BYTES + keyBytes + (cell.value instanceof byte[] held ? 2 * held.length : 0));
        afterGrowth();
        return cell;
    }

    private boolean isComplete() {
        Boolean known = complete;
        if (known == null) {
            known = table().knownEmpty();
            complete = known;
        }
        return known;
    }

    // ---- ranges

    @Override
    public KeyValueIterator<K, V> range(@Nullable K from, @Nullable K to) {
        return range(from, to, true);
    }

    @Override
    public KeyValueIterator<K, V> reverseRange(@Nullable K from, @Nullable K to) {
        return range(from, to, false);
    }

    @Override
    public KeyValueIterator<K, V> all() {
        return scan(null, null, true);
    }

    @Override
    public KeyValueIterator<K, V> reverseAll() {
        return scan(null, null, false);
    }

    @Override
    public <PS extends Serializer<P>, P> KeyValueIterator<K, V> prefixScan(P prefix, PS prefixKeySerializer) {
        Objects.requireNonNull(prefix, "prefix cannot be null");
        Objects.requireNonNull(prefixKeySerializer, "prefixKeySerializer cannot be null");
        byte[] from = prefixKeySerializer.serialize(null, prefix);
        return scan(from, Rows.afterPrefix(from), true);
    }

    private KeyValueIterator<K, V> range(@Nullable K from, @Nullable K to, boolean forward) {
        ensureOpen();
        byte[] fromBytes = from == null ? null : keys().toBytes(from);
        byte[] toBytes = to == null ? null : keys().toBytes(to);
        if (fromBytes != null && toBytes != null && Arrays.compareUnsigned(fromBytes, toBytes) > 0) {
            LOG.warn(
                    "Store {}: a range from a larger to a smaller key is empty. The order is that of the serialised"
                            + " keys, in which negative numbers come after positive ones",
                    name());
            toBytes = fromBytes;
            return scan(fromBytes, toBytes, forward);
        }
        return scan(fromBytes, toBytes == null ? null : Rows.after(toBytes), forward);
    }

    /**
     * The first rows from a key on: as many as asked for, and perhaps more, or all that there are. Unlike a range it
     * does not copy all that has changed since the last write, which may be much.
     */
    final KeyValueIterator<K, V> front(K from, int rows) {
        ensureOpen();
        byte[] fromBytes = keys().toBytes(from);
        List<MergedRows.Change> changes = changesBetween(fromBytes, null, true, rows);
        boolean isCut = changes.stream().filter(change -> change.held() != null).count() >= rows;
        byte[] to = isCut ? Rows.after(changes.get(changes.size() - 1).key()) : null;
        return scan(fromBytes, to, true, changes);
    }

    private KeyValueIterator<K, V> scan(byte @Nullable [] from, byte @Nullable [] to, boolean forward) {
        ensureOpen();
        return scan(from, to, forward, changesBetween(from, to, forward, Integer.MAX_VALUE));
    }

    private KeyValueIterator<K, V> scan(
            byte @Nullable [] from, byte @Nullable [] to, boolean forward, List<MergedRows.Change> changed) {
        List<MergedRows.Change> changes = changed;
        ByteCursor cursor = table().scan(from, to, forward);
        if (userEngine != null && !changes.isEmpty()) {
            changes = UserEngine.overlaid(cursor, changes, List.of(Arrays::compareUnsigned), forward);
            cursor = RocksTable.NoRows.INSTANCE;
        }
        MergedRows rows = new MergedRows(cursor, changes, forward, key -> true, this::isOpen, name());
        return new RowIterator<>(rows, keys()::fromBytes, codec()::unhold, openIterators());
    }

    /** Copies what has changed, up to so many that have a value. */
    private List<MergedRows.Change> changesBetween(
            byte @Nullable [] from, byte @Nullable [] to, boolean forward, int maxValues) {
        rangeSeen = true;
        TreeMap<byte[], Cell> all = sorted;
        if (all == null || hasStaged()) {
            TreeMap<byte[], Cell> fresh = new TreeMap<>(Arrays::compareUnsigned);
            forEachUnwritten(cell -> fresh.put(rowKey(cell), cell));
            all = fresh;
            sorted = hasStaged() ? null : fresh;
        }
        List<MergedRows.Change> changes = new ArrayList<>();
        if (all.isEmpty() || (from != null && to != null && Arrays.compareUnsigned(from, to) >= 0)) {
            return changes;
        }
        var range = from == null ? all : all.tailMap(from, true);
        range = to == null ? range : range.headMap(to, false);
        int values = 0;
        for (Map.Entry<byte[], Cell> changed : (forward ? range : range.descendingMap()).entrySet()) {
            Object held = codec().snapshot(changed.getValue().value);
            changes.add(new MergedRows.Change(changed.getKey(), held));
            if (held != null && ++values == maxValues) {
                break;
            }
        }
        return changes;
    }

    private void noteChanged(Cell cell) {
        TreeMap<byte[], Cell> index = sorted;
        if (index != null) {
            index.put(rowKey(cell), cell);
        }
    }

    @Override
    public long approximateNumEntries() {
        ensureOpen();
        long[] count = {table().approximateSize()};
        int[] checks = {0};
        forEachUnwritten(cell -> {
            if (checks[0]++ < MAX_COUNT_CHECKS) {
                count[0] += (cell.value == null ? 0 : 1) - (table().get(rowKey(cell)) == null ? 0 : 1);
            }
        });
        return Math.max(0, count[0]);
    }

    // ---- what LiveStore asks

    @Override
    final String metricsScope() {
        KeyValueBytesStoreSupplier supplier = spec.customEngine();
        if (supplier != null || persistent()) {
            return supplier == null ? "rocksdb" : supplier.metricsScope();
        }
        return spec.maxEntries() > 0 ? "in-memory-lru" : "in-memory";
    }

    @Override
    long segmentOf(Cell cell) {
        return EngineTable.NO_SEGMENT;
    }

    @Override
    byte[] rowKey(Cell cell) {
        return cells().bytesOf(cell);
    }

    @Override
    K userKey(Cell cell) {
        return cells().keyOf(cell);
    }

    @Override
    Object keyOfRow(byte[] row) {
        return Objects.requireNonNull(keys().fromBytes(row));
    }

    @Override
    void beforeWrite() {
        sorted = rangeSeen && sorted != null ? new TreeMap<>(Arrays::compareUnsigned) : null;
        rangeSeen = false;
    }

    @Override
    boolean evictOne(int tries) {
        Cell cell = cells().evict(candidate -> !candidate.unwritten, tries);
        if (cell == null) {
            return false;
        }
        unaccount(cell);
        if (cell.value != null) {
            complete = false;
        }
        return true;
    }

    @Override
    void clearCache() {
        cells().clear();
        complete = null;
        sorted = null;
    }

    @Override
    public void restore(byte[] key, byte @Nullable [] value, long timestampMs, Headers headers) {
        codec().restore(table(), EngineTable.NO_SEGMENT, key, value, timestampMs, headers);
        noteRestored();
        RecentKeys<K> limit = recent;
        if (limit != null) {
            K restored = keys().fromBytes(key);
            K gone = null;
            if (value == null) {
                limit.removed(restored);
            } else {
                gone = limit.used(restored);
            }
            if (gone != null) {
                table().stage(EngineTable.NO_SEGMENT, keys().toBytes(gone), EngineTable.NO_TIMESTAMP, null);
            }
        }
    }

    @Override
    public Map<String, String> changelogConfig(long windowStoreAdditionalRetentionMs) {
        return changelogConfigOver(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
    }
}
