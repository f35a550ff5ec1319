package dev.millrace.stores;

import dev.millrace.streams.KeyValue;
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
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A buffer of stream records in a key-value store, whose changelog is what Kafka Streams writes for the same join. The value is
 * drawn in {@link BufferedBytes}; all numbers are big-endian:
 *
 * <pre>
 *   key     | 0, 1 | timestamp, 8 | key | number, 4 |
 * </pre>
 *
 * <p>How much waits depends on the grace and the traffic, so it is on disk, as all state. The store is a queue, though: what is
 * written once is read once, in order. So the head of the queue, the next few thousand rows, is held in order beside the store,
 * and what goes through it costs a put and a delete, which have often met before the store writes anything. Only when the head is
 * used up, and something is behind it, the next part is read, with one scan.
 */
final class LiveStreamBuffer<K, V> implements StreamBuffer<K, V>, ManagedStore {

    /** How many rows the head holds. */
    static final int HEAD_ROWS = 4096;

    /** Of a row's key, without the record's own. */
    private static final int KEY_BYTES = 1 + Long.BYTES + Integer.BYTES;

    private static final int NUMBER_MASK = 0x7fffffff;

    private final BufferSpec<K, V> spec;
    private final LiveKeyValueStore<Bytes, byte[]> rows;
    private final TreeMap<Bytes, byte[]> head = new TreeMap<>();

    /** Rows from here on are in the store only; null: the head has all. */
    private @Nullable Bytes behindHead = Bytes.wrap(Rows.EMPTY);

    private @Nullable StoreBinding bound;
    private @Nullable KeyCodec<K> keys;
    private @Nullable ValueCodec<V> values;

    LiveStreamBuffer(BufferSpec<K, V> spec) {
        this.spec = spec;
        this.rows = LiveKeyValueStore.plain(
                new KeyValueStoreSpec<>(spec.name(), true, Serdes.Bytes(), Serdes.ByteArray(), spec.options()));
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        StoreBinding binding = StoreBinding.of(context, spec.name());
        bound = binding;
        keys = new KeyCodec<>(binding.keySerde(spec.keySerde()), binding.topic());
        values = ValueCodec.plain(binding.valueSerde(spec.valueSerde()), binding.topic(), false);
        rows.init(context, root);
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
        Bytes rowKey = rowKey(context.timestamp(), Objects.requireNonNull(keys).toBytes(key), number);
        byte[] row = new BufferedBytes(
                        context, null, null, Objects.requireNonNull(values).toTable(value), 0)
                .toBytes();
        rows.put(rowKey, row);
        Bytes behind = behindHead;
        if (behind == null || rowKey.compareTo(behind) < 0) {
            head.put(rowKey, row);
            if (head.size() > HEAD_ROWS) {
                behindHead = head.pollLastEntry().getKey();
            }
        }
    }

    private static Bytes rowKey(long timestampMs, byte[] key, long number) {
        byte[] row = new byte[KEY_BYTES + key.length];
        Rows.putLong(row, 1, timestampMs);
        System.arraycopy(key, 0, row, 1 + Long.BYTES, key.length);
        Rows.putInt(row, row.length - Integer.BYTES, (int) (number & NUMBER_MASK));
        return Bytes.wrap(row);
    }

    @Override
    public long lastNumber() {
        long last = 0;
        try (KeyValueIterator<Bytes, byte[]> all = rows.all()) {
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
        while (true) {
            if (head.isEmpty() && behindHead != null) {
                readHead(behindHead);
            }
            if (head.isEmpty() || timestampOf(head.firstKey()) > timeMs) {
                return;
            }
            Map.Entry<Bytes, byte[]> first = head.pollFirstEntry();
            rows.put(first.getKey(), null);
            give(first.getKey().get(), first.getValue(), receiver);
        }
    }

    /** Half a head, so that there is room for what comes between. */
    private void readHead(Bytes from) {
        Bytes behind = null;
        try (KeyValueIterator<Bytes, byte[]> scan = rows.range(from, null)) {
            while (scan.hasNext() && behind == null) {
                KeyValue<Bytes, byte[]> row = scan.next();
                if (head.size() < HEAD_ROWS / 2) {
                    head.put(row.key, row.value);
                } else {
                    behind = row.key;
                }
            }
        }
        behindHead = behind;
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
        return rows.persistent();
    }

    @Override
    public boolean isOpen() {
        return rows.isOpen();
    }

    @Override
    public void close() {
        rows.close();
        head.clear();
        behindHead = Bytes.wrap(Rows.EMPTY);
    }

    @Override
    public void flushCache() {
        rows.flushCache();
    }

    @Override
    public void drainChanges(ChangeSink sink) {
        rows.drainChanges(sink);
    }

    @Override
    public void restore(byte[] key, byte @Nullable [] value, long timestampMs, Headers headers) {
        if (key.length < KEY_BYTES || key[0] != 0) {
            throw foreign("a key of " + key.length + " bytes that is not that of a waiting record");
        }
        rows.restore(key, value, timestampMs, headers);
    }

    private StreamsException foreign(String what) {
        return new StreamsException(
                "The changelog of the buffer " + name() + " has " + what + ": somebody else writes to the"
                        + " topic, or it was another store's. Delete the topic, or name the join anew (Joined.as)");
    }

    @Override
    public long bufferedBytes() {
        return rows.bufferedBytes();
    }

    @Override
    public boolean loggingEnabled() {
        return rows.loggingEnabled();
    }

    @Override
    public Map<String, String> changelogConfig(long windowStoreAdditionalRetentionMs) {
        return rows.changelogConfig(windowStoreAdditionalRetentionMs);
    }
}
