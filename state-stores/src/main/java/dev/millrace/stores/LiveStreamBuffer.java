package dev.millrace.stores;

import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.processor.RecordContext;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.StateStoreContext;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.store.BufferSpec;
import dev.millrace.streams.store.ChangeSink;
import dev.millrace.streams.store.KeyValueStoreSpec;
import dev.millrace.streams.store.ManagedStore;
import dev.millrace.streams.store.StreamBuffer;
import dev.millrace.streams.store.TaskStoreContext;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A buffer of stream records in a key-value store, whose changelog is what Kafka Streams writes for the same join. The
 * value is drawn in {@link BufferedBytes}; all numbers are big-endian:
 *
 * <pre>
 *   key     | 0, 1 | timestamp, 8 | key | number, 4 |
 * </pre>
 *
 * <p>How much waits depends on the grace and the traffic, so it is on disk, as all state, with the head of the queue
 * beside it ({@link QueueRows}).
 */
final class LiveStreamBuffer<K, V> implements StreamBuffer<K, V>, ManagedStore {

    /** Of a row's key, without the record's own. */
    private static final int KEY_BYTES = 1 + Long.BYTES + Integer.BYTES;

    private static final int NUMBER_MASK = 0x7fffffff;

    private final BufferSpec<K, V> spec;
    private final LiveKeyValueStore<Bytes, byte[]> store;
    private final QueueRows rows;
    private @Nullable StoreBinding bound;
    private @Nullable KeyCodec<K> keys;
    private @Nullable ValueCodec<V> values;

    LiveStreamBuffer(BufferSpec<K, V> spec) {
        this.spec = spec;
        this.store = LiveKeyValueStore.queue(
                new KeyValueStoreSpec<>(spec.name(), true, Serdes.Bytes(), Serdes.ByteArray(), spec.options()));
        this.rows = new QueueRows(store);
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        StoreBinding binding = StoreBinding.of(context, spec.name());
        bound = binding;
        keys = new KeyCodec<>(binding.keySerde(spec.keySerde()), binding.topic());
        values = ValueCodec.plain(binding.valueSerde(spec.valueSerde()), binding.topic(), false);
        store.init(context, root);
    }

    private TaskStoreContext records() {
        TaskStoreContext records = bound == null ? null : bound.records();
        if (records == null) {
            throw new IllegalStateException("The buffer " + name() + " was not opened by the runtime");
        }
        return records;
    }

    // ---- in

    @Override
    public void add(long number, K key, V value) {
        RecordContext context = records().recordContext();
        byte[] rowKey = rowKey(context.timestamp(), Objects.requireNonNull(keys).toBytes(key), number);
        byte[] row = new BufferedBytes(
                        context, null, null, Objects.requireNonNull(values).toTable(value), 0)
                .toBytes();
        rows.put(rowKey, row);
    }

    private static byte[] rowKey(long timestampMs, byte[] key, long number) {
        byte[] row = new byte[KEY_BYTES + key.length];
        Rows.putLong(row, 1, timestampMs);
        System.arraycopy(key, 0, row, 1 + Long.BYTES, key.length);
        Rows.putInt(row, row.length - Integer.BYTES, (int) (number & NUMBER_MASK));
        return row;
    }

    @Override
    public long lastNumber() {
        long last = 0;
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            while (all.hasNext()) {
                byte[] row = all.next().key.get();
                last = Math.max(last, Rows.intAt(row, row.length - Integer.BYTES));
            }
        }
        return last;
    }

    // ---- out

    @Override
    public void pollUntil(long timeMs, Receiver<? super K, ? super V> receiver) {
        Map.Entry<Bytes, byte[]> first = rows.first();
        while (first != null && timestampOf(first.getKey()) <= timeMs) {
            rows.removeFirst();
            give(first.getKey().get(), first.getValue(), receiver);
            first = rows.first();
        }
    }

    private static long timestampOf(Bytes rowKey) {
        return Rows.longAt(rowKey.get(), 1);
    }

    private void give(byte[] rowKey, byte[] row, Receiver<? super K, ? super V> receiver) {
        BufferedBytes bytes = BufferedBytes.parse(row, name());
        byte[] key = Arrays.copyOfRange(rowKey, 1 + Long.BYTES, rowKey.length - Integer.BYTES);
        byte[] value = bytes.newValue();
        if (value == null) {
            throw foreign("a record without a value, which would not wait");
        }
        RecordContext context = bytes.context();
        TaskStoreContext records = records();
        RecordContext before = records.actFor(context);
        try {
            receiver.receive(
                    Objects.requireNonNull(keys).fromBytes(key),
                    Objects.requireNonNull(values).fromTable(value),
                    context.timestamp(),
                    context.headers());
        } finally {
            records.actFor(before);
        }
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
        if (key.length < KEY_BYTES || key[0] != 0) {
            throw foreign("a key of " + key.length + " bytes that is not that of a waiting record");
        }
        store.restore(key, value, timestampMs, headers);
    }

    private StreamsException foreign(String what) {
        return new StreamsException(
                "The changelog of the buffer " + name() + " has " + what + ": somebody else writes to the"
                        + " topic, or it was another store's. Delete the topic, or name the join anew (Joined.as)");
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
