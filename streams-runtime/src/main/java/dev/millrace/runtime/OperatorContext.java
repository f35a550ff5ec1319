package dev.millrace.runtime;

import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.processor.Cancellable;
import dev.millrace.streams.processor.PunctuationType;
import dev.millrace.streams.processor.Punctuator;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.api.FixedKeyProcessorContext;
import dev.millrace.streams.processor.api.FixedKeyRecord;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.topology.CommittedMarks;
import dev.millrace.streams.topology.LateRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one processor sees of its task. One object serves both kinds of processor: fixed-key processors are adapted by
 * the DSL and find {@link FixedKeyProcessorContext} on the same instance.
 *
 * <p>Children and stores are resolved when the task is built; forwarding is a loop over an array.
 */
final class OperatorContext extends TaskView
        implements ProcessorContext<Object, Object>,
                FixedKeyProcessorContext<Object, Object>,
                CommittedMarks,
                LateRecords {

    private final String node;
    private final Operator[] children;
    private final Map<String, Operator> childrenByName;
    private final Map<String, StateStore> stores;
    private final LateTopic lateTopic;

    /**
     * @param node the processor's name
     * @param scope the task's
     * @param childrenByName what this node may forward to, in the topology's order
     * @param stores the stores connected to this node, by name
     * @param lateTopic where this node's late records go
     */
    OperatorContext(
            String node,
            TaskScope scope,
            Map<String, Operator> childrenByName,
            Map<String, StateStore> stores,
            LateTopic lateTopic) {
        super(scope);
        this.node = node;
        this.children = childrenByName.values().toArray(Operator.NO_CHILDREN);
        this.childrenByName = childrenByName;
        this.stores = stores;
        this.lateTopic = lateTopic;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <K, V> void forward(Record<K, V> record) {
        for (Operator child : children) {
            child.process((Record<Object, Object>) record);
        }
    }

    @Override
    @SuppressWarnings("unchecked")
    public <K, V> void forward(Record<K, V> record, @Nullable String childName) {
        if (childName == null) {
            forward(record);
        } else {
            child(childName).process((Record<Object, Object>) record);
        }
    }

    @Override
    public <K, V> void forward(FixedKeyRecord<K, V> record) {
        forward(plain(record));
    }

    @Override
    public <K, V> void forward(FixedKeyRecord<K, V> record, @Nullable String childName) {
        forward(plain(record), childName);
    }

    private static <K, V> Record<K, V> plain(FixedKeyRecord<K, V> record) {
        return new Record<>(record.key(), record.value(), record.timestamp(), record.headers());
    }

    private Operator child(String childName) {
        Operator child = childrenByName.get(childName);
        if (child == null) {
            throw new StreamsException("Processor '" + node + "' forwards to '" + childName
                    + "', which is not one of its children: it has " + childrenByName.keySet()
                    + ". Name the child as in the topology (Topology.describe() lists them).");
        }
        return child;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <S extends StateStore> S getStateStore(String name) {
        StateStore store = stores.get(name);
        if (store == null) {
            throw new StreamsException("Processor '" + node + "' asks for the store '" + name
                    + "', to which it is not connected: it has " + stores.keySet()
                    + ". Name the store in process(..., \"" + name
                    + "\"), in ProcessorSupplier.stores() or with Topology.connectProcessorAndStateStores.");
        }
        return (S) store;
    }

    @Override
    public Cancellable schedule(Duration interval, PunctuationType type, Punctuator callback) {
        long intervalMs = intervalMs(interval);
        return type == PunctuationType.STREAM_TIME
                ? scope.streamTimePunctuations.add(node, callback, 0L, intervalMs)
                : scope.wallClockPunctuations.add(node, callback, scope.nowMs + intervalMs, intervalMs);
    }

    @Override
    public Cancellable schedule(Instant startTime, Duration interval, PunctuationType type, Punctuator callback) {
        long intervalMs = intervalMs(interval);
        Punctuations punctuations =
                type == PunctuationType.STREAM_TIME ? scope.streamTimePunctuations : scope.wallClockPunctuations;
        return punctuations.add(node, callback, startTime.toEpochMilli(), intervalMs);
    }

    private static long intervalMs(Duration interval) {
        Objects.requireNonNull(interval, "interval");
        long intervalMs = interval.toMillis();
        if (intervalMs < 1) {
            throw new IllegalArgumentException(
                    "The interval of a punctuator must be at least 1 ms, but is " + interval);
        }
        return intervalMs;
    }

    @Override
    public void commit() {
        scope.commitRequested = true;
    }

    @Override
    public long currentSystemTimeMs() {
        return scope.nowMs;
    }

    @Override
    public long currentStreamTimeMs() {
        return scope.streamTimeMs;
    }

    @Override
    public String processor() {
        return node;
    }

    @Override
    public long mark(String name) {
        return scope.marks.get(name);
    }

    @Override
    public void atCommit(String name, LongSupplier mark) {
        scope.marks.atCommit(name, mark);
    }

    @Override
    public void offerLate(long lateByMs) {
        lateTopic.offer(scope.current, lateByMs);
    }
}
