package dev.millrace.conformance.differential.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.WindowStoreIterator;

/**
 * What the stores of bytes have in common that a program brings along: rows on the heap, in the order of time, key and
 * number. Nothing expires. A store says that it is persistent, or not; to keep timestamps or headers, it must be marked
 * as made for them.
 */
abstract class OwnStore implements StateStore {

    /** Where a value stands. */
    record Row(long timeMs, Bytes key, long second) implements Comparable<Row> {
        @Override
        public int compareTo(Row other) {
            int order = Long.compare(timeMs, other.timeMs);
            order = order != 0 ? order : key.compareTo(other.key);
            return order != 0 ? order : Long.compare(second, other.second);
        }
    }

    private final String name;
    private final boolean persistent;
    private boolean open;
    final NavigableMap<Row, byte[]> rows = new TreeMap<>();

    OwnStore(String name, boolean persistent) {
        this.name = name;
        this.persistent = persistent;
    }

    /** A row as it stands in the changelog. */
    abstract Row row(byte[] changelogKey);

    /** A row whose key is followed by a time of eight bytes and a number. */
    static Row timed(byte[] changelogKey, int secondBytes) {
        int keyBytes = changelogKey.length - Long.BYTES - secondBytes;
        ByteBuffer rest = ByteBuffer.wrap(changelogKey, keyBytes, Long.BYTES + secondBytes);
        return new Row(
                rest.getLong(),
                Bytes.wrap(Arrays.copyOf(changelogKey, keyBytes)),
                secondBytes == Long.BYTES ? rest.getLong() : rest.getInt());
    }

    final void set(Row row, byte[] value) {
        if (value == null) {
            rows.remove(row);
        } else {
            rows.put(row, value);
        }
    }

    final boolean isBetween(Bytes key, Bytes from, Bytes to) {
        return (from == null || key.compareTo(from) >= 0) && (to == null || key.compareTo(to) <= 0);
    }

    final <K> Rows<K> rows(Predicate<Row> wanted, Function<Row, K> key, boolean forward) {
        List<KeyValue<K, byte[]>> found = new ArrayList<>();
        for (Map.Entry<Row, byte[]> row : (forward ? rows : rows.descendingMap()).entrySet()) {
            if (wanted.test(row.getKey())) {
                found.add(KeyValue.pair(key.apply(row.getKey()), row.getValue()));
            }
        }
        return new Rows<>(found);
    }

    /** All bytes that the store has. */
    String raw() {
        StringBuilder text = new StringBuilder();
        rows.forEach((row, value) -> text.append(row.key)
                .append('@')
                .append(row.timeMs)
                .append('=')
                .append(HexFormat.of().formatHex(value))
                .append(' '));
        return text.toString();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        open = true;
        context.register(root, (key, value) -> set(row(key), value));
    }

    @Override
    public void close() {
        open = false;
    }

    @Override
    public boolean persistent() {
        return persistent;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** Kafka Streams asks for it with each change of a store that has a changelog. */
    @Override
    public Position getPosition() {
        return Position.emptyPosition();
    }

    /** Copied rows. */
    static class Rows<K> implements KeyValueIterator<K, byte[]> {
        private final Iterator<KeyValue<K, byte[]>> all;
        private KeyValue<K, byte[]> next;

        Rows(List<KeyValue<K, byte[]>> all) {
            this.all = all.iterator();
        }

        @Override
        public boolean hasNext() {
            if (next == null && all.hasNext()) {
                next = all.next();
            }
            return next != null;
        }

        @Override
        public K peekNextKey() {
            return hasNext() ? next.key : null;
        }

        @Override
        public KeyValue<K, byte[]> next() {
            KeyValue<K, byte[]> row = hasNext() ? next : null;
            next = null;
            return row;
        }

        @Override
        public void close() {}
    }

    /** Copied values of one key, by time. */
    static final class Times extends Rows<Long> implements WindowStoreIterator<byte[]> {
        Times(List<KeyValue<Long, byte[]>> all) {
            super(all);
        }
    }
}
