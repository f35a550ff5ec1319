package dev.millrace.conformance.differential.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.kstream.internals.TimeWindow;
import org.apache.kafka.streams.state.HeadersBytesStore;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.TimestampedBytesStore;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/** A window store of a program's own; it numbers duplicates itself. */
class OwnWindows extends OwnStore implements WindowStore<Bytes, byte[]> {

    private final long sizeMs;
    private final boolean duplicates;
    private int number;

    OwnWindows(String name, boolean persistent, long sizeMs, boolean duplicates) {
        super(name, persistent);
        this.sizeMs = sizeMs;
        this.duplicates = duplicates;
    }

    /** One that is made for timestamps. */
    static final class Timed extends OwnWindows implements TimestampedBytesStore {
        Timed(String name, long sizeMs) {
            super(name, true, sizeMs, false);
        }
    }

    /** One that is made for headers. */
    static final class WithHeaders extends OwnWindows implements HeadersBytesStore {
        WithHeaders(String name, long sizeMs) {
            super(name, true, sizeMs, false);
        }
    }

    @Override
    Row row(byte[] changelogKey) {
        Row row = timed(changelogKey, Integer.BYTES);
        number = Math.max(number, (int) row.second());
        return row;
    }

    private Windowed<Bytes> windowed(Row row) {
        return new Windowed<>(row.key(), new TimeWindow(row.timeMs(), row.timeMs() + sizeMs));
    }

    @Override
    public void put(Bytes key, byte[] value, long startMs) {
        if (!duplicates || value != null) {
            set(new Row(startMs, key, duplicates ? ++number : 0), value);
        }
    }

    @Override
    public byte[] fetch(Bytes key, long timeMs) {
        return rows.get(new Row(timeMs, key, 0));
    }

    @Override
    public WindowStoreIterator<byte[]> fetch(Bytes key, long fromMs, long toMs) {
        return times(key, fromMs, toMs, true);
    }

    @Override
    public WindowStoreIterator<byte[]> backwardFetch(Bytes key, long fromMs, long toMs) {
        return times(key, fromMs, toMs, false);
    }

    private Times times(Bytes key, long fromMs, long toMs, boolean forward) {
        List<KeyValue<Long, byte[]>> found = new ArrayList<>();
        for (Map.Entry<Row, byte[]> each : (forward ? rows : rows.descendingMap()).entrySet()) {
            Row row = each.getKey();
            if (row.key().equals(key) && row.timeMs() >= fromMs && row.timeMs() <= toMs) {
                found.add(KeyValue.pair(row.timeMs(), each.getValue()));
            }
        }
        return new Times(found);
    }

    private KeyValueIterator<Windowed<Bytes>, byte[]> windows(
            Bytes from, Bytes to, long fromMs, long toMs, boolean forward) {
        return rows(
                row -> isBetween(row.key(), from, to) && row.timeMs() >= fromMs && row.timeMs() <= toMs,
                this::windowed,
                forward);
    }

    @Override
    public KeyValueIterator<Windowed<Bytes>, byte[]> fetch(Bytes from, Bytes to, long fromMs, long toMs) {
        return windows(from, to, fromMs, toMs, true);
    }

    @Override
    public KeyValueIterator<Windowed<Bytes>, byte[]> backwardFetch(Bytes from, Bytes to, long fromMs, long toMs) {
        return windows(from, to, fromMs, toMs, false);
    }

    @Override
    public KeyValueIterator<Windowed<Bytes>, byte[]> fetchAll(long fromMs, long toMs) {
        return windows(null, null, fromMs, toMs, true);
    }

    @Override
    public KeyValueIterator<Windowed<Bytes>, byte[]> backwardFetchAll(long fromMs, long toMs) {
        return windows(null, null, fromMs, toMs, false);
    }

    @Override
    public KeyValueIterator<Windowed<Bytes>, byte[]> all() {
        return windows(null, null, Long.MIN_VALUE, Long.MAX_VALUE, true);
    }

    @Override
    public KeyValueIterator<Windowed<Bytes>, byte[]> backwardAll() {
        return windows(null, null, Long.MIN_VALUE, Long.MAX_VALUE, false);
    }
}
