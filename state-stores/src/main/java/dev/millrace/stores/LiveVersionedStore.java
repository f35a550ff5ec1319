package dev.millrace.stores;

import dev.millrace.streams.state.VersionedKeyValueStore;
import dev.millrace.streams.state.VersionedRecord;
import dev.millrace.streams.state.VersionedRecordIterator;
import dev.millrace.streams.store.ChangeSink;
import dev.millrace.streams.store.VersionHistory;
import dev.millrace.streams.store.VersionedStoreSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A key-value store with a history (KIP-889): a line of versions for each key.
 *
 * <p>A put changes up to two versions: its own, and the one before, which ends now. Both must be written to the table
 * ({@link VersionRows}), only the first goes to the changelog. What is needed is loaded in steps: the latest value,
 * which answers most, with one read; when somebody asks for the past or puts into it, what ended since then, backwards
 * from the present, once.
 *
 * <p>A version is expired when it ended at or before the store's own time less the history retention. The latest value
 * of a key never is. A deletion is, even if it is the latest version: then there is nothing left that it could hide.
 *
 * <p>Restoring is putting, without the changelog: a record may come between two versions that the table already has.
 */
final class LiveVersionedStore<K, V> extends LiveStore<Version, K, V>
        implements VersionedKeyValueStore<K, V>, VersionHistory<K, V> {

    /** Loading the history of a key looks into each segment that is not expired. */
    private static final int MAX_LIVE_SEGMENTS = 64;

    /** Beyond the history retention no version is compacted for so long; a constant, as in Kafka Streams. */
    private static final long ADDITIONAL_LAG_MS = 24 * 60 * 60 * 1000L;

    private final VersionedStoreSpec<K, V> spec;
    private @Nullable KeyIndex<K, VersionLine> boundLines;
    private @Nullable VersionRows boundRows;
    private boolean started;
    private boolean complete;
    private long observedMs = -1;
    private long removedBelowSegment;

    LiveVersionedStore(VersionedStoreSpec<K, V> spec) {
        super(spec.name(), "ver", spec.persistent(), spec.options(), null);
        this.spec = spec;
    }

    @Override
    ValueCodec<V> bind(StoreBinding binding) {
        KeyCodec<K> keys = new KeyCodec<>(binding.keySerde(spec.keySerde()), binding.topic());
        boundLines = new KeyIndex<>(keys, options().liveValues());
        boundRows = new VersionRows(
                table(), Math.max(spec.segmentIntervalMs(), spec.historyRetentionMs() / MAX_LIVE_SEGMENTS));
        started = false;
        return ValueCodec.plain(
                binding.valueSerde(spec.valueSerde()),
                binding.topic(),
                options().liveValues());
    }

    private KeyIndex<K, VersionLine> lines() {
        KeyIndex<K, VersionLine> lines = boundLines;
        if (lines == null) {
            ensureOpen();
            throw new IllegalStateException(name());
        }
        return lines;
    }

    private VersionRows rows() {
        VersionRows rows = boundRows;
        if (rows == null) {
            ensureOpen();
            throw new IllegalStateException(name());
        }
        return rows;
    }

    // ---- time

    private void start() {
        if (!started) {
            started = true;
            observedMs = table().watermark();
            complete = table().knownEmpty();
        }
    }

    /** The first time that can still be read and changed. */
    private long firstLiveMs() {
        return observedMs - spec.historyRetentionMs();
    }

    private boolean hasEnded(Version version) {
        return !version.isLatest() && version.validToMs <= firstLiveMs();
    }

    // ---- puts

    @Override
    public long put(K key, @Nullable V value, long timestamp) {
        ensureOpen();
        start();
        Objects.requireNonNull(key, "key cannot be null");
        if (timestamp < firstLiveMs()) {
            return PUT_RETURN_CODE_NOT_PUT;
        }
        Object held = held(value);
        Version version = versionAt(makeLine(key), timestamp);
        observedMs = Math.max(observedMs, timestamp);
        Version cutShort = endedBy(version);
        if (cutShort != null) {
            noteUnwritten(cutShort);
        }
        set(version, value, held);
        return version.isLatest() ? PUT_RETURN_CODE_VALID_TO_UNDEFINED : version.validToMs;
    }

    @Override
    public @Nullable VersionedRecord<V> delete(K key, long timestamp) {
        VersionedRecord<V> before = get(key, timestamp);
        return put(key, null, timestamp) == PUT_RETURN_CODE_NOT_PUT ? null : before;
    }

    private Version versionAt(VersionLine line, long timeMs) {
        load(line, timeMs);
        if (line.isFull()) {
            trim(line);
        }
        int size = line.size();
        Version version = line.versionAt(timeMs);
        if (line.size() > size) {
            account(version, CELL_BYTES);
            afterGrowth();
        }
        return version;
    }

    /**
     * The version that ends with another that has just been made; null if there is none, or the other was there before.
     */
    private static @Nullable Version endedBy(Version version) {
        boolean isNew = version.storedSegment == Version.NOWHERE && !version.unwritten;
        return isNew ? version.line.before(version) : null;
    }

    /** Forgets versions that have expired; none of them is of use to the table or the changelog either. */
    private void trim(VersionLine line) {
        if (!hasStaged()) {
            line.removeIf(version -> {
                boolean goes = hasEnded(version);
                if (goes) {
                    unaccount(version);
                }
                return goes;
            });
        }
    }

    // ---- reads

    @Override
    public @Nullable VersionedRecord<V> get(K key) {
        return get(key, Long.MAX_VALUE);
    }

    @Override
    public @Nullable VersionedRecord<V> get(K key, long asOfTimestamp) {
        ensureOpen();
        start();
        VersionLine line = findLine(key);
        if (line == null) {
            return null;
        }
        boolean expired = asOfTimestamp < firstLiveMs();
        load(line, expired ? Long.MAX_VALUE : asOfTimestamp);
        int place = line.floor(asOfTimestamp);
        Version version = place < 0 ? null : line.at(place);
        V value = version == null || (expired && !version.isLatest()) ? null : valueOf(version);
        return version == null || value == null ? null : new VersionedRecord<>(value, version.timeMs);
    }

    @Override
    public VersionedRecordIterator<V> history(K key, long fromMs, long toMs, boolean ascending) {
        ensureOpen();
        start();
        List<VersionedRecord<V>> found = new ArrayList<>();
        VersionLine line = findLine(key);
        if (line != null) {
            load(line, Math.max(fromMs, firstLiveMs()));
            for (int i = 0; i < line.size(); i++) {
                Version version = line.at(i);
                if (version.timeMs <= toMs && version.validToMs > fromMs && !hasEnded(version)) {
                    V value = valueOf(version);
                    if (value != null) {
                        found.add(
                                version.isLatest()
                                        ? new VersionedRecord<>(value, version.timeMs)
                                        : new VersionedRecord<>(value, version.timeMs, version.validToMs));
                    }
                }
            }
        }
        if (!ascending) {
            Collections.reverse(found);
        }
        return new VersionIterator<>(this, found);
    }

    @Override
    public long historyStartMs() {
        ensureOpen();
        start();
        return firstLiveMs();
    }

    // ---- lines

    /** The line of a key; null if the store has nothing of it. */
    private @Nullable VersionLine findLine(K key) {
        VersionLine line = lines().find(key);
        return line == null && !complete ? addLine(key) : line;
    }

    private VersionLine makeLine(K key) {
        VersionLine line = lines().find(key);
        return line == null ? addLine(key) : line;
    }

    private VersionLine addLine(K key) {
        VersionLine line = new VersionLine();
        line.latestLoaded = complete;
        line.loadedFromSegment = complete ? VersionRows.LATEST : Long.MAX_VALUE;
        lines().addMissed(key, line);
        accountOther(CELL_BYTES);
        afterGrowth();
        return line;
    }

    /**
     * Makes a line have every version that was valid at a time or later, except deletions that nothing hides behind.
     * Versions stand in the segments in which they ended, so those before the time's own need not be read.
     */
    private void load(VersionLine line, long timeMs) {
        if (!line.latestLoaded) {
            rows().loadLatest(line, lines().bytesOf(line));
            line.latestLoaded = true;
            accountLoaded(line);
        }
        if (timeMs > observedMs || (line.size() > 0 && timeMs >= line.at(0).timeMs)) {
            return;
        }
        long firstLive = rows().segmentOf(firstLiveMs());
        long first = Math.max(firstLive, rows().segmentOf(timeMs));
        if (first < line.loadedFromSegment) {
            long last = Math.min(line.loadedFromSegment - 1, rows().segmentOf(observedMs));
            rows().loadHistory(line, lines().bytesOf(line), first, last);
            line.loadedFromSegment = first == firstLive ? VersionRows.LATEST : first;
            accountLoaded(line);
        }
    }

    private void accountLoaded(VersionLine line) {
        for (int i = 0; i < line.size(); i++) {
            Version version = line.at(i);
            if (version.costBytes == 0) {
                account(version, CELL_BYTES + (version.value instanceof byte[] held ? 2 * held.length : 0));
            }
        }
        afterGrowth();
    }

    // ---- what LiveStore asks

    @Override
    String metricsScope() {
        return "rocksdb"; // also of one in memory, as Kafka Streams has none there
    }

    @Override
    long segmentOf(Version version) {
        return version.storedSegment;
    }

    @Override
    byte[] rowKey(Version version) {
        return lines().bytesOf(version.line);
    }

    @Override
    K userKey(Version version) {
        return lines().keyOf(version.line);
    }

    @Override
    boolean isExpired(Version version) {
        return hasEnded(version);
    }

    @Override
    int emit(
            ValueCodec<V> codec,
            @Nullable EngineTable table,
            Version version,
            byte[] key,
            @Nullable Object held,
            @Nullable ChangeSink changelog) {
        byte[] value = codec.bytesOf(held);
        if (changelog != null) {
            changelog.change(key, value, version.timeMs, ChangeSink.NO_HEADERS);
        }
        if (table != null) {
            rows().stage(version, key, value);
        }
        return value == null ? 0 : value.length;
    }

    @Override
    void beforeWrite() {
        table().stageWatermark(observedMs);
        long firstSegment = rows().segmentOf(firstLiveMs());
        if (firstSegment > removedBelowSegment) {
            rows().stageRemoval(firstSegment);
            removedBelowSegment = firstSegment;
        }
    }

    @Override
    boolean evictOne(int tries) {
        VersionLine line = lines().evict(VersionLine::isWritten, tries);
        if (line == null) {
            return false;
        }
        for (int i = 0; i < line.size(); i++) {
            unaccount(line.at(i));
        }
        accountOther(-CELL_BYTES);
        complete = false;
        return true;
    }

    @Override
    void clearCache() {
        lines().clear();
        started = false;
        observedMs = -1;
        removedBelowSegment = 0;
    }

    @Override
    public void restore(byte[] key, byte @Nullable [] value, long timestampMs, Headers headers) {
        start();
        noteRestored();
        if (timestampMs < firstLiveMs()) {
            return;
        }
        Version version = versionAt(makeLine(lines().codec().fromBytes(key)), timestampMs);
        observedMs = Math.max(observedMs, timestampMs);
        version.value = value;
        account(version, CELL_BYTES + (value == null ? 0 : 2 * value.length));
        Version cutShort = endedBy(version);
        if (cutShort != null) {
            rows().stage(cutShort, key, codec().bytesOf(cutShort.value));
        }
        rows().stage(version, key, value);
        beforeWrite();
        noteStaged();
    }

    @Override
    public Map<String, String> changelogConfig(long windowStoreAdditionalRetentionMs) {
        return changelogConfig(spec);
    }

    static Map<String, String> changelogConfig(VersionedStoreSpec<?, ?> spec) {
        long lag = spec.historyRetentionMs() + ADDITIONAL_LAG_MS;
        Map<String, String> config = new HashMap<>();
        config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        config.put(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, Long.toString(lag < 0 ? Long.MAX_VALUE : lag));
        config.putAll(spec.options().logConfig());
        return config;
    }
}
