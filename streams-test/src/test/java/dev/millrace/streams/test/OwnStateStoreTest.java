package dev.millrace.streams.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.Topology;
import dev.millrace.streams.errors.ProcessorStateException;
import dev.millrace.streams.processor.BatchingStateRestoreCallback;
import dev.millrace.streams.processor.StateRestoreCallback;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.StateStoreContext;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.KeyValueBytesStoreSupplier;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.StoreBuilder;
import dev.millrace.streams.state.Stores;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/**
 * A user's own {@link StateStore}, which is none of the kinds that the runtime manages, and a user's engine outside of
 * a task.
 */
class OwnStateStoreTest {

    /** What all stores of a test did, in order. */
    private final List<String> events = new ArrayList<>();

    /** What an own store has durably, beyond its closing. */
    private final Map<String, String> durable = new TreeMap<>();

    private Long durableOffset;
    private RuntimeException commitFault;
    private RuntimeException closeFault;

    /** Collects names until the commit. */
    private final class Notebook implements StateStore {

        private final String name;
        private final UnaryOperator<StateRestoreCallback> registered;
        private final List<String> pending = new ArrayList<>();
        private boolean open;

        Notebook(String name, UnaryOperator<StateRestoreCallback> registered) {
            this.name = name;
            this.registered = registered;
        }

        void note(String text) {
            pending.add(text);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void init(StateStoreContext context, StateStore root) {
            open = true;
            events.add("init");
            context.register(root, registered.apply((key, value) -> {
                events.add("restore " + text(key) + "=" + text(value));
                durable.put(text(key), text(value));
            }));
        }

        @Override
        public void commit(Map<TopicPartition, Long> changelogOffsets) {
            if (commitFault != null) {
                throw commitFault;
            }
            events.add("commit " + pending + (changelogOffsets.isEmpty() ? "" : " at " + changelogOffsets.values()));
            pending.forEach(text -> durable.put(text, text));
            pending.clear();
        }

        @Override
        public Long committedOffset(TopicPartition partition) {
            return durableOffset;
        }

        @Override
        public void close() {
            open = false;
            events.add("close");
            if (closeFault != null) {
                throw closeFault;
            }
        }

        @Override
        public boolean persistent() {
            return true;
        }

        @Override
        public boolean isOpen() {
            return open;
        }
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /** Of a user's own class, so its settings are the user's as well. */
    private record OwnBuilder(String name, Supplier<StateStore> store, boolean loggingEnabled)
            implements StoreBuilder<StateStore> {

        @Override
        public StoreBuilder<StateStore> withCachingEnabled() {
            return this;
        }

        @Override
        public StoreBuilder<StateStore> withCachingDisabled() {
            return this;
        }

        @Override
        public StoreBuilder<StateStore> withLoggingEnabled(Map<String, String> config) {
            return this;
        }

        @Override
        public StoreBuilder<StateStore> withLoggingDisabled() {
            return this;
        }

        @Override
        public StateStore build() {
            return store.get();
        }

        @Override
        public Map<String, String> logConfig() {
            return Map.of();
        }
    }

    private static final class Noting extends ContextualProcessor<String, String, String, String> {
        @Override
        public void process(Record<String, String> record) {
            Notebook notebook = context().getStateStore("notebook");
            notebook.note(record.value());
        }
    }

    private OwnBuilder notebook(String name) {
        return new OwnBuilder(name, () -> new Notebook(name, callback -> callback), false);
    }

    private TopologyTestDriver driver() {
        Topology topology = new Topology();
        topology.addSource("source", new StringDeserializer(), new StringDeserializer(), "in")
                .addProcessor("noting", Noting::new, "source")
                .addStateStore(notebook("notebook"), "noting");
        return new TopologyTestDriver(topology);
    }

    private static TestInputTopic<String, String> input(TopologyTestDriver driver) {
        return driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
    }

    @Test
    void itCommitsWithEachCommitOfItsTaskAndIsClosedWithIt() {
        try (TopologyTestDriver driver = driver()) {
            TestInputTopic<String, String> input = input(driver);
            input.pipeInput("k", "one");
            input.pipeInput("k", "two");
            assertThat(events).containsSubsequence("init", "commit [one]", "commit [two]");
            assertThat(durable).containsOnlyKeys("one", "two");
        }
        assertThat(events.get(events.size() - 1)).isEqualTo("close");
        assertThat(events).filteredOn("close"::equals).hasSize(1);
    }

    @Test
    void aCommitThatFailsNamesTheStoreAndItsClass() {
        TopologyTestDriver driver = driver();
        commitFault = new IllegalStateException("disk full");
        assertThatThrownBy(() -> input(driver).pipeInput("k", "one"))
                .isInstanceOf(ProcessorStateException.class)
                .hasMessageContaining("'notebook'")
                .hasMessageContaining(Notebook.class.getName())
                .hasMessageContaining("disk full");
        driver.close();
    }

    @Test
    void aStoreThatCannotBeClosedKeepsNoOtherFromBeingClosed() {
        Topology topology = new Topology();
        topology.addSource("source", new StringDeserializer(), new StringDeserializer(), "in")
                .addProcessor("noting", Noting::new, "source")
                .addStateStore(notebook("notebook"), "noting")
                .addStateStore(notebook("other"), "noting");
        TopologyTestDriver driver = new TopologyTestDriver(topology);
        input(driver).pipeInput("k", "one");
        closeFault = new IllegalStateException("still in use");
        driver.close();
        assertThat(events).filteredOn("close"::equals).hasSize(2);
    }

    /** A batching callback of a user's, around the store's own. */
    private static BatchingStateRestoreCallback batching(StateRestoreCallback each, List<Integer> sizes) {
        return new BatchingStateRestoreCallback() {
            @Override
            public void restoreAll(Collection<KeyValue<byte[], byte[]>> records) {
                sizes.add(records.size());
                records.forEach(record -> each.restore(record.key, record.value));
            }
        };
    }

    /**
     * First a store of ours, which writes the changelog; after a restart the user's own store, which is filled from it.
     */
    private void restoreFromOurChangelog(UnaryOperator<StateRestoreCallback> registered) {
        Topology topology = new Topology();
        boolean[] own = {false};
        Supplier<StateStore> store = () -> own[0]
                ? new Notebook("notebook", registered)
                : Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore("notebook"), Serdes.String(), Serdes.String())
                        .build();
        topology.addSource("source", new StringDeserializer(), new StringDeserializer(), "in")
                .addProcessor("putting", Putting::new, "source")
                .addStateStore(new OwnBuilder("notebook", store, true), "putting");
        try (TopologyTestDriver driver = new TopologyTestDriver(topology)) {
            TestInputTopic<String, String> input = input(driver);
            input.pipeInput("a", "1");
            input.pipeInput("b", "2");
            input.pipeInput("a", (String) null);
            own[0] = true;
            driver.restart();
        }
    }

    private static final class Putting extends ContextualProcessor<String, String, String, String> {
        @Override
        public void process(Record<String, String> record) {
            KeyValueStore<String, String> store = context().getStateStore("notebook");
            store.put(record.key(), record.value());
        }
    }

    @Test
    void itIsRestoredFromItsChangelogByTheCallbackThatItRegisters() {
        restoreFromOurChangelog(callback -> callback);
        assertThat(events).containsSubsequence("init", "restore a=1", "restore b=2", "restore a=null");
    }

    @Test
    void aBatchingCallbackTakesManyRecordsAtOnce() {
        List<Integer> sizes = new ArrayList<>();
        restoreFromOurChangelog(callback -> batching(callback, sizes));
        assertThat(sizes).containsExactly(3);
    }

    @Test
    void whatItSaysThatItHasIsNotRestored() {
        durableOffset = 2L;
        restoreFromOurChangelog(callback -> callback);
        assertThat(events).contains("restore a=null").doesNotContain("restore a=1", "restore b=2");
    }

    @Test
    void anOffsetThatItsChangelogDoesNotHaveIsRefused() {
        durableOffset = 99L;
        assertThatThrownBy(() -> restoreFromOurChangelog(callback -> callback))
                .hasStackTraceContaining("up to offset 99")
                .hasStackTraceContaining(Notebook.class.getName());
    }

    @Test
    void outsideOfATaskAnEngineOfAUsersGetsEachPutAtOnce() {
        MockProcessorContext<String, String> context = new MockProcessorContext<>();
        KeyValueStore<Bytes, byte[]> engine =
                Stores.inMemoryKeyValueStore("mine").get();
        KeyValueStore<String, String> store = Stores.keyValueStoreBuilder(
                        new OwnSupplier(engine), Serdes.String(), Serdes.String())
                .withLoggingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        store.put("a", "1");
        store.put("b", "2");
        store.delete("a");
        assertThat(engine.get(Bytes.wrap("b".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("2".getBytes(StandardCharsets.UTF_8));
        try (KeyValueIterator<Bytes, byte[]> all = engine.all()) {
            assertThat(all).toIterable().hasSize(1);
        }
        assertThat(store.get("b")).isEqualTo("2");
        store.close();
    }

    /** A user's class around an engine. */
    private record OwnSupplier(KeyValueStore<Bytes, byte[]> engine) implements KeyValueBytesStoreSupplier {
        @Override
        public String name() {
            return "mine";
        }

        @Override
        public KeyValueStore<Bytes, byte[]> get() {
            return engine;
        }

        @Override
        public String metricsScope() {
            return "own";
        }
    }
}
