package dev.millrace.streams.processor;

import dev.millrace.streams.StreamsMetrics;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link dev.millrace.streams.kstream.ValueTransformerWithKey} sees of its task. Processors get a
 * {@link dev.millrace.streams.processor.api.ProcessorContext}, which knows the types of what is forwarded.
 */
public interface ProcessorContext {
    /** The setting {@code application.id}. */
    String applicationId();

    /** The task. */
    TaskId taskId();

    /** The default serde for keys. */
    Serde<?> keySerde();

    /** The default serde for values. */
    Serde<?> valueSerde();

    /** The task's directory of state. */
    File stateDir();

    /** The metrics of the instance. */
    StreamsMetrics metrics();

    /**
     * Registers a store; stores do that, and nobody else.
     *
     * @param store the store
     * @param stateRestoreCallback restores it
     */
    void register(StateStore store, StateRestoreCallback stateRestoreCallback);

    /**
     * A store that is connected.
     *
     * @param name its name
     * @param <S> its type
     * @return the store
     */
    <S extends StateStore> S getStateStore(String name);

    /**
     * Calls back again and again.
     *
     * @param interval at least a millisecond
     * @param type by which clock
     * @param callback what is called
     * @return ends it
     */
    Cancellable schedule(Duration interval, PunctuationType type, Punctuator callback);

    /**
     * Calls back again and again, from a time on.
     *
     * @param startTime the first time
     * @param interval at least a millisecond
     * @param type by which clock
     * @param callback what is called
     * @return ends it
     */
    Cancellable schedule(Instant startTime, Duration interval, PunctuationType type, Punctuator callback);

    /**
     * Sends a record to all children.
     *
     * @throws dev.millrace.streams.errors.StreamsException in a transformer of values: what it returns is what is sent
     */
    <K, V> void forward(K key, V value);

    /**
     * Sends a record.
     *
     * @throws dev.millrace.streams.errors.StreamsException in a transformer of values: what it returns is what is sent
     */
    <K, V> void forward(K key, V value, To to);

    /** Asks for a commit soon. */
    void commit();

    /** The topic of the input record under way; null if there is none. */
    @Nullable
    String topic();

    /** The partition of the input record under way; -1 if there is none. */
    int partition();

    /** The offset of the input record under way; -1 if there is none. */
    long offset();

    /** The headers of the record under way; empty if there is none. */
    Headers headers();

    /** The timestamp of the record under way, in milliseconds. */
    long timestamp();

    /** The configuration. */
    Map<String, Object> appConfigs();

    /** The settings that begin so, without the prefix. */
    Map<String, Object> appConfigsWithPrefix(String prefix);

    /** Wall clock in milliseconds. */
    long currentSystemTimeMs();

    /** The largest timestamp that the task has seen; -1 before the first record. */
    long currentStreamTimeMs();
}
