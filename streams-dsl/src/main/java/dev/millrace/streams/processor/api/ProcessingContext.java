package dev.millrace.streams.processor.api;

import dev.millrace.streams.StreamsMetrics;
import dev.millrace.streams.processor.Cancellable;
import dev.millrace.streams.processor.PunctuationType;
import dev.millrace.streams.processor.Punctuator;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.TaskId;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;

/**
 * What a processor may ask of the task that it runs in, except forwarding. Belongs to the task's thread: do not call it
 * from another one.
 */
public interface ProcessingContext {
    /**
     * The application's id.
     *
     * @return the value of {@code application.id}
     */
    String applicationId();

    /**
     * The task this processor works for.
     *
     * @return sub-topology and partition
     */
    TaskId taskId();

    /**
     * Where the record that is being processed came from.
     *
     * @return empty when no record is being processed, that is, in {@code init}, {@code close} and punctuations
     */
    Optional<RecordMetadata> recordMetadata();

    /**
     * The serde for keys that do not say theirs.
     *
     * @return that of {@code default.key.serde}
     */
    Serde<?> keySerde();

    /**
     * The serde for values that do not say theirs.
     *
     * @return that of {@code default.value.serde}
     */
    Serde<?> valueSerde();

    /**
     * The task's directory below {@code state.dir}.
     *
     * @return the directory
     */
    File stateDir();

    /**
     * Where measurements are registered.
     *
     * @return the metrics of this application instance
     */
    StreamsMetrics metrics();

    /**
     * A store that is connected to this processor. Ask once, in {@code init}, and keep it.
     *
     * @param name the store's name
     * @param <S> the store's type
     * @return the store; one that belongs to another processor is an error, a global store is read-only
     */
    <S extends StateStore> S getStateStore(String name);

    /**
     * Has a function called at intervals. By stream time it is called when time has advanced past the next due moment,
     * once however far it went; by wall-clock time it is called between records, and calls that could not be made in
     * time are made up for once.
     *
     * @param interval time between calls, at least a millisecond
     * @param type the clock that counts
     * @param callback called on the task's thread; it may forward and use stores
     * @return a handle that ends it
     * @throws IllegalArgumentException if the interval is shorter than a millisecond or too long for a {@code long}
     */
    Cancellable schedule(Duration interval, PunctuationType type, Punctuator callback);

    /**
     * Has a function called at intervals that are counted from a fixed moment, as {@link #schedule(Duration,
     * PunctuationType, Punctuator)} does.
     *
     * @param startTime when the first call is due; one in the past fixes the phase only
     * @param interval time between calls, at least a millisecond
     * @param type the clock that counts
     * @param callback called on the task's thread; it may forward and use stores
     * @return a handle that ends it
     * @throws IllegalArgumentException if the interval is shorter than a millisecond or too long for a {@code long}
     */
    Cancellable schedule(Instant startTime, Duration interval, PunctuationType type, Punctuator callback);

    /** Asks for a commit as soon as the record at hand is done. The commit has not happened when this returns. */
    void commit();

    /**
     * The configuration of the application.
     *
     * @return names and values as the user gave them, parsed where the name is known
     */
    Map<String, Object> appConfigs();

    /**
     * The configuration entries whose names begin in a certain way.
     *
     * @param prefix the beginning
     * @return names without the prefix, and values
     */
    Map<String, Object> appConfigsWithPrefix(String prefix);

    /**
     * Wall-clock time as the task sees it; in tests, the time that the test set.
     *
     * @return milliseconds since 1970
     */
    long currentSystemTimeMs();

    /**
     * Stream time of the task: the highest timestamp that it has seen.
     *
     * @return milliseconds since 1970; -1 before the first record
     */
    long currentStreamTimeMs();
}
