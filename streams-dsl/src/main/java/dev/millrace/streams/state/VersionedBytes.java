package dev.millrace.streams.state;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.StateStoreContext;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** A versioned store as {@link VersionedBytesStore}, for those who ask a supplier for its store themselves. */
final class VersionedBytes implements VersionedBytesStore {
    private final VersionedKeyValueStore<Bytes, byte[]> store;

    VersionedBytes(VersionedKeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    @Override
    public long put(Bytes key, byte @Nullable [] value, long timestamp) {
        return store.put(key, value, timestamp);
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        return bytesOf(store.get(key));
    }

    @Override
    public byte @Nullable [] get(Bytes key, long asOfTimestamp) {
        return bytesOf(store.get(key, asOfTimestamp));
    }

    @Override
    public byte @Nullable [] delete(Bytes key, long timestamp) {
        return bytesOf(store.delete(key, timestamp));
    }

    private static byte @Nullable [] bytesOf(@Nullable VersionedRecord<byte[]> version) {
        if (version == null) {
            return null;
        }
        return ByteBuffer.allocate(Long.BYTES + version.value().length)
                .putLong(version.timestamp())
                .put(version.value())
                .array();
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        store.init(context, root);
    }

    @Override
    public void close() {
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

    private static UnsupportedOperationException timeless(String method) {
        return new UnsupportedOperationException("A versioned store has no " + method
                + ": use put(key, value, timestamp), delete(key, timestamp) and get(key, asOfTimestamp)");
    }

    @Override
    public void put(Bytes key, byte @Nullable [] value) {
        throw timeless("put(key, value)");
    }

    @Override
    public byte @Nullable [] putIfAbsent(Bytes key, byte @Nullable [] value) {
        throw timeless("putIfAbsent(key, value)");
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        throw timeless("putAll(entries)");
    }

    @Override
    public byte @Nullable [] delete(Bytes key) {
        throw timeless("delete(key)");
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
        throw timeless("range(from, to)");
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> reverseRange(@Nullable Bytes from, @Nullable Bytes to) {
        throw timeless("reverseRange(from, to)");
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        throw timeless("all()");
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> reverseAll() {
        throw timeless("reverseAll()");
    }

    @Override
    public <PS extends Serializer<P>, P> KeyValueIterator<Bytes, byte[]> prefixScan(P prefix, PS prefixKeySerializer) {
        throw timeless("prefixScan(prefix, prefixKeySerializer)");
    }

    @Override
    public long approximateNumEntries() {
        throw timeless("approximateNumEntries()");
    }
}
