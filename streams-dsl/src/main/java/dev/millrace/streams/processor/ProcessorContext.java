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
    /**
     * The setting {@code application.id}.
     *
     * @return never null
     */
    String applicationId();

    /**
     * The task.
     *
     * @return sub-topology and partition
     */
    TaskId taskId();

    /**
     * The default serde for keys.
     *
     * @return {@code default.key.serde}, configured
     */
    Serde<?> keySerde();

    /**
     * The default serde for values.
     *
     * @return {@code default.value.serde}, configured
     */
    Serde<?> valueSerde();

    /**
     * The task's directory of state.
     *
     * @return a directory below {@code state.dir}; not for files of your own
     */
    File stateDir();

    /**
     * The metrics of the instance.
     *
     * @return those of the whole instance, among which sensors can be added
     */
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
     * @param key the key, may be null
     * @param value the value, may be null
     * @param <K> type of the key
     * @param <V> type of the value
     * @throws dev.millrace.streams.errors.StreamsException in a transformer of values: what it returns is what is sent
     */
    <K, V> void forward(K key, V value);

    /**
     * Sends a record.
     *
     * @param key the key, may be null
     * @param value the value, may be null
     * @param to which child, and with which timestamp
     * @param <K> type of the key
     * @param <V> type of the value
     * @throws dev.millrace.streams.errors.StreamsException in a transformer of values: what it returns is what is sent
     */
    <K, V> void forward(K key, V value, To to);

    /** Asks for a commit soon. */
    void commit();

    /**
     * The topic of the input record under way; null if there is none.
     *
     * @return its name, or null in a punctuation
     */
    @Nullable
    String topic();

    /**
     * The partition of the input record under way; -1 if there is none.
     *
     * @return its number, or -1 in a punctuation
     */
    int partition();

    /**
     * The offset of the input record under way; -1 if there is none.
     *
     * @return its offset, or -1 in a punctuation
     */
    long offset();

    /**
     * The headers of the record under way; empty if there is none.
     *
     * @return never null
     */
    Headers headers();

    /**
     * The timestamp of the record under way, in milliseconds.
     *
     * @return milliseconds since 1970, of the record or of the value that is read; -1 if there is none
     */
    long timestamp();

    /**
     * The configuration.
     *
     * @return what the application was started with, as it was given
     */
    Map<String, Object> appConfigs();

    /**
     * The settings that begin so, without the prefix.
     *
     * @param prefix such as {@code consumer.}
     * @return settings by the rest of their names
     */
    Map<String, Object> appConfigsWithPrefix(String prefix);

    /**
     * Wall clock in milliseconds.
     *
     * @return milliseconds since 1970, as of the step that the task is in; in tests the clock that the test moves
     */
    long currentSystemTimeMs();

    /**
     * The largest timestamp that the task has seen; -1 before the first record.
     *
     * @return milliseconds since 1970, or -1
     */
    long currentStreamTimeMs();
}
