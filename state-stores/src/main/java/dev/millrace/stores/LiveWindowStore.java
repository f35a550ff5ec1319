package dev.millrace.stores;

import dev.millrace.streams.kstream.TimeWindow;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.WindowBytesStoreSupplier;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.state.WindowStoreIterator;
import dev.millrace.streams.store.WindowStoreSpec;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * A window store. Plain values; {@link LiveTimestampedWindowStore} keeps a timestamp with each.
 *
 * <p>A store with duplicates never replaces: each put gets the next sequence number among those of its key and time.
 * Kafka Streams counts for the whole store and starts again from 1 after a restart; the bytes have the same form, but
 * here a restart cannot overwrite what was there. A user's engine has no such numbers to go on from: they are those of
 * the changelog alone, and go on from the highest that was restored.
 */
class LiveWindowStore<K, V> extends TimelineStore<K, V> implements WindowStore<K, V> {

    private static final long[] NO_TIMES = {};
    private static final Object[] NO_VALUES = {};

    private final WindowStoreSpec<K, ?> spec;
    private long lastSequence;

    LiveWindowStore(WindowStoreSpec<K, ?> spec, String kind) {
        super(
                spec.name(),
                kind,
                spec.persistent(),
                spec.retentionMs(),
                spec.segmentIntervalMs(),
                spec.options(),
                RowLayout.WINDOW,
                userEngine(spec));
        this.spec = spec;
    }

    private static @Nullable UserTimeEngine userEngine(WindowStoreSpec<?, ?> spec) {
        WindowBytesStoreSupplier supplier = spec.customEngine();
        return supplier == null ? null : new UserWindowEngine(supplier.get());
    }

    static <K, V> LiveWindowStore<K, V> plain(WindowStoreSpec<K, V> spec) {
        return new LiveWindowStore<>(spec, "win");
    }

    @Override
    @SuppressWarnings("unchecked") // a plain store's spec has the serde of V itself
    ValueCodec<V> bind(StoreBinding binding) {
        bindWindowKeys(binding);
        return ValueCodec.plain(
                binding.valueSerde(((WindowStoreSpec<K, V>) spec).valueSerde()),
                binding.topic(),
                options().liveValues());
    }

    final void bindWindowKeys(StoreBinding binding) {
        bindKeys(binding, spec.keySerde(), !spec.retainDuplicates()); // those are of joins, which count by themselves
    }

    @Override
    final Windowed<K> windowed(K key, long startMs, long sequence) {
        long endMs = startMs + spec.windowSizeMs();
        return new Windowed<>(key, new TimeWindow(startMs, endMs < 0 ? Long.MAX_VALUE : endMs));
    }

    @Override
    final String metricsScope() {
        WindowBytesStoreSupplier supplier = spec.customEngine();
        return supplier != null ? supplier.metricsScope() : persistent() ? "rocksdb-window" : "in-memory-window";
    }

    // ---- one key

    @Override
    public void put(K key, @Nullable V value, long windowStartTimestamp) {
        ensureOpen();
        observe(windowStartTimestamp);
        if (windowStartTimestamp < minLiveMs()) {
            dropLate(key, windowStartTimestamp, 0, value);
            return;
        }
        if (value == null && spec.retainDuplicates()) {
            return;
        }
        Object held = held(value);
        Timeline line = findLine(key, windowStartTimestamp, true);
        if (line == null) {
            throw new IllegalStateException(name());
        }
        long sequence = spec.retainDuplicates() ? nextSequence(line, windowStartTimestamp) : 0;
        set(slot(line, windowStartTimestamp, sequence), value, held);
    }

    private long nextSequence(Timeline line, long startMs) {
        if (isUsers()) {
            lastSequence = (lastSequence + 1) & Integer.MAX_VALUE; // its rows have no numbers that one could go on from
            return lastSequence;
        }
        load(line, startMs);
        int after = startMs == Long.MAX_VALUE ? line.size() : line.firstFrom(startMs + 1);
        if (after > 0) {
            Slot before = line.at(after - 1);
            if (before.timeMs == startMs) {
                return before.second + 1;
            }
        }
        return 1;
    }

    @Override
    void noteRestoredRow(byte[] row) {
        if (isUsers() && spec.retainDuplicates()) {
            lastSequence = Math.max(lastSequence, Rows.intAt(row, row.length - Integer.BYTES));
        }
    }

    @Override
    public @Nullable V fetch(K key, long time) {
        ensureOpen();
        Timeline line = findLine(key, time, false);
        if (line == null || time < minLiveMs()) {
            return null;
        }
        return valueAt(line, time, 0);
    }

    @Override
    public WindowStoreIterator<V> fetch(K key, long timeFrom, long timeTo) {
        return windowsOf(key, timeFrom, timeTo, true);
    }

    @Override
    public WindowStoreIterator<V> backwardFetch(K key, long timeFrom, long timeTo) {
        return windowsOf(key, timeFrom, timeTo, false);
    }

    private WindowStoreIterator<V> windowsOf(K key, long timeFrom, long timeTo, boolean forward) {
        ensureOpen();
        if (isUsers()) {
            return new WindowValues<>(rows(rangeOf(key, timeFrom, timeTo, Long.MAX_VALUE), forward, false));
        }
        Timeline line = findLine(key, Math.max(timeFrom, minLiveMs()), false);
        long fromMs = Math.max(timeFrom, minLiveMs());
        if (line == null || timeTo < fromMs) {
            return new SlotIterator<>(this, NO_TIMES, NO_VALUES, 0);
        }
        load(line, fromMs);
        int first = line.firstFrom(fromMs);
        int end = timeTo == Long.MAX_VALUE ? line.size() : line.firstFrom(timeTo + 1);
        long[] times = new long[end - first];
        Object[] held = new Object[end - first];
        int size = 0;
        for (int i = 0; i < end - first; i++) {
            Slot slot = line.at(forward ? first + i : end - 1 - i);
            Object value = codec().snapshot(slot.value);
            if (value != null) {
                times[size] = slot.timeMs;
                held[size++] = value;
            }
        }
        return new SlotIterator<>(this, times, held, size);
    }

    @Override
    String cleanupPolicy() {
        return spec.retainDuplicates() ? TopicConfig.CLEANUP_POLICY_DELETE : super.cleanupPolicy();
    }

    // ---- many keys

    @Override
    public KeyValueIterator<Windowed<K>, V> fetch(@Nullable K keyFrom, @Nullable K keyTo, long timeFrom, long timeTo) {
        return windows(keyFrom, keyTo, timeFrom, timeTo, true);
    }

    @Override
    public KeyValueIterator<Windowed<K>, V> backwardFetch(
            @Nullable K keyFrom, @Nullable K keyTo, long timeFrom, long timeTo) {
        return windows(keyFrom, keyTo, timeFrom, timeTo, false);
    }

    @Override
    public KeyValueIterator<Windowed<K>, V> fetchAll(long timeFrom, long timeTo) {
        return windows(null, null, timeFrom, timeTo, true);
    }

    @Override
    public KeyValueIterator<Windowed<K>, V> backwardFetchAll(long timeFrom, long timeTo) {
        return windows(null, null, timeFrom, timeTo, false);
    }

    @Override
    public KeyValueIterator<Windowed<K>, V> all() {
        return windows(null, null, Long.MIN_VALUE, Long.MAX_VALUE, true);
    }

    @Override
    public KeyValueIterator<Windowed<K>, V> backwardAll() {
        return windows(null, null, Long.MIN_VALUE, Long.MAX_VALUE, false);
    }

    private KeyValueIterator<Windowed<K>, V> windows(
            @Nullable K keyFrom, @Nullable K keyTo, long timeFrom, long timeTo, boolean forward) {
        ensureOpen();
        return rows(range(keyFrom, keyTo, timeFrom, timeTo, Long.MAX_VALUE), forward, false);
    }
}
