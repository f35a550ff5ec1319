package dev.millrace.runtime;

import dev.millrace.streams.processor.RecordContext;
import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.processor.TimestampExtractor;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.processor.api.RecordMetadata;
import java.io.File;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What the operators and stores of one task have in common: who they are, where the task is in its input and in time,
 * and what they ask of it. Only the task's thread touches it.
 *
 * <p>It is itself the live view of the record under way: topic and offset are those of the input record (or, while a
 * cache is flushed, of the input record that caused the update), timestamp and headers those of the record that the
 * innermost operator was given.
 */
final class TaskScope implements RecordContext {

    final TaskId id;
    final String threadName;
    final RuntimeConfig config;
    final TaskSerdes serdes;

    /** Of sources without one of their own. */
    final TimestampExtractor timestampExtractor;

    final RuntimeMetrics metrics;
    final TaskFigures figures;
    final File stateDir;
    final Punctuations streamTimePunctuations = new Punctuations();
    final Punctuations wallClockPunctuations = new Punctuations();

    /** The input record under way; null between records (punctuation, flush of a cache). */
    @Nullable
    ConsumerRecord<byte[], byte[]> current;

    /** What the innermost operator under way was given; null outside operators. */
    @Nullable
    Record<Object, Object> inner;

    /** Stands for {@link #current} while a cache is flushed; else null. */
    @Nullable
    RecordContext cause;

    /** Highest timestamp that the task has seen; -1 before the first record. */
    long streamTimeMs = -1;

    /** What processors remember beside the input offsets; committed with them. */
    final TaskMarks marks = new TaskMarks();

    /** Wall clock, as of the step under way. */
    long nowMs;

    /** A processor called {@code commit()}. */
    boolean commitRequested;

    TaskScope(
            TaskId id,
            String threadName,
            RuntimeConfig config,
            RuntimeMetrics metrics,
            TaskFigures figures,
            File stateDir,
            long nowMs) {
        this.id = id;
        this.threadName = threadName;
        this.config = config;
        this.serdes = new TaskSerdes(config.streamsConfig());
        this.timestampExtractor = config.newTimestampExtractor();
        this.metrics = metrics;
        this.figures = figures;
        this.stateDir = stateDir;
        this.nowMs = nowMs;
    }

    /** Topic, partition and offset of the record under way; empty between records. */
    Optional<RecordMetadata> recordMetadata() {
        String topic = topic();
        return topic == null ? Optional.empty() : Optional.of(new RecordPosition(topic, partition(), offset()));
    }

    private record RecordPosition(String topic, int partition, long offset) implements RecordMetadata {}

    @Override
    public @Nullable String topic() {
        return cause != null ? cause.topic() : current != null ? current.topic() : null;
    }

    @Override
    public int partition() {
        return cause != null ? cause.partition() : current != null ? current.partition() : -1;
    }

    @Override
    public long offset() {
        return cause != null ? cause.offset() : current != null ? current.offset() : -1;
    }

    @Override
    public long timestamp() {
        return inner != null ? inner.timestamp() : cause != null ? cause.timestamp() : streamTimeMs;
    }

    @Override
    public Headers headers() {
        return inner != null ? inner.headers() : cause != null ? cause.headers() : new RecordHeaders();
    }

    @Override
    public byte @Nullable [] sourceRawKey() {
        return cause != null ? cause.sourceRawKey() : current != null ? current.key() : null;
    }

    @Override
    public byte @Nullable [] sourceRawValue() {
        return cause != null ? cause.sourceRawValue() : current != null ? current.value() : null;
    }
}
