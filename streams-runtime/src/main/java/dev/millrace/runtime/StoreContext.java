package dev.millrace.runtime;

import dev.millrace.streams.StreamsMetrics;
import dev.millrace.streams.processor.CommitCallback;
import dev.millrace.streams.processor.RecordContext;
import dev.millrace.streams.processor.StateRestoreCallback;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.processor.api.RecordMetadata;
import dev.millrace.streams.store.TaskState;
import dev.millrace.streams.store.TaskStoreContext;
import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** What the stores of one task see of it. */
final class StoreContext implements TaskStoreContext {

    private final TaskScope scope;
    private final TaskState state;
    private final Map<String, String> changelogTopics;
    private final Map<String, StateRestoreCallback> restoreCallbacks = new HashMap<>();
    private final List<CommitCallback> commitCallbacks = new ArrayList<>();

    /**
     * @param changelogTopics real names by store
     */
    StoreContext(TaskScope scope, TaskState state, Map<String, String> changelogTopics) {
        this.scope = scope;
        this.state = state;
        this.changelogTopics = changelogTopics;
    }

    /** How a store that is not ours takes its changelog; null if it registered nothing. */
    @Nullable
    StateRestoreCallback restoreCallback(String storeName) {
        return restoreCallbacks.get(storeName);
    }

    List<CommitCallback> commitCallbacks() {
        return commitCallbacks;
    }

    @Override
    public TaskState taskState() {
        return state;
    }

    @Override
    public String changelogTopic(String storeName) {
        return changelogTopics.getOrDefault(
                storeName, RuntimeConfig.changelogTopic(scope.config.applicationId(), storeName));
    }

    @Override
    public long writeBackBytes() {
        return scope.config.cacheMaxBytesPerThread();
    }

    @Override
    public RecordContext recordContext() {
        return scope;
    }

    @Override
    public @Nullable RecordContext actFor(@Nullable RecordContext context) {
        RecordContext before = scope.cause;
        scope.cause = context;
        return before;
    }

    @Override
    public String applicationId() {
        return scope.config.applicationId();
    }

    @Override
    public TaskId taskId() {
        return scope.id;
    }

    @Override
    public Optional<RecordMetadata> recordMetadata() {
        return scope.recordMetadata();
    }

    @Override
    public Serde<?> keySerde() {
        return scope.config.keySerde();
    }

    @Override
    public Serde<?> valueSerde() {
        return scope.config.valueSerde();
    }

    @Override
    public File stateDir() {
        return scope.stateDir;
    }

    @Override
    public StreamsMetrics metrics() {
        return scope.metrics;
    }

    @Override
    public void register(StateStore store, StateRestoreCallback stateRestoreCallback) {
        restoreCallbacks.put(store.name(), stateRestoreCallback);
    }

    @Override
    public void register(StateStore store, StateRestoreCallback stateRestoreCallback, CommitCallback commitCallback) {
        register(store, stateRestoreCallback);
        commitCallbacks.add(commitCallback);
    }

    @Override
    public Map<String, Object> appConfigs() {
        return scope.config.originals();
    }

    @Override
    public Map<String, Object> appConfigsWithPrefix(String prefix) {
        return scope.config.originalsWithPrefix(prefix);
    }
}
