package dev.millrace.streams.operator;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.StateStoreContext;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.WindowStoreIterator;
import java.util.Iterator;
import java.util.List;

/** What the tiny stores of these tests have in common: they hold objects, forget nothing and know no engine. */
abstract class Tiny implements StateStore {

    private final String name;

    Tiny(String name) {
        this.name = name;
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
