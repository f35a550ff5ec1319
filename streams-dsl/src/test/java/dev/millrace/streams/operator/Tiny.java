package dev.millrace.streams.operator;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.StateStoreContext;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.state.ValueTimestampHeaders;
import dev.millrace.streams.state.WindowStoreIterator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the tiny stores of these tests have in common: they hold objects, forget nothing and know no engine.
 *
 * <p>Each keeps its changelog, whose changes have a text and can be made again:
 *
 * <pre>
 *   + a 1 @5       key a has value 1 with timestamp 5
 *   - a            key a has none
 *   + [a@0] 1 @5   the window of a that starts at 0
 *   - [a@3/7]      the session of a from 3 to 7
 * </pre>
 */
abstract class Tiny implements StateStore {

    private record Change(String text, Consumer<Tiny> again) {}

    private final String name;
    private final List<Change> changelog = new ArrayList<>();

    /** The timestamp of the record under way. */
    long recordTimestampMs;

    Tiny(String name) {
        this.name = name;
    }

    /** Notes a change, and how another store of this kind is to make it. */
    @SuppressWarnings("unchecked")
    final <S extends Tiny> void change(String text, Consumer<S> again) {
        changelog.add(new Change(text, (Consumer<Tiny>) again));
    }

    /** The changelog as text. */
    final List<String> changes() {
        return changelog.stream().map(Change::text).toList();
    }

    /** A store like this one, and empty. */
    abstract Tiny empty();

    /** A store like this one, filled from its changelog alone. */
    final Tiny restored() {
        Tiny store = empty();
        changelog.forEach(change -> change.again.accept(store));
        return store;
    }

    static String text(Object value) {
        if (value instanceof ValueAndTimestamp<?> timestamped) {
            return timestamped.value() + " @" + timestamped.timestamp();
        }
        return value instanceof ValueTimestampHeaders<?> withHeaders
                ? withHeaders.value() + " @" + withHeaders.timestamp()
                : String.valueOf(value);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {}

    @Override
    public void close() {}

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    static AssertionError unused() {
        return new AssertionError("no operator calls this");
    }

    /** Goes over a copy. */
    static class Over<K, V> implements KeyValueIterator<K, V> {
        private final Iterator<KeyValue<K, V>> entries;

        Over(List<KeyValue<K, V>> entries) {
            this.entries = List.copyOf(entries).iterator();
        }

        @Override
        public boolean hasNext() {
            return entries.hasNext();
        }

        @Override
        public KeyValue<K, V> next() {
            return entries.next();
        }

        @Override
        public K peekNextKey() {
            throw unused();
        }

        @Override
        public void close() {}
    }

    /** Goes over a copy, by time. */
    static final class OverTimes<V> extends Over<Long, V> implements WindowStoreIterator<V> {
        OverTimes(List<KeyValue<Long, V>> entries) {
            super(entries);
        }
    }
}
