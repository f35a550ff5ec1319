package dev.millrace.stores;

import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.processor.RecordContext;
import dev.millrace.streams.store.ChangeSink;
import dev.millrace.streams.store.OuterJoinBuffer;
import dev.millrace.streams.store.OuterJoinBufferSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * An outer-join buffer in memory.
 *
 * <p>The changelog is what Kafka Streams writes for the same join, all numbers big-endian:
 *
 * <pre>
 *   key     | time, 8 | 1: left, 0: right | key |
 *   value   a list ({@link ListBytes}) of  | 1: left, 0: right | value |
 * </pre>
 */
final class HeapOuterJoinBuffer<K, L, R> extends HeapBuffer implements OuterJoinBuffer<K, L, R> {

    private static final int SIDE_AT = 8;
    private static final int KEY_AT = 9;
    private static final byte LEFT = 1;
    private static final byte RIGHT = 0;

    private static final Comparator<Group> ORDER = Comparator.<Group>comparingLong(g -> g.timeMs)
            .thenComparing(g -> g.left)
            .thenComparing(g -> Objects.requireNonNull(g.owner.keyBytes), Arrays::compareUnsigned);

    private final OuterJoinBufferSpec<K, L, R> spec;
    private final KeyMap<Owner> owners = new KeyMap<>();
    private final TreeSet<Group> order = new TreeSet<>(ORDER);
    private List<Group> changed = new ArrayList<>();
    private @Nullable KeyCodec<K> keys;
    private @Nullable ValueCodec<L> leftValues;
    private @Nullable ValueCodec<R> rightValues;
    private int size;

    HeapOuterJoinBuffer(OuterJoinBufferSpec<K, L, R> spec) {
        super(spec.name(), spec.options());
        this.spec = spec;
    }

    /** All that waits for one key. */
    private static final class Owner extends KeyedNode {
        final List<Group> groups = new ArrayList<>(2);
    }

    /** All records of one key, time and side, in the order in which they came. */
    private static final class Group {
        final Owner owner;
        final long timeMs;
        final boolean left;
        final List<Object> values = new ArrayList<>(1);
        long changedAtMs;
        boolean changed;
        boolean logged;

        Group(Owner owner, long timeMs, boolean left) {
            this.owner = owner;
            this.timeMs = timeMs;
            this.left = left;
        }
    }

    @Override
    void bind(StoreBinding binding) {
        keys = new KeyCodec<>(binding.keySerde(spec.keySerde()), binding.topic());
        boolean live = options().liveValues();
        leftValues = ValueCodec.plain(binding.valueSerde(spec.leftSerde()), binding.topic(), live);
        rightValues = ValueCodec.plain(binding.valueSerde(spec.rightSerde()), binding.topic(), live);
    }

    private KeyCodec<K> keys() {
        return Objects.requireNonNull(keys);
    }

    // ---- in

    @Override
    public void addLeft(long timeMs, K key, @Nullable L value) {
        Object held = Objects.requireNonNull(leftValues).hold(Objects.requireNonNull(value, "value cannot be null"));
        add(timeMs, key, true, Objects.requireNonNull(held, "the serializer must not make null of a value"));
    }

    @Override
    public void addRight(long timeMs, K key, @Nullable R value) {
        Object held = Objects.requireNonNull(rightValues).hold(Objects.requireNonNull(value, "value cannot be null"));
        add(timeMs, key, false, Objects.requireNonNull(held, "the serializer must not make null of a value"));
    }

    private void add(long timeMs, K key, boolean left, Object held) {
        RecordContext current = binding().current();
        Owner owner = find(key);
        if (owner == null) {
            owner = new Owner();
            byte[] bytes = keys().toBytes(key);
            owner.keyBytes = bytes;
            owner.key = keys().live || options().liveValues() ? key : null;
            owner.hash = keys().live ? KeyCodec.hashOf(key) : KeyCodec.hashOf(bytes);
            owners.add(owner);
        }
        Group group = groupOf(owner, timeMs, left);
        if (group == null) {
            group = new Group(owner, timeMs, left);
            owner.groups.add(group);
            order.add(group);
        }
        group.values.add(held);
        size++;
        change(group, current);
    }

    private void change(Group group, @Nullable RecordContext current) {
        group.changedAtMs = current == null ? group.timeMs : current.timestamp();
        if (!group.changed) {
            group.changed = true;
            changed.add(group);
        }
    }

    private @Nullable Owner find(K key) {
        Objects.requireNonNull(key, "key cannot be null");
        if (keys().live) {
            return owners.find(key, KeyCodec.hashOf(key));
        }
        byte[] bytes = keys().toBytes(key);
        return owners.find(bytes, KeyCodec.hashOf(bytes));
    }

    private static @Nullable Group groupOf(Owner owner, long timeMs, boolean left) {
        for (Group group : owner.groups) {
            if (group.timeMs == timeMs && group.left == left) {
                return group;
            }
        }
        return null;
    }

    // ---- out

    @Override
    public boolean remove(long timeMs, K key, boolean left) {
        if (size == 0) {
            return false;
        }
        Owner owner = find(key);
        Group group = owner == null ? null : groupOf(owner, timeMs, left);
        if (group == null) {
            return false;
        }
        order.remove(group);
        forget(group);
        return true;
    }

    /** Forgets a group that is no longer in the order. */
    private void forget(Group group) {
        Owner owner = group.owner;
        owner.groups.remove(group);
        if (owner.groups.isEmpty()) {
            owners.remove(owner);
        }
        size -= group.values.size();
        group.values.clear();
        change(group, binding().current());
    }

    @Override
    public long minTimeMs() {
        return order.isEmpty() ? Long.MAX_VALUE : order.first().timeMs;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void forEach(Visitor<? super K, ? super L, ? super R> visitor) {
        Iterator<Group> groups = order.iterator();
        while (groups.hasNext()) {
            Group group = groups.next();
            Verdict verdict = visit(group, visitor);
            if (verdict == Verdict.STOP) {
                return;
            }
            if (verdict == Verdict.REMOVE) {
                groups.remove();
                forget(group);
            }
        }
    }

    private Verdict visit(Group group, Visitor<? super K, ? super L, ? super R> visitor) {
        K key = keyOf(group.owner);
        Verdict first = Verdict.KEEP;
        for (int i = 0; i < group.values.size(); i++) {
            Object held = group.values.get(i);
            L left = group.left ? Objects.requireNonNull(leftValues).unhold(held) : null;
            R right = group.left ? null : Objects.requireNonNull(rightValues).unhold(held);
            Verdict verdict = visitor.visit(group.timeMs, key, group.left, left, right);
            if (i == 0) {
                first = verdict;
                if (first == Verdict.STOP) {
                    return first;
                }
            }
        }
        return first;
    }

    @SuppressWarnings("unchecked")
    private K keyOf(Owner owner) {
        return owner.key == null ? keys().fromBytes(Objects.requireNonNull(owner.keyBytes)) : (K) owner.key;
    }

    // ---- changelog

    @Override
    public void drainChanges(ChangeSink sink) {
        List<Group> draining = changed;
        changed = new ArrayList<>();
        for (Group group : draining) {
            group.changed = false;
            if (!loggingEnabled()) {
                continue;
            }
            byte[] key = rowKey(group);
            if (!group.values.isEmpty()) {
                sink.change(key, ListBytes.of(rowValues(group)), group.changedAtMs, ChangeSink.NO_HEADERS);
                group.logged = true;
            } else if (group.logged) {
                sink.change(key, null, group.changedAtMs, ChangeSink.NO_HEADERS);
                group.logged = false;
            }
        }
    }

    private static byte[] rowKey(Group group) {
        byte[] key = Objects.requireNonNull(group.owner.keyBytes);
        byte[] row = new byte[KEY_AT + key.length];
        Rows.putLong(row, 0, group.timeMs);
        row[SIDE_AT] = group.left ? LEFT : RIGHT;
        System.arraycopy(key, 0, row, KEY_AT, key.length);
        return row;
    }

    private List<byte[]> rowValues(Group group) {
        List<byte[]> rows = new ArrayList<>(group.values.size());
        for (Object held : group.values) {
            byte[] bytes = bytesOf(held, group.left);
            byte[] row = new byte[1 + bytes.length];
            row[0] = group.left ? LEFT : RIGHT;
            System.arraycopy(bytes, 0, row, 1, bytes.length);
            rows.add(row);
        }
        return rows;
    }

    @SuppressWarnings("unchecked")
    private byte[] bytesOf(Object held, boolean left) {
        if (held instanceof byte[] bytes) {
            return bytes;
        }
        byte[] bytes = left
                ? Objects.requireNonNull(leftValues).toTable((L) held)
                : Objects.requireNonNull(rightValues).toTable((R) held);
        return Objects.requireNonNull(bytes, "the serializer must not make null of a value");
    }

    @Override
    public void restore(byte[] key, byte @Nullable [] value, long timestampMs, Headers headers) {
        if (key.length < KEY_AT) {
            throw new StreamsException("A key of " + key.length + " bytes has no time and side before it");
        }
        long timeMs = Rows.longAt(key, 0);
        boolean left = key[SIDE_AT] == LEFT;
        K typed = keys().fromBytes(Arrays.copyOfRange(key, KEY_AT, key.length));
        remove(timeMs, typed, left);
        if (value != null) {
            for (byte[] row : ListBytes.parse(value)) {
                if (row.length == 0) {
                    throw new StreamsException("A value has no side before it");
                }
                add(timeMs, typed, left, Arrays.copyOfRange(row, 1, row.length));
            }
        }
        for (Group group : changed) {
            group.changed = false;
            group.logged = true;
        }
        changed.clear();
    }

    @Override
    public long bufferedBytes() {
        return (long) changed.size() * CHANGE_BYTES;
    }

    @Override
    void clear() {
        owners.clear();
        order.clear();
        changed = new ArrayList<>();
        size = 0;
    }
}
