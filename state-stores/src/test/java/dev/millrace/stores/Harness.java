package dev.millrace.stores;

import dev.millrace.streams.StreamsMetrics;
import dev.millrace.streams.processor.CommitCallback;
import dev.millrace.streams.processor.RecordContext;
import dev.millrace.streams.processor.StateRestoreCallback;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.processor.api.RecordMetadata;
import dev.millrace.streams.store.ChangeSink;
import dev.millrace.streams.store.IteratorMeter;
import dev.millrace.streams.store.ManagedStore;
import dev.millrace.streams.store.TaskState;
import dev.millrace.streams.store.TaskStateSpec;
import dev.millrace.streams.store.TaskStoreContext;
import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * A task around stores under test: a changelog for each in memory, commits in the runtime's order, crashes (the state
 * is opened again without the uncommitted rest) and restores.
 */
final class Harness implements TaskStoreContext, RecordContext, AutoCloseable {

    /** One record of a changelog. */
    record Change(byte[] key, byte[] value, long timestampMs, Headers headers) {}

    private final File directory;
    private final long writeBackBytes;
    private final long memoryMaxBytes;
    private final Map<String, List<Change>> changelogs = new HashMap<>();
    private final List<ManagedStore> stores = new ArrayList<>();
    final CountingMetrics metrics = new CountingMetrics();
    private TaskState state;
    private RecordContext actingFor;
    long timestampMs;
    long offset;

    /** What iterators were reported, the latest last: how many are open, and since when. */
    final List<String> openIterators = new ArrayList<>();

    /** How long iterators were open. */
    final List<Long> iteratorNs = new ArrayList<>();

    /** For iterators; 0: nobody asks how long they are open. */
    long nanos;

    /** Runs when the changelogs have a commit and the state has not. */
    Runnable beforeStateCommit = () -> {};

    Harness(File directory, long writeBackBytes, long memoryMaxBytes) {
        this.directory = directory;
        this.writeBackBytes = writeBackBytes;
        this.memoryMaxBytes = memoryMaxBytes;
        open();
    }

    static Harness onDisk(File directory) {
        return new Harness(directory, 0, 64 << 20);
    }

    static Harness inMemory() {
        return new Harness(null, 0, 64 << 20);
    }

    static Harness writingBack() {
        return new Harness(null, 10 << 20, 64 << 20);
    }

    private void open() {
        state = new MillraceStores().openTaskState(new TaskStateSpec(new TaskId(0, 1), directory, memoryMaxBytes));
    }

    /** Opens a store and restores it from its changelog. */
    <S extends StateStore> S open(S store) {
        store.init(this, store);
        ManagedStore managed = (ManagedStore) store;
        stores.add(managed);
        restore(managed);
        return store;
    }

    private void restore(ManagedStore store) {
        List<Change> log = changelog(store.name());
        long from = state.changelogOffset(store.name());
        if (!store.loggingEnabled()) {
            return;
        }
        for (long i = Math.max(0, from); i < log.size(); i++) {
            Change change = log.get((int) i);
            store.restore(change.key, change.value, change.timestampMs, change.headers);
            if (i % 1000 == 999) {
                state.commit(Map.of(store.name(), i + 1));
            }
        }
        state.commit(Map.of(store.name(), (long) log.size()));
    }

    List<Change> changelog(String store) {
        return changelogs.computeIfAbsent(store, name -> new ArrayList<>());
    }

    /** Sets the record that is being processed. */
    Harness at(long newTimestampMs) {
        timestampMs = newTimestampMs;
        offset++;
        return this;
    }

    /** Tells the listeners of caches. */
    void flush() {
        stores.forEach(ManagedStore::flushCache);
    }

    void commit() {
        flush();
        Map<String, Long> offsets = new HashMap<>();
        for (ManagedStore store : stores) {
            List<Change> log = changelog(store.name());
            store.drainChanges(into(log));
            if (store.loggingEnabled()) {
                offsets.put(store.name(), (long) log.size());
            }
        }
        beforeStateCommit.run();
        state.commit(offsets);
    }

    /** Commits until the tables have everything. */
    void commitAndWrite() {
        commit();
        ((EngineState) state).requestWrite();
        commit();
        commit();
    }

    /** Up to the point before the state's commit: the changelog has it, the state does not. */
    void commitChangelogOnly() {
        flush();
        stores.forEach(store -> store.drainChanges(into(changelog(store.name()))));
    }

    static ChangeSink into(List<Change> log) {
        return (key, value, timestamp, headers) -> {
            RecordHeaders copy = new RecordHeaders();
            for (Header header : headers) {
                copy.add(header);
            }
            log.add(new Change(key, value, timestamp, copy));
        };
    }

    /** Closes and opens the state again; what was not committed is gone. Stores must be opened anew. */
    void reopen() {
        stores.forEach(StateStore::close);
        stores.clear();
        state.close();
        open();
    }

    @Override
    public void close() {
        stores.forEach(StateStore::close);
        stores.clear();
        state.close();
    }

    RecordContext acting() {
        return actingFor == null ? this : actingFor;
    }

    @Override
    public TaskState taskState() {
        return state;
    }

    @Override
    public String changelogTopic(String storeName) {
        return "app-" + storeName + "-changelog";
    }

    @Override
    public long writeBackBytes() {
        return writeBackBytes;
    }

    @Override
    public RecordContext recordContext() {
        return this;
    }

    @Override
    public RecordContext actFor(RecordContext context) {
        RecordContext before = actingFor;
        actingFor = context;
        return before;
    }

    @Override
    public IteratorMeter iteratorMeter(String metricsScope, String storeName) {
        return new IteratorMeter() {
            @Override
            public long nowMs() {
                return timestampMs;
            }

            @Override
            public long nanoTime() {
                return nanos;
            }

            @Override
            public void open(int count, long oldestMs) {
                openIterators.add(
                        metricsScope + " " + storeName + ": " + count + (count == 0 ? "" : " since " + oldestMs));
            }

            @Override
            public void closed(long durationNs) {
                iteratorNs.add(durationNs);
            }

            @Override
            public void close() {
                openIterators.add(storeName + " closed");
            }
        };
    }

    @Override
    public String applicationId() {
        return "app";
    }

    @Override
    public TaskId taskId() {
        return new TaskId(0, 1);
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
        return Serdes.String();
    }

    @Override
    public File stateDir() {
        return directory;
    }

    @Override
    public StreamsMetrics metrics() {
        return metrics;
    }

    @Override
    public void register(StateStore store, StateRestoreCallback callback) {}

    @Override
    public void register(StateStore store, StateRestoreCallback callback, CommitCallback onCommit) {}

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
        return 1;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public long timestamp() {
        return timestampMs;
    }

    @Override
    public Headers headers() {
        return new RecordHeaders();
    }

    @Override
    public byte[] sourceRawKey() {
        return null;
    }

    @Override
    public byte[] sourceRawValue() {
        return null;
    }
}
