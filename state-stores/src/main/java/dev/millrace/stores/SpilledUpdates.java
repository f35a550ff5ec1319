package dev.millrace.stores;

import dev.millrace.streams.store.KeyValueStoreSpec;
import dev.millrace.streams.store.StoreOptions;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a suppression buffer has no memory for, in two stores of its task's engine:
 *
 * <pre>
 *   by key     key                →  {@link BufferedBytes}, which end with the time
 *   in order   | time, 8 | key |  →  nothing
 * </pre>
 *
 * <p>Good for one run: the buffer's changelog has all of it, so what an earlier process left is removed.
 */
final class SpilledUpdates {

    private final EngineState state;
    private final LiveKeyValueStore<Bytes, byte[]> rows;
    private final LiveKeyValueStore<Bytes, byte[]> orderRows;
    private final QueueRows order;
    private int count;

    SpilledUpdates(String bufferName, StoreBinding binding) {
        state = binding.state();
        rows = open(bufferName + "/spilled", binding);
        orderRows = open(bufferName + "/order", binding);
        order = new QueueRows(orderRows);
        clear();
    }

    private static LiveKeyValueStore<Bytes, byte[]> open(String name, StoreBinding binding) {
        LiveKeyValueStore<Bytes, byte[]> store = LiveKeyValueStore.queue(new KeyValueStoreSpec<>(
                name, true, Serdes.Bytes(), Serdes.ByteArray(), StoreOptions.DEFAULT.withoutLogging()));
        store.init(new UserEngineContext(binding.context(), binding.state(), binding.topic(), callback -> {}), store);
        return store;
    }

    int count() {
        return count;
    }

    /** Adds an update whose key is not here. */
    void put(byte[] key, BufferedBytes update) {
        rows.put(Bytes.wrap(key), update.toBytes());
        order.put(orderKey(update.timeMs(), key), Rows.EMPTY);
        count++;
    }

    /** Removes the update of a key; null if there is none. */
    @Nullable
    BufferedBytes take(byte[] key) {
        Bytes rowKey = Bytes.wrap(key);
        byte[] row = count == 0 ? null : rows.get(rowKey);
        if (row == null) {
            return null;
        }
        BufferedBytes update = BufferedBytes.parse(row, rows.name());
        rows.put(rowKey, null);
        order.first(); // so that the head answers
        order.remove(orderKey(update.timeMs(), key));
        count--;
        return update;
    }

    /** The key of the first update, if that comes before a time and key; a null key: before anything. */
    byte @Nullable [] firstBefore(long timeMs, byte @Nullable [] key) {
        Map.Entry<Bytes, byte[]> first = count == 0 ? null : order.first();
        if (first == null) {
            return null;
        }
        byte[] row = first.getKey().get();
        boolean isBefore = key == null || Arrays.compareUnsigned(row, orderKey(timeMs, key)) < 0;
        return isBefore ? Arrays.copyOfRange(row, Long.BYTES, row.length) : null;
    }

    private static byte[] orderKey(long timeMs, byte[] key) {
        byte[] row = new byte[Long.BYTES + key.length];
        Rows.putLong(row, 0, timeMs);
        System.arraycopy(key, 0, row, Long.BYTES, key.length);
        return row;
    }

    void clear() {
        state.wipe(rows.name());
        state.wipe(orderRows.name());
        count = 0;
    }

    /** To be called when it was cleared. */
    void close() {
        rows.close();
        orderRows.close();
    }
}
