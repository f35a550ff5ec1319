package dev.millrace.streams.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.Topology;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Produced;
import dev.millrace.streams.processor.PunctuationType;
import dev.millrace.streams.processor.StreamPartitioner;
import dev.millrace.streams.processor.api.ContextualFixedKeyProcessor;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.FixedKeyRecord;
import dev.millrace.streams.processor.api.Processor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.ProcessorSupplier;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.StoreBuilder;
import dev.millrace.streams.state.Stores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** What a processor may do and see. */
class ProcessorApiTest {

    private static final StringSerializer TO_BYTES = new StringSerializer();
    private static final StringDeserializer TO_STRING = new StringDeserializer();
    private static final Consumed<String, String> STRINGS = Consumed.with(Serdes.String(), Serdes.String());

    private static ProcessorSupplier<String, String, String, String> doing(
            BiConsumer<ProcessorContext<String, String>, Record<String, String>> process) {
        return () -> new ContextualProcessor<>() {
            @Override
            public void process(Record<String, String> record) {
                process.accept(context(), record);
            }
        };
    }

    private static StoreBuilder<KeyValueStore<String, String>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.String());
    }

    private static Topology twoWays(ProcessorSupplier<String, String, String, String> chooser) {
        return new Topology()
                .addSource("source", TO_STRING, TO_STRING, "in")
                .addProcessor("chooser", chooser, "source")
                .addSink("left", "left", TO_BYTES, TO_BYTES, "chooser")
                .addSink("right", "right", TO_BYTES, TO_BYTES, "chooser");
    }

    private static TestInputTopic<String, String> in(TopologyTestDriver driver) {
        return driver.createInputTopic("in", TO_BYTES, TO_BYTES);
    }

    private static List<String> values(TopologyTestDriver driver, String topic) {
        return driver.createOutputTopic(topic, TO_STRING, TO_STRING).readValuesToList();
    }

    @Test
    void aRecordGoesToTheChildThatIsNamedOrToAll() {
        Topology topology = twoWays(doing((context, record) -> {
            context.forward(record.withValue("one"), "right");
            context.forward(record.withValue("all"));
        }));
        try (TopologyTestDriver driver = new TopologyTestDriver(topology)) {
            in(driver).pipeInput("k", "v");

            assertThat(values(driver, "left")).containsExactly("all");
            assertThat(values(driver, "right")).containsExactly("one", "all");
        }
    }

    @Test
    void aChildThatIsNotThereIsAnErrorThatNamesThoseThatAre() {
        Topology topology = twoWays(doing((context, record) -> context.forward(record, "middle")));
        try (TopologyTestDriver driver = new TopologyTestDriver(topology)) {
            assertThatThrownBy(() -> in(driver).pipeInput("k", "v"))
                    .rootCause()
                    .hasMessageContaining("middle")
                    .hasMessageContaining("left")
                    .hasMessageContaining("right");
        }
    }

    @Test
    void aProcessorMayAskForACommit() {
        Topology topology = twoWays(doing((context, record) -> {
            context.forward(record);
            if (record.value().equals("commit")) {
                context.commit();
            }
        }));
        TestDriverOptions options = TestDriverOptions.defaults()
                .withCommitsAsInProduction()
                .withConfig("processing.guarantee", "exactly_once_v2");
        try (TopologyTestDriver driver = new TopologyTestDriver(topology, options)) {
            in(driver).pipeInput("k", "wait");
            assertThat(driver.producedTopicNames()).doesNotContain("left");

            in(driver).pipeInput("k", "commit");
            assertThat(values(driver, "left")).containsExactly("wait", "commit");
        }
    }

    @Test
    void metadataAndStreamTimeAreThoseOfTheRecordBeingProcessed() {
        List<String> seen = new ArrayList<>();
        Topology topology = twoWays(() -> new Processor<>() {
            private ProcessorContext<String, String> context;

            @Override
            public void init(ProcessorContext<String, String> processorContext) {
                context = processorContext;
                context.schedule(Duration.ofMillis(1), PunctuationType.WALL_CLOCK_TIME, now -> tell("clock"));
            }

            @Override
            public void process(Record<String, String> record) {
                tell(record.value());
            }

            private void tell(String what) {
                seen.add(what + " "
                        + context.recordMetadata()
                                .map(m -> m.topic() + "-" + m.partition() + "@" + m.offset())
                                .orElse("from nowhere")
                        + " at " + context.currentStreamTimeMs());
            }
        });
        try (TopologyTestDriver driver = new TopologyTestDriver(topology)) {
            in(driver).pipeInput("k", "first", 10);
            in(driver).pipeInput("k", "late", 7);
            driver.advanceWallClockTime(Duration.ofMillis(1));

            assertThat(seen).containsExactly("first in-0@0 at 10", "late in-0@1 at 10", "clock from nowhere at 10");
        }
    }

    @Test
    void storesOfASupplierComeAlongAndAreConnected() {
        ProcessorSupplier<String, String, String, String> supplier = new ProcessorSupplier<>() {
            @Override
            public Processor<String, String, String, String> get() {
                return doing((context, record) -> context.<KeyValueStore<String, String>>getStateStore("own")
                                .put(record.key(), record.value()))
                        .get();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(store("own"));
            }
        };
        try (TopologyTestDriver driver = new TopologyTestDriver(twoWays(supplier))) {
            in(driver).pipeInput("k", "v");

            assertThat(driver.<String, String>getKeyValueStore("own").get("k")).isEqualTo("v");
        }
    }

    @Test
    void aFixedKeyProcessorKeepsTheKeyAndSparesTheRepartitioning() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("in", STRINGS)
                .processValues(() -> new ContextualFixedKeyProcessor<String, String, String>() {
                    @Override
                    public void process(FixedKeyRecord<String, String> record) {
                        context().forward(record.withValue(record.value() + "!"));
                    }
                })
                .groupByKey()
                .count()
                .toStream()
                .to("out", Produced.with(Serdes.String(), Serdes.Long()));
        Topology topology = builder.build();

        assertThat(topology.describe().toString()).doesNotContain("repartition");
        try (TopologyTestDriver driver = new TopologyTestDriver(topology)) {
            in(driver).pipeInput("k", "v");

            assertThat(driver.createOutputTopic("out", TO_STRING, Serdes.Long().deserializer())
                            .readKeyValue()
                            .key)
                    .isEqualTo("k");
        }
    }

    @Test
    void aGlobalStoreIsThereForEveryTaskAndAfterARestart() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.addGlobalStore(
                store("names").withLoggingDisabled(), "names", STRINGS, () -> new ContextualProcessor<>() {
                    @Override
                    public void process(Record<String, String> record) {
                        context()
                                .<KeyValueStore<String, String>>getStateStore("names")
                                .put(record.key(), record.value());
                    }
                });
        builder.stream("in", STRINGS)
                .process(doing((context, record) ->
                        context.forward(record.withValue(context.<KeyValueStore<String, String>>getStateStore("names")
                                        .get(record.value())
                                + " in task " + context.taskId().partition()))))
                .to("out", Produced.with(Serdes.String(), Serdes.String()));
        try (TopologyTestDriver driver = new TopologyTestDriver(
                builder.build(), TestDriverOptions.defaults().withPartitions(2))) {
            driver.createInputTopic("names", TO_BYTES, TO_BYTES).pipeInput("id", "Ann");
            in(driver).pipeToPartition(0, new TestRecord<>("k", "id"));
            in(driver).pipeToPartition(1, new TestRecord<>("k", "id"));
            driver.restart();
            in(driver).pipeToPartition(1, new TestRecord<>("k", "id"));

            assertThat(values(driver, "out")).containsExactly("Ann in task 0", "Ann in task 1", "Ann in task 1");
        }
    }

    @Test
    void aPartitionerChoosesTheTaskThatIsNext() {
        StreamPartitioner<String, String> last = (topic, key, value, partitions) -> Optional.of(Set.of(partitions - 1));
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("in", STRINGS)
                .to("mid", Produced.with(Serdes.String(), Serdes.String()).withStreamPartitioner(last));
        builder.addStateStore(store("seen"));
        builder.stream("mid", STRINGS)
                .process(
                        doing((context, record) -> context.<KeyValueStore<String, String>>getStateStore("seen")
                                .put(record.key(), record.value())),
                        "seen");
        try (TopologyTestDriver driver = new TopologyTestDriver(
                builder.build(), TestDriverOptions.defaults().withPartitions(3))) {
            in(driver).pipeInput("k", "v");

            assertThat(driver.<String, String>getKeyValueStore("seen", 2).get("k"))
                    .isEqualTo("v");
            assertThat(driver.<String, String>getKeyValueStore("seen", 0).get("k"))
                    .isNull();
        }
    }

    @Test
    void anExtractorSaysWhatTimeItIsAndKnowsTheTimeOfItsPartition() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(
                        "in",
                        STRINGS.withTimestampExtractor((record, partitionTimeMs) ->
                                Long.parseLong((String) record.value()) + Math.max(0, partitionTimeMs)))
                .to("out", Produced.with(Serdes.String(), Serdes.String()));
        try (TopologyTestDriver driver = new TopologyTestDriver(builder.build())) {
            in(driver).pipeInput("k", "100", 5);
            in(driver).pipeInput("k", "-1", 5);

            assertThat(driver.createOutputTopic("out", TO_STRING, TO_STRING).readRecordsToList())
                    .extracting(TestRecord::timestamp)
                    .containsExactly(100L, 99L);
        }
    }
}
