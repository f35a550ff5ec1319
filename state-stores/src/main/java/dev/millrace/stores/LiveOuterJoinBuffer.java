package dev.millrace.stores;

import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.StateStoreContext;
import dev.millrace.streams.store.ChangeSink;
import dev.millrace.streams.store.ManagedStore;
import dev.millrace.streams.store.OuterJoinBuffer;
import dev.millrace.streams.store.OuterJoinBufferSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * An outer-join buffer in a key-value store, on the engine that the join's own stores have. Its rows, and its
 * changelog, are what Kafka Streams writes for the same join, all numbers big-endian:
 *
 * <pre>
 *   key     | time, 8 | 1: left, 0: right | key |
 *   value   a list ({@link ListBytes}) of  | 1: left, 0: right | value |
 * </pre>
 */
final class LiveOuterJoinBuffer<K, L, R> implements OuterJoinBuffer<K, L, R>, ManagedStore {

    private static final int SIDE_AT = 8;
    private static final int KEY_AT = 9;
    private static final byte LEFT = 1;
    private static final byte RIGHT = 0;

    private final OuterJoinBufferSpec<K, L, R> spec;
    private final LiveKeyValueStore<Bytes, byte[]> store;
    private final QueueRows rows;
    private @Nullable KeyCodec<K> keys;
    private @Nullable StoreSerde<L> leftValues;
    private @Nullable StoreSerde<R> rightValues;

    LiveOuterJoinBuffer(OuterJoinBufferSpec<K, L, R> spec) {
        this.spec = spec;
        this.store = LiveKeyValueStore.queue(spec.rows());
        this.rows = new QueueRows(store);
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        StoreBinding binding = StoreBinding.of(context, name());
        keys = new KeyCodec<>(binding.keySerde(spec.keySerde()), binding.topic());
        leftValues = StoreSerde.ofValues(binding.valueSerde(spec.leftSerde()), binding.topic());
        rightValues = StoreSerde.ofValues(binding.valueSerde(spec.rightSerde()), binding.topic());
        store.init(context, root);
    }

    /** What its rows are kept in. */
    LiveKeyValueStore<Bytes, byte[]> store() {
        return store;
    }

    private KeyCodec<K> keys() {
        return Objects.requireNonNull(keys);
    }

    // ---- in

    @Override
    public void addLeft(long timeMs, K key, @Nullable L value) {
        add(timeMs, key, LEFT, Objects.requireNonNull(leftValues).write(value));
    }

    @Override
    public void addRight(long timeMs, K key, @Nullable R value) {
        add(timeMs, key, RIGHT, Objects.requireNonNull(rightValues).write(value));
    }

    private void add(long timeMs, K key, byte side, byte @Nullable [] value) {
        store.ensureOpen();
        Objects.requireNonNull(value, "the serializer must not make null of a value");
        byte[] rowKey = rowKey(timeMs, key, side);
        byte[] entry = new byte[1 + value.length];
        entry[0] = side;
        System.arraycopy(value, 0, entry, 1, value.length);
        byte[] before = rows.get(rowKey);
        rows.put(rowKey, before == null ? ListBytes.of(List.of(entry)) : ListBytes.appended(before, entry));
    }

    private byte[] rowKey(long timeMs, K key, byte side) {
        byte[] bytes = keys().toBytes(Objects.requireNonNull(key, "key cannot be null"));
        byte[] row = new byte[KEY_AT + bytes.length];
        Rows.putLong(row, 0, timeMs);
        row[SIDE_AT] = side;
        System.arraycopy(bytes, 0, row, KEY_AT, bytes.length);
        return row;
    }

    // ---- out

    @Override
    public boolean remove(long timeMs, K key, boolean left) {
        store.ensureOpen();
        return rows.first() != null && rows.remove(rowKey(timeMs, key, left ? LEFT : RIGHT));
    }

    @Override
    public long minTimeMs() {
        Map.Entry<Bytes, byte[]> first = rows.first();
        return first == null ? Long.MAX_VALUE : Rows.longAt(first.getKey().get(), 0);
    }

    @Override
    public void forEach(Visitor<? super K, ? super L, ? super R> visitor) {
        store.ensureOpen();
        rows.visit((key, row) -> visit(key, row, visitor));
    }

    private Verdict visit(byte[] rowKey, byte[] row, Visitor<? super K, ? super L, ? super R> visitor) {
        long timeMs = Rows.longAt(rowKey, 0);
        boolean left = rowKey[SIDE_AT] == LEFT;
        K key = keys().fromBytes(Arrays.copyOfRange(rowKey, KEY_AT, rowKey.length));
        Verdict first = null; // those of one row are of one time, so what goes for one goes for all
        for (byte[] entry : ListBytes.parse(row)) {
            byte[] value = Arrays.copyOfRange(entry, 1, entry.length);
            L leftValue = left ? Objects.requireNonNull(leftValues).read(value) : null;
            R rightValue = left ? null : Objects.requireNonNull(rightValues).read(value);
            Verdict verdict = visitor.visit(timeMs, key, left, leftValue, rightValue);
            if (verdict == Verdict.STOP && first != Verdict.REMOVE) {
                return verdict;
            }
            first = first == null ? verdict : first;
        }
        return first == null ? Verdict.KEEP : first;
    }

    // ---- what the runtime asks

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public boolean persistent() {
        return store.persistent();
    }

    @Override
    public boolean isOpen() {
        return store.isOpen();
    }

    @Override
    public void close() {
        store.close();
    }

    @Override
    public void flushCache() {
        store.flushCache();
    }

    @Override
    public void drainChanges(ChangeSink sink) {
        store.drainChanges(sink);
    }

    @Override
    public void restore(byte[] key, byte @Nullable [] value, long timestampMs, Headers headers) {
        if (key.length < KEY_AT) {
            throw new StreamsException("A key of " + key.length + " bytes has no time and side before it");
        }
        keys().fromBytes(Arrays.copyOfRange(key, KEY_AT, key.length));
        if (value != null) {
            for (byte[] entry : ListBytes.parse(value)) {
                if (entry.length == 0) {
                    throw new StreamsException("A value has no side before it");
                }
            }
        }
        store.restore(key, value, timestampMs, headers);
    }

    @Override
    public long bufferedBytes() {
        return store.bufferedBytes();
    }

    @Override
    public boolean loggingEnabled() {
        return store.loggingEnabled();
    }

    @Override
    public Map<String, String> changelogConfig(long windowStoreAdditionalRetentionMs) {
        return store.changelogConfig(windowStoreAdditionalRetentionMs);
    }
}
