package dev.millrace.stores;

import dev.millrace.streams.StreamsMetrics;
import dev.millrace.streams.processor.CommitCallback;
import dev.millrace.streams.processor.StateRestoreCallback;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.StateStoreContext;
import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.processor.api.RecordMetadata;
import java.io.File;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serde;

/**
 * What a user's engine sees of its task. How it takes its changelog is told to the store above it, which is the one
 * that the runtime restores. If it is made of one of our engines, that one has its table in the state of the task. What
 * a suppression has no memory for is such an engine, too.
 *
 * @param state of the task
 * @param topic of the store above
 */
record UserEngineContext(
        StateStoreContext task, EngineState state, String topic, Consumer<StateRestoreCallback> restoredBy)
        implements StateStoreContext {

    @Override
    public void register(StateStore store, StateRestoreCallback stateRestoreCallback) {
        restoredBy.accept(stateRestoreCallback);
    }

    @Override
    public void register(StateStore store, StateRestoreCallback stateRestoreCallback, CommitCallback commitCallback) {
        restoredBy.accept(stateRestoreCallback);
        task.register(store, stateRestoreCallback, commitCallback);
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
    public Optional<RecordMetadata> recordMetadata() {
        return task.recordMetadata();
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
    public Map<String, Object> appConfigs() {
        return task.appConfigs();
    }

    @Override
    public Map<String, Object> appConfigsWithPrefix(String prefix) {
        return task.appConfigsWithPrefix(prefix);
    }
}
