package dev.millrace.streams.operator;

import dev.millrace.streams.StreamsMetrics;
import dev.millrace.streams.processor.Cancellable;
import dev.millrace.streams.processor.PunctuationType;
import dev.millrace.streams.processor.Punctuator;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.processor.api.Processor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.processor.api.RecordMetadata;
import dev.millrace.streams.topology.CommittedMarks;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.common.serialization.Serde;

/**
 * Runs one operator: records in, records out, both as text.
 *
 * <pre>
 *   a=1@5          key a, value 1, timestamp 5
 *   a=null@5       a null value; null=1@5 a null key
 *   a=2&lt;1@5        an update of a table: new value 2, old value 1
 *   [a@0/10]=1@5   a windowed key
 *   ...?child      sent to one child only
 * </pre>
 */
final class Bench implements ProcessorContext<Object, Object>, CommittedMarks {

    private final Map<String, Tiny> stores = new HashMap<>();
    private final Processor<Object, Object, Object, Object> operator;
    private final List<String> out = new ArrayList<>();
    private final Counts counts = new Counts();
    private final long committedStreamTimeMs;
    private final Map<String, LongSupplier> marks = new HashMap<>();
    private long wallClockMs;

    private Bench(
            Processor<?, ?, ?, ?> operator,
            long committedStreamTimeMs,
            Map<String, LongSupplier> marks,
            Tiny... stores) {
        this.operator = untyped(operator);
        this.committedStreamTimeMs = committedStreamTimeMs;
        this.marks.putAll(marks);
        for (Tiny store : stores) {
            this.stores.put(store.name(), store);
        }
        this.operator.init(this);
    }

    @SuppressWarnings("unchecked")
    private static Processor<Object, Object, Object, Object> untyped(Processor<?, ?, ?, ?> operator) {
        return (Processor<Object, Object, Object, Object>) operator;
    }

    static Bench of(Processor<?, ?, ?, ?> operator, Tiny... stores) {
        return new Bench(operator, -1, Map.of(), stores);
    }

    static Bench resumed(Processor<?, ?, ?, ?> operator, long committedStreamTimeMs, Tiny... stores) {
        return new Bench(operator, committedStreamTimeMs, Map.of(), stores);
    }

    /**
     * Another run of the operator, that goes on from the marks of this one and has its stores from their changelogs
     * alone.
     */
    Bench restarted(Processor<?, ?, ?, ?> operator, long committedStreamTimeMs) {
        Tiny[] restored = stores.values().stream().map(Tiny::restored).toArray(Tiny[]::new);
        return new Bench(operator, committedStreamTimeMs, marks, restored);
    }

    /** The changelog of a store. */
    List<String> changes(String store) {
        return stores.get(store).changes();
    }

    void advanceWallClock(long byMs) {
        wallClockMs += byMs;
    }

    @Override
    public String processor() {
        return "operator";
    }

    @Override
    public long mark(String name) {
        LongSupplier mark = marks.get(name);
        return mark != null ? mark.getAsLong() : name.endsWith("-stream-time") ? committedStreamTimeMs : NONE;
    }

    @Override
    public void atCommit(String name, LongSupplier timeMs) {
        marks.put(name, timeMs);
    }

    /** Feeds records and gives what comes out, in order. */
    List<String> feed(String... records) {
        for (String record : records) {
            process(parse(record));
        }
        List<String> result = List.copyOf(out);
        out.clear();
        return result;
    }

    private void process(Record<Object, Object> record) {
        stores.values().forEach(store -> store.recordTimestampMs = record.timestamp());
        operator.process(record);
    }

    private static Record<Object, Object> parse(String text) {
        int equals = text.indexOf('=');
        int at = text.lastIndexOf('@');
        String value = text.substring(equals + 1, at);
        int less = value.indexOf('<');
        Object parsed = less < 0
                ? orNull(value)
                : new Change<>(orNull(value.substring(0, less)), orNull(value.substring(less + 1)));
        return new Record<>(orNull(text.substring(0, equals)), parsed, Long.parseLong(text.substring(at + 1)));
    }

    private static String orNull(String text) {
        return text.equals("null") ? null : text;
    }

    @Override
    public <K2, V2> void forward(Record<K2, V2> record) {
        out.add(record.key() + "=" + text(record.value()) + "@" + record.timestamp());
    }

    private static String text(Object value) {
        if (value instanceof Change<?> change) {
            return change.newValue() + "<" + change.oldValue();
        }
        if (value instanceof Subscription<?> subscription) {
            return subscription.instruction() + " " + subscription.primaryKey();
        }
        return value instanceof SubscriptionAnswer<?> answer
                ? "answer " + answer.foreignValue()
                : String.valueOf(value);
    }

    /** Feeds one record whose value has no text. */
    List<String> feed(Object key, Object value, long timestampMs) {
        process(new Record<>(key, value, timestampMs));
        return feed();
    }

    @Override
    public <K2, V2> void forward(Record<K2, V2> record, String childName) {
        out.add(record.key() + "=" + record.value() + "@" + record.timestamp() + "?" + childName);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <S extends StateStore> S getStateStore(String name) {
        return (S) stores.get(name);
    }

    @Override
    public long currentStreamTimeMs() {
        return committedStreamTimeMs;
    }

    @Override
    public StreamsMetrics metrics() {
        return counts;
    }

    /** How many records the operator has counted as dropped. */
    long droppedRecords() {
        return counts.of("dropped-records");
    }

    @Override
    public String applicationId() {
        return "bench";
    }

    @Override
    public TaskId taskId() {
        return new TaskId(0, 0);
    }

    @Override
    public Optional<RecordMetadata> recordMetadata() {
        return Optional.empty();
    }

    @Override
    public Serde<?> keySerde() {
        throw new AssertionError("not for an operator");
    }

    @Override
    public Serde<?> valueSerde() {
        throw new AssertionError("not for an operator");
    }

    @Override
    public File stateDir() {
        throw new AssertionError("not for an operator");
    }

    @Override
    public Cancellable schedule(Duration interval, PunctuationType type, Punctuator callback) {
        throw new AssertionError("not for an operator");
    }

    @Override
    public Cancellable schedule(Instant start, Duration interval, PunctuationType type, Punctuator callback) {
        throw new AssertionError("not for an operator");
    }

    @Override
    public void commit() {
        throw new AssertionError("not for an operator");
    }

    @Override
    public Map<String, Object> appConfigs() {
        return Map.of();
    }

    @Override
    public Map<String, Object> appConfigsWithPrefix(String prefix) {
        return Map.of();
    }

    @Override
    public long currentSystemTimeMs() {
        return wallClockMs;
    }
}
