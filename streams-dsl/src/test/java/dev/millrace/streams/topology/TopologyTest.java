package dev.millrace.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.Topology;
import dev.millrace.streams.errors.TopologyException;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.Processor;
import dev.millrace.streams.processor.api.ProcessorSupplier;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.StoreBuilder;
import dev.millrace.streams.state.Stores;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TopologyTest {

    private final Topology topology = new Topology();

    private static Processor<Object, Object, Object, Object> forward() {
        return new ContextualProcessor<>() {
            @Override
            public void process(Record<Object, Object> record) {
                context().forward(record);
            }
        };
    }

    private static final class Absorbing implements Processor<Object, Object, Void, Void> {
        @Override
        public void process(Record<Object, Object> record) {}
    }

    private static StoreBuilder<KeyValueStore<String, String>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), null, null);
    }

    private static void refused(ThrowingCallable call, String... words) {
        assertThatThrownBy(call).isInstanceOf(TopologyException.class).hasMessageContainingAll(words);
    }

    @Test
    void aGraphHasSourcesFirstAndKnowsChildrenInTheOrderTheyCame() {
        topology.addSource("s", "t").addProcessor("p", TopologyTest::forward, "s");
        topology.addSource("s2", "u").addSink("k2", "o", "p", "s2").addSink("k1", "o", "p");
        SubTopology part = topology.graph().subTopologies().get(0);
        assertThat(part.nodes()).extracting(TopologyNode::name).containsExactly("s", "s2", "p", "k2", "k1");
        assertThat(part.nodes().get(0).children()).containsExactly("p");
        assertThat(part.nodes().get(2).children()).containsExactly("k2", "k1");
        assertThat(part.sourceTopics()).containsExactlyInAnyOrder("t", "u");
    }

    @Test
    void processorsThatShareAStoreAreInOnePart() {
        topology.addSource("a", "t").addProcessor("p", TopologyTest::forward, "a");
        topology.addSource("b", "u").addProcessor("q", TopologyTest::forward, "b");
        assertThat(topology.graph().subTopologies()).extracting(SubTopology::id).containsExactly(0, 1);
        topology.addStateStore(store("s"), "p").connectProcessorAndStateStores("q", "s");
        SubTopology part = topology.graph().subTopologies().get(0);
        assertThat(topology.graph().subTopologies()).hasSize(1);
        assertThat(part.stores().get(0).processorNames()).containsExactly("p", "q");
    }

    @Test
    void processorsWhoseSuppliersBringOneStoreAreInOnePart() {
        StoreBuilder<?> shared = store("s");
        topology.addSource("a", "t").addProcessor("p", bringing(shared), "a");
        topology.addSource("b", "u").addProcessor("q", bringing(shared), "b");
        assertThat(topology.graph().subTopologies()).hasSize(1);
        assertThat(topology.graph().subTopologies().get(0).stores().get(0).processorNames())
                .containsExactly("p", "q");
    }

    private static ProcessorSupplier<Object, Object, Object, Object> bringing(StoreBuilder<?>... stores) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<Object, Object, Object, Object> get() {
                return forward();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(stores);
            }
        };
    }

    @Test
    void aGlobalStoreTakesANumberAndMakesNoPart() {
        topology.addGlobalStore(store("g"), "gs", null, null, "gt", "gp", Absorbing::new);
        topology.addSource("s", "t").addSink("k", "o", "s");
        TopologyGraph graph = topology.graph();
        assertThat(graph.globalStores()).extracting(GlobalStoreDefinition::id).containsExactly(0);
        assertThat(graph.subTopologies()).extracting(SubTopology::id).containsExactly(1);
        assertThat(graph.globalStores().get(0).builder().loggingEnabled()).isFalse();
    }

    @Test
    void aReadOnlyStoreIsRestoredFromItsTopic() {
        topology.addReadOnlyStateStore(store("r"), "s", null, null, "t", "p", Absorbing::new);
        StoreDefinition store = topology.graph().subTopologies().get(0).stores().get(0);
        assertThat(store.sourceTopicAsChangelog()).isEqualTo("t");
        assertThat(store.builder().loggingEnabled()).isFalse();
    }

    @Test
    void namesAndTopicsAreTakenOnce() {
        topology.addSource("s", "t");
        refused(() -> topology.addSource("s", "u"), "s is taken by the source of [t]", "another name");
        refused(() -> topology.addSource("s2", "t"), "s2", "topic t", "registered by source s");
        refused(() -> topology.addSource("s2", Pattern.compile("t+")), "Topic t", "t+", "s2");
        topology.addSource("s3", Pattern.compile("u+"));
        refused(() -> topology.addSource("s4", "uu"), "uu", "u+", "s3");
        refused(() -> topology.addSource("s5", "v", "v"), "topic v");
        refused(() -> topology.addSource("s6", new String[0]), "s6", "reads no topic");
    }

    @Test
    void aReadOnlyStoreThatIsRefusedLeavesNothingBehind() {
        topology.addSource("s", "t").addProcessor("p", TopologyTest::forward, "s");
        StoreBuilder<?> filled = store("r");
        topology.addStateStore(store("x"), "p")
                .addReadOnlyStateStore(filled, "s1", null, null, "t1", "p1", Absorbing::new);
        String before = topology.describe().toString();
        refused(() -> readOnly(store("x"), "s2", "t2", "p2", store("z")), "named x already", "used by [p]");
        refused(() -> readOnly(filled, "s2", "t2", "p2", store("z")), "store r", "filled from topic t1 already");
        refused(() -> readOnly(store("y"), "s", "t2", "p2", store("z")), "s is taken");
        refused(() -> readOnly(store("y"), "s2", "t", "p2", store("z")), "topic t", "registered by source s");
        refused(() -> readOnly(store("y"), "s2", "t2", "p", store("z")), "p is taken");
        refused(() -> readOnly(store("y"), "s2", "t2", "s2", store("z")), "both named s2");
        refused(() -> readOnly(store("y"), "s2", "t2", "p2", store("x")), "named x already");
        refused(() -> readOnly(store("y"), "s2", "t2", "p2", store("y")), "named y already");
        assertThat(topology.describe()).hasToString(before);
        readOnly(store("y"), "s2", "t2", "p2", store("z"));
    }

    private void readOnly(
            StoreBuilder<?> builder, String source, String topic, String processor, StoreBuilder<?> brought) {
        topology.addReadOnlyStateStore(builder, source, null, null, topic, processor, new ProcessorSupplier<>() {
            @Override
            public Processor<Object, Object, Void, Void> get() {
                return new Absorbing();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(brought);
            }
        });
    }

    @Test
    void aProcessorWhoseStoresAreRefusedLeavesNothingBehind() {
        topology.addSource("s", "t").addStateStore(store("x"));
        String before = topology.describe().toString();
        refused(() -> topology.addProcessor("p", bringing(store("x")), "s"), "named x already");
        refused(
                () -> topology.addProcessor("p", bringing(store("y"), store("y")), "s"),
                "named y already",
                "used by [p]");
        refused(() -> topology.addProcessor("p", bringing(store("y")), "q"), "q", "not added yet");
        assertThat(topology.describe()).hasToString(before);
        topology.addProcessor("p", bringing(store("y")), "s");
    }

    @Test
    void parentsMustBeThereAndMayNotBeSinksOrTheNodeItself() {
        topology.addSource("s", "t").addSink("k", "o", "s");
        refused(() -> topology.addProcessor("p", TopologyTest::forward), "p", "no parent");
        refused(() -> topology.addProcessor("p", TopologyTest::forward, "x"), "x", "not added yet", "[s, k]");
        refused(() -> topology.addProcessor("p", TopologyTest::forward, "p"), "own parent", "cycles");
        refused(() -> topology.addProcessor("p", TopologyTest::forward, "k"), "Sink k", "cannot be a parent");
    }

    @Test
    void storesAreConnectedToProcessorsThatAreThere() {
        topology.addSource("s", "t").addProcessor("p", TopologyTest::forward, "s");
        StoreBuilder<?> builder = store("x");
        topology.addStateStore(builder, "p").addStateStore(builder);
        refused(() -> topology.addStateStore(store("x")), "named x already", "same StoreBuilder");
        refused(() -> topology.addStateStore(store("y"), "q"), "q", "not added yet");
        refused(() -> topology.addStateStore(store("y"), "s"), "s", "cannot use a state store");
        refused(() -> topology.connectProcessorAndStateStores("p", "z"), "z", "Call addStateStore first");
        refused(() -> topology.connectProcessorAndStateStores("p"), "p", "at least one");
        assertThat(topology.graph().subTopologies().get(0).stores()).hasSize(1);
    }

    @Test
    void aSupplierMustMakeANewProcessorEachTime() {
        Processor<Object, Object, Object, Object> only = forward();
        topology.addSource("s", "t");
        assertThatThrownBy(() -> topology.addProcessor("p", () -> only, "s"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("processor p");
    }

    @Test
    void joinedTopicsMayNotAskForDifferentNumbersOfPartitions() {
        TopologyBuilder builder = new TopologyBuilder();
        for (String name : new String[] {"a", "b"}) {
            builder.addSource(new SourceNode(name, List.of(name + "-repartition"), null, null, null, null, null));
        }
        builder.addProcessor("p", TopologyTest::forward, "a", "b");
        builder.copartition(Set.of("a", "b"));
        builder.addRepartitionTopic("a-repartition", OptionalInt.of(2));
        builder.addRepartitionTopic("b-repartition", OptionalInt.empty());
        assertThat(builder.graph().subTopologies().get(0).copartitionGroups())
                .containsExactly(Set.of("a-repartition", "b-repartition"));
        builder.addRepartitionTopic("b-repartition", OptionalInt.of(3));
        refused(() -> builder.copartition(Set.of("a", "b")), "a-repartition=2", "b-repartition=3", "same number");
    }

    @Test
    void aDescriptionIsTextAndEqualToItsLike() {
        topology.addSource("s", "t")
                .addProcessor("p", TopologyTest::forward, "s")
                .addSink("k", "o", "p");
        assertThat(topology.describe()).hasToString("""
                Topologies:
                   Sub-topology: 0
                    Source: s (topics: [t])
                      --> p
                    Processor: p (stores: [])
                      --> k
                      <-- s
                    Sink: k (topic: o)
                      <-- p

                """);
        assertThat(topology.describe()).isEqualTo(topology.describe());
    }
}
