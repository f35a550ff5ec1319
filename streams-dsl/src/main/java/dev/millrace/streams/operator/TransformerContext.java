package dev.millrace.streams.operator;

import dev.millrace.streams.StreamsMetrics;
import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.processor.Cancellable;
import dev.millrace.streams.processor.ProcessorContext;
import dev.millrace.streams.processor.PunctuationType;
import dev.millrace.streams.processor.Punctuator;
import dev.millrace.streams.processor.StateRestoreCallback;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.processor.To;
import dev.millrace.streams.processor.api.ProcessingContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.processor.api.RecordMetadata;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** Shows a task to a transformer of values: it can see all and forward nothing, for what it returns is what goes on. */
final class TransformerContext implements ProcessorContext {

    private final ProcessingContext task;
    private @Nullable Record<?, ?> current;
    private long timestampMs = -1;

    TransformerContext(ProcessingContext task) {
        this.task = task;
    }

    /** The record under way. */
    void at(Record<?, ?> record) {
        current = record;
        timestampMs = record.timestamp();
    }

    /** A value is read that has this timestamp. */
    void at(long valueTimestampMs) {
        timestampMs = valueTimestampMs;
    }

    @Override
    public <K, V> void forward(K key, V value) {
        throw new StreamsException("A transformer of values cannot forward: what transform() returns is what goes on");
    }

    @Override
    public <K, V> void forward(K key, V value, To to) {
        forward(key, value);
    }

    @Override
    public void register(StateStore store, StateRestoreCallback stateRestoreCallback) {
        throw new StreamsException("A transformer of values cannot register store " + store.name()
                + ": name it in transformValues(...), or bring it with the supplier's stores()");
    }

    @Override
    public Cancellable schedule(Duration interval, PunctuationType type, Punctuator callback) {
        return scheduler().schedule(interval, type, callback);
    }

    @Override
    public Cancellable schedule(Instant startTime, Duration interval, PunctuationType type, Punctuator callback) {
        return scheduler().schedule(startTime, interval, type, callback);
    }

    private dev.millrace.streams.processor.api.ProcessorContext<?, ?> scheduler() {
        if (task instanceof dev.millrace.streams.processor.api.ProcessorContext<?, ?> processor) {
            return processor;
        }
        throw new StreamsException("Nothing can be scheduled here");
    }

    @Override
    public String applicationId() {
        return task.applicationId();
    }

    @Override
    public TaskId taskId() {
        return task.taskId();
    }

    @Override
    public Serde<?> keySerde() {
        return task.keySerde();
    }

    @Override
    public Serde<?> valueSerde() {
        return task.valueSerde();
    }

    @Override
    public File stateDir() {
        return task.stateDir();
    }

    @Override
    public StreamsMetrics metrics() {
        return task.metrics();
    }

    @Override
    public <S extends StateStore> S getStateStore(String name) {
        return task.getStateStore(name);
    }

    @Override
    public void commit() {
        task.commit();
    }

    @Override
    public @Nullable String topic() {
        return task.recordMetadata().map(RecordMetadata::topic).orElse(null);
    }

    @Override
    public int partition() {
        return task.recordMetadata().map(RecordMetadata::partition).orElse(-1);
    }

    @Override
    public long offset() {
        return task.recordMetadata().map(RecordMetadata::offset).orElse(-1L);
    }

    @Override
    public Headers headers() {
        return current == null ? new RecordHeaders() : current.headers();
    }

    @Override
    public long timestamp() {
        return timestampMs;
    }

    @Override
    public Map<String, Object> appConfigs() {
        return task.appConfigs();
    }

    @Override
    public Map<String, Object> appConfigsWithPrefix(String prefix) {
        return task.appConfigsWithPrefix(prefix);
    }

    @Override
    public long currentSystemTimeMs() {
        return task.currentSystemTimeMs();
    }

    @Override
    public long currentStreamTimeMs() {
        return task.currentStreamTimeMs();
    }
}
