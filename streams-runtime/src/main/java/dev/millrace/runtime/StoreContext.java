package dev.millrace.runtime;

import dev.millrace.streams.processor.CommitCallback;
import dev.millrace.streams.processor.RecordContext;
import dev.millrace.streams.processor.StateRestoreCallback;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.store.IteratorMeter;
import dev.millrace.streams.store.TaskState;
import dev.millrace.streams.store.TaskStoreContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the stores of one task see of it. */
final class StoreContext extends TaskView implements TaskStoreContext {

    private final TaskState state;
    private final Map<String, String> changelogTopics;
    private final Map<String, StateRestoreCallback> restoreCallbacks = new HashMap<>();
    private final List<CommitCallback> commitCallbacks = new ArrayList<>();

    /**
     * @param changelogTopics real names by store
     */
    StoreContext(TaskScope scope, TaskState state, Map<String, String> changelogTopics) {
        super(scope);
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
    public IteratorMeter iteratorMeter(String metricsScope, String storeName) {
        return scope.metrics.iterators(scope.threadName, scope.id, metricsScope, storeName, () -> scope.nowMs);
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
    public void register(StateStore store, StateRestoreCallback stateRestoreCallback) {
        restoreCallbacks.put(store.name(), stateRestoreCallback);
    }

    @Override
    public void register(StateStore store, StateRestoreCallback stateRestoreCallback, CommitCallback commitCallback) {
        register(store, stateRestoreCallback);
        commitCallbacks.add(commitCallback);
    }
}
