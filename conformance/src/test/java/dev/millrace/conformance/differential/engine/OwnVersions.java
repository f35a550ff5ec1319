package dev.millrace.conformance.differential.engine;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.VersionedBytesStore;
import org.apache.kafka.streams.state.VersionedBytesStoreSupplier;
import org.apache.kafka.streams.state.VersionedKeyValueStore;

/** A versioned store of a program's own: all versions of each key, for ever. */
final class OwnVersions implements VersionedBytesStore {

    private final Map<Bytes, NavigableMap<Long, byte[]>> versions = new TreeMap<>();
    private boolean open;

    /** Names it for the API. */
    static final class Supplier implements VersionedBytesStoreSupplier {
        @Override
        public String name() {
            return "s";
        }

        @Override
        public KeyValueStore<Bytes, byte[]> get() {
            return new OwnVersions();
        }

        @Override
        public String metricsScope() {
            return "own";
        }

        @Override
        public long historyRetentionMs() {
            return 60;
        }
    }

    @Override
    public long put(Bytes key, byte[] value, long timestampMs) {
        NavigableMap<Long, byte[]> ofKey = versions.computeIfAbsent(key, any -> new TreeMap<>());
        ofKey.put(timestampMs, value == null ? new byte[0] : value);
        Long next = ofKey.higherKey(timestampMs);
        return next == null ? VersionedKeyValueStore.PUT_RETURN_CODE_VALID_TO_UNDEFINED : next;
    }

    @Override
    public byte[] get(Bytes key) {
        return get(key, Long.MAX_VALUE);
    }

    @Override
    public byte[] get(Bytes key, long asOfTimestampMs) {
        NavigableMap<Long, byte[]> ofKey = versions.getOrDefault(key, new TreeMap<>());
        Map.Entry<Long, byte[]> version = ofKey.floorEntry(asOfTimestampMs);
        if (version == null || version.getValue().length == 0) {
            return null;
        }
        return ByteBuffer.allocate(Long.BYTES + version.getValue().length)
                .putLong(version.getKey())
                .put(version.getValue())
                .array();
    }

    @Override
    public byte[] delete(Bytes key, long timestampMs) {
        byte[] before = get(key, timestampMs);
        put(key, null, timestampMs);
        return before;
    }

    @Override
    public Position getPosition() {
        return Position.emptyPosition();
    }

    @Override
    public String name() {
        return "s";
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        open = true;
        context.register(root, (key, value) -> {});
    }

    @Override
    public void close() {
        open = false;
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void put(Bytes key, byte[] value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] putIfAbsent(Bytes key, byte[] value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] delete(Bytes key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long approximateNumEntries() {
        throw new UnsupportedOperationException();
    }
}
