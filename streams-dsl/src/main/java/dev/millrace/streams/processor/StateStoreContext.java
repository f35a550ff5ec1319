package dev.millrace.streams.processor;

import dev.millrace.streams.StreamsMetrics;
import dev.millrace.streams.processor.api.RecordMetadata;
import java.io.File;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;

/** What a {@link StateStore} may ask of its task. Belongs to the task's thread. */
public interface StateStoreContext {
    /**
     * The application's id.
     *
     * @return the value of {@code application.id}
     */
    String applicationId();

    /**
     * The task that the store belongs to.
     *
     * @return sub-topology and partition
     */
    TaskId taskId();

    /**
     * Where the record that is being processed came from.
     *
     * @return empty when no record is being processed
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
     * The task's directory below {@code state.dir}, where a store may keep files in a directory of its own name.
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
     * Registers a store, so that it is restored from its changelog and committed with its task. Called in
     * {@link StateStore#init}.
     *
     * @param store the root store that {@code init} was given
     * @param stateRestoreCallback how one record of the changelog gets back into the store
     */
    void register(StateStore store, StateRestoreCallback stateRestoreCallback);

    /**
     * Registers a store that wants to be told of commits as well.
     *
     * @param store the root store that {@code init} was given
     * @param stateRestoreCallback how one record of the changelog gets back into the store
     * @param commitCallback called at each commit
     */
    void register(StateStore store, StateRestoreCallback stateRestoreCallback, CommitCallback commitCallback);

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
}
