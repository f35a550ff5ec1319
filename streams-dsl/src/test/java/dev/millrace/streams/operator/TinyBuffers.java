package dev.millrace.streams.operator;

import dev.millrace.streams.store.OuterJoinBuffer;
import dev.millrace.streams.store.StreamBuffer;
import dev.millrace.streams.store.SuppressionBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The buffers, as lists kept in order. Two of them take the timestamp of the record under way. */
final class TinyBuffers {

    private TinyBuffers() {}

    /** By time, right before left, then key. */
    static final class OuterJoin extends Tiny implements OuterJoinBuffer<String, Object, Object> {
        private record Entry(long timeMs, String key, boolean left, Object value) {}

        private final List<Entry> entries = new ArrayList<>();

        OuterJoin(String name) {
            super(name);
        }

        @Override
        Tiny empty() {
            return new OuterJoin(name());
        }

        private static String text(Entry entry) {
            return (entry.left ? "left " : "right ") + entry.key + "@" + entry.timeMs;
        }

        private void add(Entry entry) {
            this.<OuterJoin>change("+ " + text(entry) + " " + entry.value, store -> store.add(entry));
            entries.add(entry);
            entries.sort(Comparator.comparingLong(Entry::timeMs)
                    .thenComparing(Entry::left)
                    .thenComparing(Entry::key));
        }

        private void remove(Entry entry) {
            this.<OuterJoin>change("- " + text(entry), store -> store.remove(entry));
            entries.remove(entry);
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
            List<Entry> found = entries.stream()
                    .filter(entry -> entry.timeMs == timeMs && entry.left == left && entry.key.equals(key))
                    .toList();
            found.forEach(this::remove);
            return !found.isEmpty();
        }

        @Override
        public long minTimeMs() {
            return entries.isEmpty() ? Long.MAX_VALUE : entries.get(0).timeMs;
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
                    remove(entry);
                }
            }
        }
    }

    /** By time, then by the text of the key; each update counts as ten bytes. */
    static final class Suppression extends Tiny implements SuppressionBuffer<Object, Object> {
        private record Entry(
                long timeMs, Object key, Object newValue, Object oldValue, Object prior, long timestampMs) {}

        private final List<Entry> entries = new ArrayList<>();

        Suppression(String name) {
            super(name);
        }

        @Override
        Tiny empty() {
            return new Suppression(name());
        }

        @Override
        public void put(long timeMs, Object key, Object newValue, Object oldValue) {
            Entry waiting = find(key);
            add(
                    waiting == null
                            ? new Entry(timeMs, key, newValue, oldValue, oldValue, recordTimestampMs)
                            : new Entry(waiting.timeMs, key, newValue, oldValue, waiting.prior, recordTimestampMs));
        }

        private void add(Entry entry) {
            this.<Suppression>change(
                    "+ " + entry.key + " " + entry.newValue + " @" + entry.timestampMs, store -> store.add(entry));
            entries.remove(find(entry.key));
            entries.add(entry);
            entries.sort(Comparator.comparingLong(Entry::timeMs).thenComparing(one -> one.key.toString()));
        }

        private void remove(Entry entry) {
            this.<Suppression>change("- " + entry.key, store -> store.remove(entry));
            entries.remove(entry);
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
            Entry first = entries.get(0);
            remove(first);
            receiver.receive(
                    first.timeMs, first.key, first.newValue, first.oldValue, first.timestampMs, new RecordHeaders());
        }
    }

    /** By time, then key, then as they came. */
    static final class Waiting extends Tiny implements StreamBuffer<String, Object> {
        private record Entry(long timeMs, String key, long number, Object value) {}

        private final List<Entry> entries = new ArrayList<>();

        Waiting(String name) {
            super(name);
        }

        @Override
        Tiny empty() {
            return new Waiting(name());
        }

        private static String text(Entry entry) {
            return entry.key + "/" + entry.number + "@" + entry.timeMs;
        }

        @Override
        public void add(long number, String key, Object value) {
            add(new Entry(recordTimestampMs, key, number, value));
        }

        private void add(Entry added) {
            this.<Waiting>change("+ " + text(added) + " " + added.value, store -> store.add(added));
            entries.removeIf(entry -> text(entry).equals(text(added)));
            entries.add(added);
            entries.sort(Comparator.comparingLong(Entry::timeMs)
                    .thenComparing(Entry::key)
                    .thenComparingLong(Entry::number));
        }

        private void remove(Entry entry) {
            this.<Waiting>change("- " + text(entry), store -> store.remove(entry));
            entries.remove(entry);
        }

        @Override
        public long lastNumber() {
            return entries.stream().mapToLong(Entry::number).max().orElse(0);
        }

        @Override
        public void pollUntil(long timeMs, Receiver<? super String, ? super Object> receiver) {
            while (!entries.isEmpty() && entries.get(0).timeMs <= timeMs) {
                Entry first = entries.get(0);
                remove(first);
                receiver.receive(first.key, first.value, first.timeMs, new RecordHeaders());
            }
        }
    }
}
