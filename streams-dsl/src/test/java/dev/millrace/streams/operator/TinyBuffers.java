package dev.millrace.streams.operator;

import dev.millrace.streams.store.OuterJoinBuffer;
import dev.millrace.streams.store.StreamBuffer;
import dev.millrace.streams.store.SuppressionBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The two buffers, as lists kept in order. */
final class TinyBuffers {

    private TinyBuffers() {}

    /** By time, right before left, then key. */
    static final class OuterJoin extends Tiny implements OuterJoinBuffer<String, Object, Object> {
        private record Entry(long timeMs, String key, boolean left, Object value) {}

        private final List<Entry> entries = new ArrayList<>();

        OuterJoin(String name) {
            super(name);
        }

        private void add(Entry entry) {
            entries.add(entry);
            entries.sort(Comparator.comparingLong(Entry::timeMs)
                    .thenComparing(Entry::left)
                    .thenComparing(Entry::key));
        }

        @Override
        public void addLeft(long timeMs, String key, Object value) {
            add(new Entry(timeMs, key, true, value));
        }

        @Override
        public void addRight(long timeMs, String key, Object value) {
            add(new Entry(timeMs, key, false, value));
        }

        @Override
        public boolean remove(long timeMs, String key, boolean left) {
            return entries.removeIf(entry -> entry.timeMs == timeMs && entry.left == left && entry.key.equals(key));
        }

        @Override
        public long minTimeMs() {
            return entries.isEmpty() ? Long.MAX_VALUE : entries.get(0).timeMs;
        }

        @Override
        public int size() {
            return entries.size();
        }

        @Override
        public void forEach(Visitor<? super String, ? super Object, ? super Object> visitor) {
            for (Entry entry : List.copyOf(entries)) {
                Object left = entry.left ? entry.value : null;
                Object right = entry.left ? null : entry.value;
                Verdict verdict = visitor.visit(entry.timeMs, entry.key, entry.left, left, right);
                if (verdict == Verdict.STOP) {
                    return;
                }
                if (verdict == Verdict.REMOVE) {
                    entries.remove(entry);
                }
            }
        }
    }

    /** By time, then by the text of the key; each update counts as ten bytes. */
    static final class Suppression extends Tiny implements SuppressionBuffer<Object, Object> {
        private record Entry(
                long timeMs, Object key, Object newValue, Object oldValue, Object prior, long timestampMs) {}

        private final List<Entry> entries = new ArrayList<>();
        private long timestampMs;

        Suppression(String name) {
            super(name);
        }

        /** The record context that the next put is under. */
        void actAt(long contextTimestampMs) {
            timestampMs = contextTimestampMs;
        }

        @Override
        public void put(long timeMs, Object key, Object newValue, Object oldValue) {
            Entry waiting = find(key);
            entries.remove(waiting);
            entries.add(
                    waiting == null
                            ? new Entry(timeMs, key, newValue, oldValue, oldValue, timestampMs)
                            : new Entry(waiting.timeMs, key, newValue, oldValue, waiting.prior, timestampMs));
            entries.sort(Comparator.comparingLong(Entry::timeMs).thenComparing(entry -> entry.key.toString()));
        }

        private Entry find(Object key) {
            return entries.stream()
                    .filter(entry -> entry.key.equals(key))
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public boolean contains(Object key) {
            return find(key) != null;
        }

        @Override
        public Object priorValue(Object key) {
            Entry waiting = find(key);
            return waiting == null ? null : waiting.prior;
        }

        @Override
        public long minTimeMs() {
            return entries.isEmpty() ? Long.MAX_VALUE : entries.get(0).timeMs;
        }

        @Override
        public int size() {
            return entries.size();
        }

        @Override
        public long sizeBytes() {
            return 10L * entries.size();
        }

        @Override
        public void poll(Receiver<? super Object, ? super Object> receiver) {
            Entry first = entries.remove(0);
            receiver.receive(
                    first.timeMs, first.key, first.newValue, first.oldValue, first.timestampMs, new RecordHeaders());
        }
    }

    /** By time, then key, then as they came. */
    static final class Waiting extends Tiny implements StreamBuffer<String, Object> {
        private record Entry(long timeMs, String key, long number, Object value) {}

        private final List<Entry> entries = new ArrayList<>();
        private long timestampMs;

        Waiting(String name) {
            super(name);
        }

        /** The record context that the next add is under. */
        void actAt(long contextTimestampMs) {
            timestampMs = contextTimestampMs;
        }

        @Override
        public void add(long number, String key, Object value) {
            entries.removeIf(entry -> entry.timeMs == timestampMs && entry.key.equals(key) && entry.number == number);
            entries.add(new Entry(timestampMs, key, number, value));
            entries.sort(Comparator.comparingLong(Entry::timeMs)
                    .thenComparing(Entry::key)
                    .thenComparingLong(Entry::number));
        }

        @Override
        public void pollUntil(long timeMs, Receiver<? super String, ? super Object> receiver) {
            while (!entries.isEmpty() && entries.get(0).timeMs <= timeMs) {
                Entry first = entries.remove(0);
                receiver.receive(first.key, first.value, first.timeMs, new RecordHeaders());
            }
        }
    }
}
