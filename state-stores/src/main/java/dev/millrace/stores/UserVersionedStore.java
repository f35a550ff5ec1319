package dev.millrace.stores;

import dev.millrace.streams.errors.InvalidStateStoreException;
import dev.millrace.streams.errors.ProcessorStateException;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.StateStoreContext;
import dev.millrace.streams.state.VersionedBytesStore;
import dev.millrace.streams.state.VersionedBytesStoreSupplier;
import dev.millrace.streams.state.VersionedKeyValueStore;
import dev.millrace.streams.state.VersionedRecord;
import dev.millrace.streams.store.ChangeSink;
import dev.millrace.streams.store.ManagedStore;
import dev.millrace.streams.store.TaskState;
import dev.millrace.streams.store.VersionedStoreSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A versioned store over a user's own store of bytes.
 */
/*
 * Unlike other stores of users it gets a put at once: until when a version is valid is the answer to the put, and only
 * the store itself knows. What it had when a transaction was rolled back, it has still; the same input then puts it
 * again, as the same version. (One of our own engines inside the user's store falls back like any of ours.)
 */
final class UserVersionedStore<K, V> implements VersionedKeyValueStore<K, V>, ManagedStore, UserBytes {

    private final VersionedStoreSpec<K, V> spec;
    private final VersionedBytesStore store;
    private final List<Put> puts = new ArrayList<>();
    private long putBytes;
    private @Nullable KeyCodec<K> boundKeys;
    private @Nullable StoreSerde<V> boundValues;
    private @Nullable TopicPartition changelog;

    /** One put, for the changelog. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Put(byte[] key, byte @Nullable [] value, long timestampMs) {}

    UserVersionedStore(VersionedStoreSpec<K, V> spec, VersionedBytesStoreSupplier supplier) {
        this.spec = spec;
        if (!(supplier.get() instanceof VersionedBytesStore bytes)) {
            throw new IllegalStateException("The engine of the versioned store " + spec.name() + " must be a "
                    + VersionedBytesStore.class.getName() + ": let "
                    + supplier.getClass().getName()
                    + ".get() return one");
        }
        store = bytes;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        StoreBinding binding = StoreBinding.of(context, spec.name());
        boundKeys = new KeyCodec<>(binding.keySerde(spec.keySerde()), binding.topic());
        boundValues = StoreSerde.ofValues(binding.valueSerde(spec.valueSerde()), binding.topic());
        changelog = new TopicPartition(binding.topic(), context.taskId().partition());
        binding.state().add(spec.name(), this);
        store.init(new UserEngineContext(context, binding.state(), binding.topic(), callback -> {}), root);
        context.register(root, (key, value) -> restore(key, value, 0, new RecordHeaders()));
    }

    // ---- for programs

    @Override
    public long put(K key, @Nullable V value, long timestamp) {
        byte[] keyBytes = bytesOf(key);
        byte[] valueBytes = value == null ? null : values().write(value);
        long validTo = store.put(Bytes.wrap(keyBytes), valueBytes, timestamp);
        if (validTo != PUT_RETURN_CODE_NOT_PUT) {
            note(new Put(keyBytes, valueBytes, timestamp));
        }
        return validTo;
    }

    @Override
    public @Nullable VersionedRecord<V> delete(K key, long timestamp) {
        byte[] keyBytes = bytesOf(key);
        VersionedRecord<V> before = versionOf(store.delete(Bytes.wrap(keyBytes), timestamp));
        note(new Put(keyBytes, null, timestamp));
        return before;
    }

    private void note(Put put) {
        if (spec.options().logging()) {
            puts.add(put);
            putBytes += LiveStore.CELL_BYTES + put.key.length + (put.value == null ? 0 : put.value.length);
        }
    }

    @Override
    public @Nullable VersionedRecord<V> get(K key) {
        return versionOf(store.get(Bytes.wrap(bytesOf(key))));
    }

    @Override
    public @Nullable VersionedRecord<V> get(K key, long asOfTimestamp) {
        return versionOf(store.get(Bytes.wrap(bytesOf(key)), asOfTimestamp));
    }

    private byte[] bytesOf(K key) {
        Objects.requireNonNull(key, "key cannot be null");
        KeyCodec<K> keys = boundKeys;
        if (keys == null || !store.isOpen()) {
            throw new InvalidStateStoreException("Store " + spec.name() + " is not open");
        }
        return keys.toBytes(key);
    }

    private StoreSerde<V> values() {
        return Objects.requireNonNull(boundValues);
    }

    private @Nullable VersionedRecord<V> versionOf(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        V value = values().read(Rows.withoutPrefix(bytes));
        return new VersionedRecord<>(value, Rows.longAt(bytes, 0));
    }

    // ---- for the task

    @Override
    public void flushCache() {
        // there is none
    }

    @Override
    public void drainChanges(ChangeSink sink) {
        puts.forEach(put -> sink.change(put.key, put.value, put.timestampMs, ChangeSink.NO_HEADERS));
        puts.clear();
        putBytes = 0;
    }

    @Override
    public void restore(byte[] key, byte @Nullable [] value, long timestampMs, Headers headers) {
        store.put(Bytes.wrap(key), value, timestampMs);
    }

    @Override
    public long bufferedBytes() {
        return putBytes;
    }

    @Override
    public long changelogOffset() {
        Long offset = changelog == null ? null : store.committedOffset(changelog);
        return offset == null ? TaskState.NO_OFFSET : offset;
    }

    @Override
    public void commit(@Nullable Long changelogOffset) {
        if (changelogOffset != null && changelog != null) {
            store.commit(Map.of(changelog, changelogOffset));
        }
    }

    @Override
    public void clear() {
        if (changelogOffset() != TaskState.NO_OFFSET) {
            throw new ProcessorStateException("The versioned store " + spec.name() + " belongs to offset "
                    + changelogOffset() + " of " + changelog + ", which is not there, and cannot be emptied: its class "
                    + store.getClass().getName() + " is the application's own. Delete its data and start again.");
        }
    }

    @Override
    public boolean loggingEnabled() {
        return spec.options().logging();
    }

    @Override
    public Map<String, String> changelogConfig(long windowStoreAdditionalRetentionMs) {
        return LiveVersionedStore.changelogConfig(spec);
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public void close() {
        puts.clear();
        putBytes = 0;
        store.close();
    }

    @Override
    public boolean persistent() {
        return store.persistent();
    }

    @Override
    public boolean isOpen() {
        return store.isOpen();
    }
}
