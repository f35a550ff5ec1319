package dev.millrace.stores;

import dev.millrace.streams.processor.RecordContext;
import dev.millrace.streams.store.BufferSpec;
import dev.millrace.streams.store.ChangeSink;
import dev.millrace.streams.store.SuppressionBuffer;
import dev.millrace.streams.store.TaskStoreContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A suppression buffer in memory, as far as that goes.
 *
 * <p>An update of a key that waits already costs a look-up and two stores: values stay live where they may, and only
 * the first update of a key serialises it, since that decides its place. Sizes in bytes are counted from the first time
 * that somebody asks for them; from then on values are serialised when they come.
 *
 * <p>What is more than its part of the memory of all stores goes to the engine of the task ({@link SpilledUpdates}),
 * the latest in order first, when it is in the changelog; and comes back when its key is asked for or its turn has
 * come. Who limits the bytes limits the memory: then all stays here.
 */
final class HeapSuppressionBuffer<K, V> extends HeapBuffer implements SuppressionBuffer<K, V> {

    private static final Comparator<Waiting> ORDER = Comparator.<Waiting>comparingLong(w -> w.timeMs)
            .thenComparing(w -> Objects.requireNonNull(w.keyBytes), Arrays::compareUnsigned);

    private final BufferSpec<K, V> spec;
    private final KeyMap<Waiting> index = new KeyMap<>();
    private final TreeSet<Waiting> order = new TreeSet<>(ORDER);
    private List<Waiting> changed = new ArrayList<>();
    private @Nullable KeyCodec<K> keys;
    private @Nullable ValueCodec<V> values;
    private final CacheAccount account = new CacheAccount(LiveBudget.PROCESS);
    private @Nullable SpilledUpdates spilled;
    private boolean countsBytes;
    private long sizeBytes;

    HeapSuppressionBuffer(BufferSpec<K, V> spec) {
        super(spec.name(), spec.options());
        this.spec = spec;
    }

    /** One key's update. Values are live, or bytes. */
    private static final class Waiting extends KeyedNode {
        long timeMs;

        @Nullable
        Object newValue;

        @Nullable
        Object oldValue;

        @Nullable
        Object priorValue;

        @Nullable
        RecordContext context;

        boolean changed;
        boolean gone;
        boolean logged;
        long sizeBytes;

        /** About what it takes of the heap, as accounted. */
        int costBytes;
    }

    @Override
    void bind(StoreBinding binding) {
        account.open();
        keys = new KeyCodec<>(binding.keySerde(spec.keySerde()), binding.topic());
        values = ValueCodec.plain(
                binding.valueSerde(spec.valueSerde()),
                binding.topic(),
                options().liveValues());
    }

    private KeyCodec<K> keys() {
        return Objects.requireNonNull(keys);
    }

    private ValueCodec<V> values() {
        return Objects.requireNonNull(values);
    }

    // ---- in

    @Override
    public void put(long timeMs, K key, @Nullable V newValue, @Nullable V oldValue) {
        RecordContext current = binding().current();
        Waiting waiting = waitingOf(key);
        Object oldHeld = hold(oldValue);
        Object newHeld = hold(newValue);
        if (waiting == null) {
            waiting = new Waiting();
            waiting.timeMs = timeMs;
            waiting.priorValue = oldHeld;
            add(waiting, key);
        }
        waiting.newValue = newHeld;
        waiting.oldValue = oldHeld;
        if (current != null) {
            if (waiting.context instanceof Origin origin) {
                origin.copy(current);
            } else {
                waiting.context = new Origin(current);
            }
        }
        if (countsBytes) {
            count(waiting);
        }
        if (!waiting.changed) {
            waiting.changed = true;
            changed.add(waiting);
        }
    }

    private @Nullable Waiting find(K key) {
        Objects.requireNonNull(key, "key cannot be null");
        if (keys().live) {
            keys().prove(key);
            return index.find(key, KeyCodec.hashOf(key));
        }
        byte[] bytes = keys().toBytes(key);
        return index.find(bytes, KeyCodec.hashOf(bytes));
    }

    /** What waits of a key; from the engine if need be. */
    private @Nullable Waiting waitingOf(K key) {
        Waiting waiting = find(key);
        return waiting == null && spilledCount() > 0 ? comeBack(keys().toBytes(key)) : waiting;
    }

    /** How many updates the engine has. */
    int spilledCount() {
        return spilled == null ? 0 : spilled.count();
    }

    private @Nullable Waiting comeBack(byte[] key) {
        BufferedBytes update = spilled == null ? null : spilled.take(key);
        return update == null ? null : add(update, keys().fromBytes(key));
    }

    private Waiting add(BufferedBytes update, K key) {
        Waiting waiting = new Waiting();
        waiting.timeMs = update.timeMs();
        waiting.newValue = update.newValue();
        waiting.oldValue = update.oldValue();
        waiting.priorValue = update.priorValue();
        waiting.context = update.context();
        waiting.logged = loggingEnabled();
        add(waiting, key);
        account(waiting, update.valueBytes());
        return waiting;
    }

    private void add(Waiting waiting, K key) {
        byte[] bytes = keys().toBytes(key);
        waiting.keyBytes = bytes;
        waiting.key = keys().live || options().liveValues() ? key : null;
        waiting.hash = keys().live ? KeyCodec.hashOf(key) : KeyCodec.hashOf(bytes);
        index.add(waiting);
        order.add(waiting);
    }

    private @Nullable Object hold(@Nullable V value) {
        if (value == null) {
            return null;
        }
        return countsBytes ? values().toTable(value) : values().hold(value);
    }

    // ---- out

    @Override
    public boolean contains(K key) {
        return waitingOf(key) != null;
    }

    @Override
    public @Nullable V priorValue(K key) {
        Waiting waiting = waitingOf(key);
        return waiting == null ? null : unhold(waiting.priorValue);
    }

    @Override
    public long minTimeMs() {
        Waiting first = first();
        return first == null ? Long.MAX_VALUE : first.timeMs;
    }

    private @Nullable Waiting first() {
        Waiting first = order.isEmpty() ? null : order.first();
        if (spilled == null || spilled.count() == 0) {
            return first;
        }
        byte[] earlier = spilled.firstBefore(first == null ? 0 : first.timeMs, first == null ? null : first.keyBytes);
        return earlier == null ? first : comeBack(earlier);
    }

    @Override
    public int size() {
        return index.size() + spilledCount();
    }

    @Override
    public void poll(Receiver<? super K, ? super V> receiver) {
        Waiting first = first();
        if (first == null) {
            throw new NoSuchElementException("Nothing waits in the buffer " + name());
        }
        // While the receiver has it the update still waits: who reads the table meanwhile sees the value before it.
        RecordContext context = first.context;
        TaskStoreContext records = binding().records();
        if (records == null || context == null) {
            throw new IllegalStateException("The buffer " + name() + " was not opened by the runtime");
        }
        RecordContext before = records.actFor(context);
        try {
            receiver.receive(
                    first.timeMs,
                    keyOf(first),
                    unhold(first.newValue),
                    unhold(first.oldValue),
                    context.timestamp(),
                    context.headers());
        } finally {
            records.actFor(before);
        }
        order.remove(first);
        index.remove(first);
        first.gone = true;
        first.newValue = null;
        first.oldValue = null;
        first.priorValue = null;
        sizeBytes -= first.sizeBytes;
        account.add(-first.costBytes);
        if (!first.changed) {
            first.changed = true;
            changed.add(first);
        }
    }

    @SuppressWarnings("unchecked")
    private K keyOf(Waiting waiting) {
        return waiting.key == null ? keys().fromBytes(Objects.requireNonNull(waiting.keyBytes)) : (K) waiting.key;
    }

    private @Nullable V unhold(@Nullable Object held) {
        return held == null ? null : values().unhold(held);
    }

    // ---- bytes

    @Override
    public long sizeBytes() {
        if (!countsBytes) {
            countsBytes = true;
            while (spilled != null && spilled.count() > 0) {
                comeBack(Objects.requireNonNull(spilled.firstBefore(0, null)));
            }
            for (Waiting waiting : order) {
                waiting.newValue = bytesOf(waiting.newValue);
                waiting.oldValue = bytesOf(waiting.oldValue);
                waiting.priorValue = bytesOf(waiting.priorValue);
                count(waiting);
            }
        }
        return sizeBytes;
    }

    private void count(Waiting waiting) {
        byte[] prior = bytesOf(waiting.priorValue);
        byte[] old = bytesOf(waiting.oldValue);
        byte[] now = bytesOf(waiting.newValue);
        long size = 8L + Objects.requireNonNull(waiting.keyBytes).length;
        size += prior == null ? 0 : prior.length;
        size += old == null || Arrays.equals(old, prior) ? 0 : old.length;
        size += now == null ? 0 : now.length;
        size += waiting.context == null ? 0 : BufferedBytes.sizeOf(waiting.context);
        sizeBytes += size - waiting.sizeBytes;
        waiting.sizeBytes = size;
    }

    @SuppressWarnings("unchecked")
    private byte @Nullable [] bytesOf(@Nullable Object held) {
        return held == null || held instanceof byte[] ? (byte[]) held : values().toTable((V) held);
    }

    // ---- memory

    /** Sets what an update takes. */
    private void account(Waiting waiting, int valueBytes) {
        int costBytes = CHANGE_BYTES + Objects.requireNonNull(waiting.keyBytes).length + 2 * valueBytes;
        account.add(costBytes - waiting.costBytes);
        waiting.costBytes = costBytes;
    }

    /** Lets go what is too much. Nothing may have changed since the last drain. */
    private void settle() {
        account.report();
        long targetBytes = countsBytes ? Long.MAX_VALUE : account.targetBytes();
        while (account.heldBytes() > targetBytes && order.size() > 1) {
            spill(order.last());
        }
        account.report();
    }

    private void spill(Waiting last) {
        SpilledUpdates to = spilled;
        if (to == null) {
            to = new SpilledUpdates(name(), binding());
            spilled = to;
        }
        to.put(Objects.requireNonNull(last.keyBytes), bytesOf(last, Objects.requireNonNull(last.context)));
        order.remove(last);
        index.remove(last);
        account.add(-last.costBytes);
    }

    private BufferedBytes bytesOf(Waiting waiting, RecordContext context) {
        return new BufferedBytes(
                context,
                bytesOf(waiting.priorValue),
                bytesOf(waiting.oldValue),
                bytesOf(waiting.newValue),
                waiting.timeMs);
    }

    // ---- changelog

    @Override
    public void drainChanges(ChangeSink sink) {
        List<Waiting> draining = changed;
        changed = new ArrayList<>();
        Header[] headers = BufferedBytes.versionHeaders();
        int sampleBytes = 0;
        for (Waiting waiting : draining) {
            waiting.changed = false;
            RecordContext context = waiting.context;
            if (context == null) {
                continue;
            }
            byte[] key = Objects.requireNonNull(waiting.keyBytes);
            if (waiting.gone) {
                if (waiting.logged) {
                    sink.change(key, null, context.timestamp(), ChangeSink.NO_HEADERS);
                }
                continue;
            }
            if (loggingEnabled() || sampleBytes == 0) {
                BufferedBytes bytes = bytesOf(waiting, context);
                sampleBytes = bytes.valueBytes();
                if (loggingEnabled()) {
                    sink.change(key, bytes.toBytes(), context.timestamp(), headers);
                    waiting.logged = true;
                }
            }
            account(waiting, sampleBytes);
        }
        settle();
    }

    @Override
    public void restore(byte[] key, byte @Nullable [] value, long timestampMs, Headers headers) {
        K typed = keys().fromBytes(key);
        Waiting present = find(typed);
        if (present != null) {
            index.remove(present);
            order.remove(present);
            sizeBytes -= present.sizeBytes;
            account.add(-present.costBytes);
        } else if (spilled != null) {
            spilled.take(key);
        }
        if (value == null) {
            return;
        }
        Waiting waiting = add(BufferedBytes.parse(value, headers, name()), typed);
        if (countsBytes) {
            count(waiting);
        }
        if (account.isReportDue()) {
            settle();
        }
    }

    @Override
    public long bufferedBytes() {
        return (long) changed.size() * CHANGE_BYTES;
    }

    @Override
    void clear() {
        index.clear();
        order.clear();
        changed = new ArrayList<>();
        sizeBytes = 0;
        countsBytes = false;
        account.release();
        if (spilled != null) {
            spilled.clear();
        }
    }

    @Override
    void release() {
        if (spilled != null) {
            spilled.close();
            spilled = null;
        }
        account.close();
    }
}
