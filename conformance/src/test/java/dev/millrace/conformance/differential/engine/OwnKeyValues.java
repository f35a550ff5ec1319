package dev.millrace.conformance.differential.engine;

import java.util.List;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.HeadersBytesStore;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.TimestampedBytesStore;

/** A key-value store of a program's own. */
class OwnKeyValues extends OwnStore implements KeyValueStore<Bytes, byte[]> {

    OwnKeyValues(String name, boolean persistent) {
        super(name, persistent);
    }

    /** One that is made for timestamps. */
    static final class Timed extends OwnKeyValues implements TimestampedBytesStore {
        Timed(String name) {
            super(name, true);
        }
    }

    /** One that is made for headers. */
    static final class WithHeaders extends OwnKeyValues implements HeadersBytesStore {
        WithHeaders(String name) {
            super(name, true);
        }
    }

    @Override
    Row row(byte[] changelogKey) {
        return new Row(0, Bytes.wrap(changelogKey), 0);
    }

    private static Row at(Bytes key) {
        return new Row(0, key, 0);
    }

    @Override
    public void put(Bytes key, byte[] value) {
        set(at(key), value);
    }

    @Override
    public byte[] putIfAbsent(Bytes key, byte[] value) {
        byte[] old = get(key);
        if (old == null) {
            put(key, value);
        }
        return old;
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte[] delete(Bytes key) {
        return rows.remove(at(key));
    }

    @Override
    public byte[] get(Bytes key) {
        return rows.get(at(key));
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        return rows(row -> isBetween(row.key(), from, to), Row::key, true);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> reverseRange(Bytes from, Bytes to) {
        return rows(row -> isBetween(row.key(), from, to), Row::key, false);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return range(null, null);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> reverseAll() {
        return reverseRange(null, null);
    }

    @Override
    public <PS extends Serializer<P>, P> KeyValueIterator<Bytes, byte[]> prefixScan(P prefix, PS serializer) {
        Bytes from = Bytes.wrap(serializer.serialize(null, prefix));
        return rows(
                row -> row.key().compareTo(from) >= 0
                        && row.key().get().length >= from.get().length
                        && Bytes.wrap(java.util.Arrays.copyOf(row.key().get(), from.get().length))
                                .equals(from),
                Row::key,
                true);
    }

    @Override
    public long approximateNumEntries() {
        return rows.size();
    }
}
