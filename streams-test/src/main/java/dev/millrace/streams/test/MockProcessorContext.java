package dev.millrace.streams.test;

import dev.millrace.runtime.StreamsApplication;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.StreamsMetrics;
import dev.millrace.streams.processor.Cancellable;
import dev.millrace.streams.processor.CommitCallback;
import dev.millrace.streams.processor.PunctuationType;
import dev.millrace.streams.processor.Punctuator;
import dev.millrace.streams.processor.StateRestoreCallback;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.StateStoreContext;
import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.processor.api.RecordMetadata;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for the task in the test of a single processor: takes down what the processor forwards, schedules and asks
 * to be committed, and has the stores, times and record metadata that the test gives it. No topology runs, and nothing
 * is called back: the test calls captured punctuators itself. Not thread-safe.
 *
 * <pre>{@code
 * var context = new MockProcessorContext<String, Long>();
 * processor.init(context);
 * processor.process(new Record<>("k", "v", 5));
 * assertThat(context.forwarded()).hasSize(1);
 * }</pre>
 *
 * @param <KForward> type of the keys that the processor forwards
 * @param <VForward> type of the values that the processor forwards
 */
public class MockProcessorContext<KForward extends @Nullable Object, VForward extends @Nullable Object>
        implements ProcessorContext<KForward, VForward> {

    private final StreamsConfig config;
    private final TaskId taskId;
    private final @Nullable File stateDir;
    private final StreamsMetrics metrics;
    private final Map<String, StateStore> stores = new HashMap<>();
    private final List<CapturedPunctuator> punctuators = new ArrayList<>();
    private final List<CapturedForward<? extends KForward, ? extends VForward>> forwards = new ArrayList<>();
    private @Nullable RecordMetadata recordMetadata;
    private @Nullable Long systemTimeMs;
    private @Nullable Long streamTimeMs;
    private boolean committed;

    /** A context of task 0_0 with the default configuration. */
    public MockProcessorContext() {
        this(new Properties());
    }

    /**
     * A context of task 0_0.
     *
     * @param config as for {@code MillraceStreams}; {@code application.id} and the log may be left out
     */
    public MockProcessorContext(Properties config) {
        this(config, new TaskId(0, 0), null);
    }

    /**
     * A context.
     *
     * @param config as for {@code MillraceStreams}; {@code application.id} and the log may be left out
     * @param taskId what {@link #taskId()} says; no directory or partition belongs to it
     * @param stateDir for stores that ask for a directory; null if none does
     */
    public MockProcessorContext(Properties config, TaskId taskId, @Nullable File stateDir) {
        this.config = TestDriverOptions.defaults().withConfig(config).config();
        this.taskId = taskId;
        this.stateDir = stateDir;
        this.metrics = StreamsApplication.metricsForTest("mock-processor-context");
    }

    // ---- what the test sets

    /**
     * Sets where the current record comes from.
     *
     * @param topic the topic that the processor sees
     * @param partition the partition, from 0
     * @param offset the record's offset in the partition
     */
    public void setRecordMetadata(String topic, int partition, long offset) {
        recordMetadata = new Metadata(topic, partition, offset);
    }

    /**
     * Sets {@link #currentSystemTimeMs}.
     *
     * @param currentSystemTimeMs ms since the epoch; may go back
     */
    public void setCurrentSystemTimeMs(long currentSystemTimeMs) {
        systemTimeMs = currentSystemTimeMs;
    }

    /**
     * Sets {@link #currentStreamTimeMs}.
     *
     * @param currentStreamTimeMs ms since the epoch; may go back
     */
    public void setCurrentStreamTimeMs(long currentStreamTimeMs) {
        streamTimeMs = currentStreamTimeMs;
    }

    /**
     * Connects a store, by its name. The test opens it, with {@link #getStateStoreContext}.
     *
     * @param <S> type of the store
     * @param stateStore takes the place of an earlier one with the same name
     */
    public <S extends StateStore> void addStateStore(S stateStore) {
        stores.put(stateStore.name(), stateStore);
    }

    // ---- what the test asks

    /**
     * What was forwarded since the last {@link #resetForwards}, in order.
     *
     * @return a copy: it does not grow with later forwards
     */
    public List<CapturedForward<? extends KForward, ? extends VForward>> forwarded() {
        return new ArrayList<>(forwards);
    }

    /**
     * What was forwarded to a child: to it alone, or to all children.
     *
     * @param childName name of the child
     * @return a copy, in order; empty if the child got nothing
     */
    public List<CapturedForward<? extends KForward, ? extends VForward>> forwarded(String childName) {
        List<CapturedForward<? extends KForward, ? extends VForward>> toChild = new ArrayList<>();
        for (CapturedForward<? extends KForward, ? extends VForward> forward : forwards) {
            if (forward.childName().map(childName::equals).orElse(true)) {
                toChild.add(forward);
            }
        }
        return toChild;
    }

    /** Forgets what was forwarded. */
    public void resetForwards() {
        forwards.clear();
    }

    /**
     * All that was scheduled, in order, cancelled ones included.
     *
     * @return a copy: what is scheduled later is not in it
     */
    public List<CapturedPunctuator> scheduledPunctuators() {
        return new ArrayList<>(punctuators);
    }

    /**
     * Whether the processor has asked for a commit since the last {@link #resetCommit}.
     *
     * @return true even if it has asked more than once
     */
    public boolean committed() {
        return committed;
    }

    /** Forgets that the processor has asked for a commit. */
    public void resetCommit() {
        committed = false;
    }

    /**
     * What to open a store with: {@code store.init(context.getStateStoreContext(), store)}. It has no changelog.
     *
     * @return a context that knows this one's task, directory and configuration
     */
    public StateStoreContext getStateStoreContext() {
        return new StoreContext();
    }

    // ---- what the processor sees

    @Override
    public String applicationId() {
        return config.applicationId();
    }

    @Override
    public TaskId taskId() {
        return taskId;
    }

    @Override
    public Map<String, Object> appConfigs() {
        return config.originals();
    }

    @Override
    public Map<String, Object> appConfigsWithPrefix(String prefix) {
        return config.originalsWithPrefix(prefix);
    }

    /** @throws IllegalStateException if the test has not set it */
    @Override
    public long currentSystemTimeMs() {
        return set(systemTimeMs, "setCurrentSystemTimeMs");
    }

    /** @throws IllegalStateException if the test has not set it */
    @Override
    public long currentStreamTimeMs() {
        return set(streamTimeMs, "setCurrentStreamTimeMs");
    }

    private static long set(@Nullable Long time, String setter) {
        if (time == null) {
            throw new IllegalStateException("The processor asks for a time that the test has not set: call " + setter);
        }
        return time;
    }

    @Override
    public Serde<?> keySerde() {
        return config.defaultKeySerde();
    }

    @Override
    public Serde<?> valueSerde() {
        return config.defaultValueSerde();
    }

    @Override
    public File stateDir() {
        return Objects.requireNonNull(
                stateDir,
                "A store asks for a directory that the test has not given: pass it to the constructor, or use a store in memory");
    }

    @Override
    public StreamsMetrics metrics() {
        return metrics;
    }

    @Override
    public Optional<RecordMetadata> recordMetadata() {
        return Optional.ofNullable(recordMetadata);
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // mirrored: null if the test has not added it
    public <S extends StateStore> S getStateStore(String name) {
        return (S) stores.get(name);
    }

    @Override
    public Cancellable schedule(Duration interval, PunctuationType type, Punctuator callback) {
        return capture(new CapturedPunctuator(null, interval, type, callback));
    }

    @Override
    public Cancellable schedule(Instant startTime, Duration interval, PunctuationType type, Punctuator callback) {
        return capture(new CapturedPunctuator(startTime, interval, type, callback));
    }

    private Cancellable capture(CapturedPunctuator punctuator) {
        punctuators.add(punctuator);
        return punctuator::cancel;
    }

    @Override
    public <K extends KForward, V extends VForward> void forward(Record<K, V> record) {
        forward(record, null);
    }

    @Override
    public <K extends KForward, V extends VForward> void forward(Record<K, V> record, @Nullable String childName) {
        forwards.add(new CapturedForward<>(record, Optional.ofNullable(childName)));
    }

    @Override
    public void commit() {
        committed = true;
    }

    /**
     * Something that was forwarded.
     *
     * @param <K> type of the key
     * @param <V> type of the value
     */
    public static final class CapturedForward<K extends @Nullable Object, V extends @Nullable Object> {

        private final Record<K, V> record;
        private final Optional<String> childName;

        /**
         * A record that went to all children.
         *
         * @param record what was forwarded; not null
         */
        public CapturedForward(Record<K, V> record) {
            this(record, Optional.empty());
        }

        /**
         * A record that went to one child, or to all.
         *
         * @param record what was forwarded; not null
         * @param childName the child that it went to; empty: all children
         */
        public CapturedForward(Record<K, V> record, Optional<String> childName) {
            this.record = Objects.requireNonNull(record, "record");
            this.childName = Objects.requireNonNull(childName, "childName");
        }

        /**
         * The child; empty: all children.
         *
         * @return never null
         */
        public Optional<String> childName() {
            return childName;
        }

        /**
         * The record.
         *
         * @return as it was passed to {@code forward}, not a copy
         */
        public Record<K, V> record() {
            return record;
        }

        @Override
        public String toString() {
            return "CapturedForward{record=" + record + ", childName=" + childName + '}';
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof CapturedForward<?, ?> that
                    && record.equals(that.record)
                    && childName.equals(that.childName);
        }

        @Override
        public int hashCode() {
            return Objects.hash(record, childName);
        }
    }

    /** Something that was scheduled. */
    public static final class CapturedPunctuator {

        private final @Nullable Instant startTime;
        private final Duration interval;
        private final PunctuationType type;
        private final Punctuator punctuator;
        private boolean cancelled;

        private CapturedPunctuator(
                @Nullable Instant startTime, Duration interval, PunctuationType type, Punctuator punctuator) {
            this.startTime = startTime;
            this.interval = interval;
            this.type = type;
            this.punctuator = punctuator;
        }

        /**
         * When the first call is due; null if it was scheduled without a start.
         *
         * @return the first due time as the processor gave it
         */
        public @Nullable Instant getStartTime() {
            return startTime;
        }

        /**
         * How long between two calls.
         *
         * @return as the processor gave it, above 0
         */
        public Duration getInterval() {
            return interval;
        }

        /**
         * Which time counts.
         *
         * @return stream time or wall-clock time
         */
        public PunctuationType getType() {
            return type;
        }

        /**
         * What is to be called.
         *
         * @return the processor's own; the test calls it with a time of its choice
         */
        public Punctuator getPunctuator() {
            return punctuator;
        }

        /** Cancels it, as the processor can. */
        public void cancel() {
            cancelled = true;
        }

        /**
         * Whether it was cancelled.
         *
         * @return true from the first {@code cancel} on
         */
        public boolean cancelled() {
            return cancelled;
        }
    }

    private record Metadata(String topic, int partition, long offset) implements RecordMetadata {}

    /** The same task, as a store sees it. */
    private final class StoreContext implements StateStoreContext {

        @Override
        public String applicationId() {
            return MockProcessorContext.this.applicationId();
        }

        @Override
        public TaskId taskId() {
            return taskId;
        }

        @Override
        public Optional<RecordMetadata> recordMetadata() {
            return MockProcessorContext.this.recordMetadata();
        }

        @Override
        public Serde<?> keySerde() {
            return MockProcessorContext.this.keySerde();
        }

        @Override
        public Serde<?> valueSerde() {
            return MockProcessorContext.this.valueSerde();
        }

        @Override
        public File stateDir() {
            return MockProcessorContext.this.stateDir();
        }

        @Override
        public StreamsMetrics metrics() {
            return metrics;
        }

        @Override
        public void register(StateStore store, StateRestoreCallback stateRestoreCallback) {
            register(store, stateRestoreCallback, () -> {});
        }

        @Override
        public void register(
                StateStore store, StateRestoreCallback stateRestoreCallback, CommitCallback commitCallback) {
            addStateStore(store);
        }

        @Override
        public Map<String, Object> appConfigs() {
            return MockProcessorContext.this.appConfigs();
        }

        @Override
        public Map<String, Object> appConfigsWithPrefix(String prefix) {
            return MockProcessorContext.this.appConfigsWithPrefix(prefix);
        }
    }
}
