package dev.millrace.benchmarks;

import dev.millrace.streams.StreamsMetrics;
import dev.millrace.streams.processor.CommitCallback;
import dev.millrace.streams.processor.RecordContext;
import dev.millrace.streams.processor.StateRestoreCallback;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.processor.api.RecordMetadata;
import dev.millrace.streams.store.ManagedStore;
import dev.millrace.streams.store.StoreProvider;
import dev.millrace.streams.store.TaskState;
import dev.millrace.streams.store.TaskStateSpec;
import dev.millrace.streams.store.TaskStoreContext;
import java.io.File;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/** A task with one store and a changelog that forgets: what a store costs without log and operators around it. */
final class StoreTask implements TaskStoreContext, RecordContext, AutoCloseable {

    private static final TaskId ID = new TaskId(0, 0);

    private final File directory;
    private final TaskState state;
    private final Headers headers = new RecordHeaders();
    private @Nullable ManagedStore store;
    private long timestampMs;
    private long changelogOffset;

    /**
     * @param directory of the task's state
     * @param memoryMaxBytes {@code state.memory.max.bytes}
     */
    StoreTask(File directory, long memoryMaxBytes) {
        this.directory = directory;
        state = StoreProvider.get().openTaskState(new TaskStateSpec(ID, directory, memoryMaxBytes));
    }

    <S extends StateStore> S open(S newStore) {
        newStore.init(this, newStore);
        store = (ManagedStore) newStore;
        return newStore;
    }

    /** Sets the timestamp of the record that is being processed. */
    void at(long newTimestampMs) {
        timestampMs = newTimestampMs;
    }

    void commit() {
        ManagedStore open = store;
        if (open != null) {
            open.drainChanges((key, value, timestamp, changeHeaders) -> changelogOffset++);
            state.commit(Map.of(open.name(), changelogOffset));
        }
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
        state.close();
    }

    @Override
    public TaskState taskState() {
        return state;
    }

    @Override
    public String changelogTopic(String storeName) {
        return "benchmark-" + storeName + "-changelog";
    }

    @Override
    public long writeBackBytes() {
        return 0;
    }

    @Override
    public RecordContext recordContext() {
        return this;
    }

    @Override
    public @Nullable RecordContext actFor(@Nullable RecordContext context) {
        return null;
    }

    @Override
    public String applicationId() {
        return "benchmark";
    }

    @Override
    public TaskId taskId() {
        return ID;
    }

    @Override
    public Optional<RecordMetadata> recordMetadata() {
        return Optional.empty();
    }

    @Override
    public Serde<?> keySerde() {
        return Serdes.String();
    }

    @Override
    public Serde<?> valueSerde() {
        return Serdes.Long();
    }

    @Override
    public File stateDir() {
        return directory;
    }

    @Override
    public StreamsMetrics metrics() {
        throw new UnsupportedOperationException("the benchmark's stores have no metrics");
    }

    @Override
    public void register(StateStore registered, StateRestoreCallback callback) {}

    @Override
    public void register(StateStore registered, StateRestoreCallback callback, CommitCallback onCommit) {}

    @Override
    public Map<String, Object> appConfigs() {
        return Map.of();
    }

    @Override
    public Map<String, Object> appConfigsWithPrefix(String prefix) {
        return Map.of();
    }

    @Override
    public String topic() {
        return "input";
    }

    @Override
    public int partition() {
        return 0;
    }

    @Override
    public long offset() {
        return 0;
    }

    @Override
    public long timestamp() {
        return timestampMs;
    }

    @Override
    public Headers headers() {
        return headers;
    }

    @Override
    public byte @Nullable [] sourceRawKey() {
        return null;
    }

    @Override
    public byte @Nullable [] sourceRawValue() {
        return null;
    }
}
