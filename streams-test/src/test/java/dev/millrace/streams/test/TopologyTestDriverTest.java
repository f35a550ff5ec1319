package dev.millrace.streams.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.Topology;
import dev.millrace.streams.errors.LogAndContinueExceptionHandler;
import dev.millrace.streams.errors.LogAndContinueProcessingExceptionHandler;
import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.KStream;
import dev.millrace.streams.processor.PunctuationType;
import dev.millrace.streams.processor.api.Processor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.ProcessorSupplier;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Properties;
import java.util.function.BiConsumer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class TopologyTestDriverTest {

    private static final StringSerializer TO_BYTES = new StringSerializer();
    private static final StringDeserializer TO_STRING = new StringDeserializer();

    /** A processor of a test: what it does at its start, and with each record. */
    private static ProcessorSupplier<String, String, String, String> processor(
            java.util.function.Consumer<ProcessorContext<String, String>> init,
            BiConsumer<ProcessorContext<String, String>, Record<String, String>> process) {
        return () -> new Processor<>() {
            private ProcessorContext<String, String> context;

            @Override
            public void init(ProcessorContext<String, String> processorContext) {
                context = processorContext;
                init.accept(processorContext);
            }

            @Override
            public void process(Record<String, String> record) {
                process.accept(context, record);
            }
        };
    }

    private static Topology through(ProcessorSupplier<String, String, String, String> supplier) {
        return new Topology()
                .addSource("source", TO_STRING, TO_STRING, "in")
                .addProcessor("worker", supplier, "source")
                .addSink("sink", "out", TO_BYTES, TO_BYTES, "worker");
    }

    @Test
    void aRecordKeepsKeyTimeAndHeadersOnItsWay() {
        Topology topology =
                through(processor(c -> {}, (c, record) -> c.forward(record.withValue(record.value() + "!"))));
        try (TopologyTestDriver driver = new TopologyTestDriver(topology, Instant.ofEpochMilli(5))) {
            TestInputTopic<String, String> in = driver.createInputTopic("in", TO_BYTES, TO_BYTES);
            TestOutputTopic<String, String> out = driver.createOutputTopic("out", TO_STRING, TO_STRING);

            in.pipeInput(
                    new TestRecord<>("k", "v", new RecordHeaders().add("h", new byte[] {1}), Instant.ofEpochMilli(77)));
            in.pipeInput("k", "at the topic's time");

            assertThat(out.getQueueSize()).isEqualTo(2);
            assertThat(out.readRecord())
                    .isEqualTo(new TestRecord<>(
                            "k", "v!", new RecordHeaders().add("h", new byte[] {1}), Instant.ofEpochMilli(77)));
            assertThat(out.readRecord().timestamp()).isEqualTo(5);
            assertThat(out.isEmpty()).isTrue();
            assertThatThrownBy(out::readValue)
                    .isInstanceOf(NoSuchElementException.class)
                    .hasMessageContaining("Empty topic: out");
        }
    }

    @Test
    void aTopicThatNobodyReadsIsRefused() {
        Topology topology = through(processor(c -> {}, ProcessorContext::forward));
        try (TopologyTestDriver driver = new TopologyTestDriver(topology)) {
            assertThatThrownBy(() ->
                            driver.createInputTopic("other", TO_BYTES, TO_BYTES).pipeInput("x"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Unknown topic: other");
        }
    }

    /** As in production, where a thread that fails does not commit. */
    @Test
    void whatTheRecordDidThatFailedIsNotCommittedByTheClose() {
        List<Long> told = new ArrayList<>();
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, String> in = builder.stream("in", Consumed.with(Serdes.String(), Serdes.String()));
        in.groupByKey().count().toStream().foreach((key, count) -> told.add(count));
        in.filter((key, value) -> value.equals("poison")).foreach((key, value) -> {
            throw new IllegalStateException("a bug");
        });
        Properties config = new Properties();
        config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, "1000000");
        try (TopologyTestDriver driver = new TopologyTestDriver(builder.build(), config)) {
            TestInputTopic<String, String> input = driver.createInputTopic("in", TO_BYTES, TO_BYTES);
            input.pipeInput("k", "good");
            assertThatThrownBy(() -> input.pipeInput("k", "poison")).isInstanceOf(StreamsException.class);
        }
        assertThat(told).containsExactly(1L);
    }

    @Test
    void aClosedDriverSaysSo() {
        TopologyTestDriver driver = new TopologyTestDriver(through(processor(c -> {}, ProcessorContext::forward)));
        TestInputTopic<String, String> in = driver.createInputTopic("in", TO_BYTES, TO_BYTES);
        driver.close();
        driver.close();

        for (Runnable use : List.<Runnable>of(
                () -> in.pipeInput("x"),
                () -> driver.advanceWallClockTime(Duration.ofMillis(1)),
                driver::commit,
                driver::restart,
                driver::getAllStateStores)) {
            assertThatThrownBy(use::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("The driver is closed");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // that is the point
    void whatMustNotBeNullIsNamed() {
        try (TopologyTestDriver driver =
                new TopologyTestDriver(through(processor(c -> {}, ProcessorContext::forward)))) {
            assertThatThrownBy(() -> driver.createInputTopic(null, TO_BYTES, TO_BYTES))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessageContaining("topicName");
            assertThatThrownBy(() -> driver.createInputTopic("in", TO_BYTES, null))
                    .hasMessageContaining("valueSerializer");
            assertThatThrownBy(() -> driver.createOutputTopic("out", null, TO_STRING))
                    .hasMessageContaining("keyDeserializer");
            assertThatThrownBy(() -> driver.createInputTopic("in", TO_BYTES, TO_BYTES)
                            .pipeInput((TestRecord<String, String>) null))
                    .hasMessageContaining("record");
        }
    }

    @Test
    void streamTimePunctuatorsFollowTheRecords() {
        List<Long> times = new ArrayList<>();
        Topology topology = through(processor(
                c -> c.schedule(Duration.ofMillis(10), PunctuationType.STREAM_TIME, times::add), (c, r) -> {}));
        try (TopologyTestDriver driver = new TopologyTestDriver(topology)) {
            TestInputTopic<String, String> in = driver.createInputTopic("in", TO_BYTES, TO_BYTES);

            for (long time : new long[] {3, 9, 12, 11, 45, 46}) {
                in.pipeInput("k", "v", time);
            }

            assertThat(times).containsExactly(3L, 12L, 45L);
        }
    }

    @Test
    void wallClockPunctuatorsFollowTheDriver() {
        List<Long> times = new ArrayList<>();
        Topology topology = through(processor(
                c -> c.schedule(Duration.ofSeconds(1), PunctuationType.WALL_CLOCK_TIME, time -> {
                    times.add(time);
                    c.forward(new Record<>("tick", "tock", time));
                }),
                (c, r) -> {}));
        try (TopologyTestDriver driver = new TopologyTestDriver(topology, Instant.ofEpochMilli(0))) {
            TestOutputTopic<String, String> out = driver.createOutputTopic("out", TO_STRING, TO_STRING);

            driver.advanceWallClockTime(Duration.ofMillis(999));
            driver.advanceWallClockTime(Duration.ofMillis(1));
            driver.advanceWallClockTime(Duration.ofMillis(2500));

            assertThat(times).containsExactly(1000L, 3500L);
            assertThat(out.readKeyValue()).isEqualTo(KeyValue.pair("tick", "tock"));
        }
    }

    private static Topology counting() {
        return new Topology()
                .addSource("source", TO_STRING, TO_STRING, "in")
                .addProcessor(
                        "count",
                        () -> new Processor<String, String, String, Long>() {
                            private ProcessorContext<String, Long> context;
                            private KeyValueStore<String, Long> store;

                            @Override
                            public void init(ProcessorContext<String, Long> processorContext) {
                                context = processorContext;
                                store = processorContext.getStateStore("counts");
                            }

                            @Override
                            public void process(Record<String, String> record) {
                                Long old = store.get(record.key());
                                store.put(record.key(), old == null ? 1 : old + 1);
                                context.forward(record.withValue(store.get(record.key())));
                            }
                        },
                        "source")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore("counts"), Serdes.String(), Serdes.Long()),
                        "count")
                .addSink("sink", "out", TO_BYTES, new LongSerializer(), "count");
    }

    @Test
    void storesCanBeReadAndFilled() {
        try (TopologyTestDriver driver = new TopologyTestDriver(counting())) {
            TestInputTopic<String, String> in = driver.createInputTopic("in", TO_BYTES, TO_BYTES);
            TestOutputTopic<String, Long> out = driver.createOutputTopic("out", TO_STRING, new LongDeserializer());
            KeyValueStore<String, Long> counts = driver.getKeyValueStore("counts");

            counts.put("a", 41L);
            in.pipeInput("a", "x");
            in.pipeInput("b", "x");

            assertThat(out.readKeyValuesToMap()).containsEntry("a", 42L).containsEntry("b", 1L);
            assertThat(counts.get("a")).isEqualTo(42L);
            assertThat(driver.getAllStateStores()).containsOnlyKeys("counts");
            assertThat(driver.getWindowStore("counts")).isNull();
            assertThat(driver.producedTopicNames())
                    .containsExactlyInAnyOrder("out", "topology-test-driver-counts-changelog");
            assertThatThrownBy(() -> driver.getStateStore("counts"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("getKeyValueStore");
        }
    }

    @Test
    void exactlyOnceGivesTheSame() {
        Properties config = new Properties();
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        try (TopologyTestDriver driver = new TopologyTestDriver(counting(), config)) {
            TestInputTopic<String, String> in = driver.createInputTopic("in", TO_BYTES, TO_BYTES);

            in.pipeKeyValueList(List.of(KeyValue.pair("a", ""), KeyValue.pair("b", ""), KeyValue.pair("a", "")));

            assertThat(driver.createOutputTopic("out", TO_STRING, new LongDeserializer())
                            .readKeyValuesToList())
                    .containsExactly(KeyValue.pair("a", 1L), KeyValue.pair("b", 1L), KeyValue.pair("a", 2L));
        }
    }

    @Test
    void anExceptionOfAProcessorIsTheCauseOfWhatThePipeThrows() {
        Topology topology = through(processor(c -> {}, (c, record) -> {
            throw new IllegalStateException("no " + record.value());
        }));
        try (TopologyTestDriver driver = new TopologyTestDriver(topology)) {
            assertThatThrownBy(() ->
                            driver.createInputTopic("in", TO_BYTES, TO_BYTES).pipeInput("k", "way"))
                    .isInstanceOf(StreamsException.class)
                    .hasMessageContaining("worker")
                    .hasMessageContaining("in-0 offset 0")
                    .hasRootCauseMessage("no way");
        }
    }

    @Test
    void whatCannotBeProcessedOrReadIsSkippedIfTheHandlersSaySo() {
        Properties config = new Properties();
        config.put(
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
                LogAndContinueProcessingExceptionHandler.class.getName());
        config.put(
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
                LogAndContinueExceptionHandler.class.getName());
        config.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, "dead");
        Topology topology = new Topology()
                .addSource("source", TO_STRING, new IntegerDeserializer(), "in")
                .addProcessor(
                        "half",
                        () -> new Processor<String, Integer, String, Integer>() {
                            private ProcessorContext<String, Integer> context;

                            @Override
                            public void init(ProcessorContext<String, Integer> processorContext) {
                                context = processorContext;
                            }

                            @Override
                            public void process(Record<String, Integer> record) {
                                context.forward(record.withValue(100 / record.value()));
                            }
                        },
                        "source")
                .addSink("sink", "out", TO_BYTES, new IntegerSerializer(), "half");
        try (TopologyTestDriver driver = new TopologyTestDriver(topology, config)) {
            driver.createInputTopic("in", TO_BYTES, TO_BYTES).pipeInput("bad", "not a number");
            TestInputTopic<String, Integer> in = driver.createInputTopic("in", TO_BYTES, new IntegerSerializer());
            in.pipeInput("zero", 0);
            in.pipeInput("good", 4);

            assertThat(driver.createOutputTopic("out", TO_STRING, new IntegerDeserializer())
                            .readKeyValuesToList())
                    .containsExactly(KeyValue.pair("good", 25));
            assertThat(driver.createOutputTopic("dead", TO_STRING, TO_STRING).readRecordsToList())
                    .extracting(TestRecord::key)
                    .containsExactly("bad", "zero");
        }
    }

    @Test
    void whatHandlersSkipIsCountedWithWhatOperatorsDrop() {
        Topology topology = through(processor(c -> {}, (context, record) -> {
            throw new IllegalArgumentException("never right");
        }));
        Properties config = new Properties();
        config.put(
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
                LogAndContinueProcessingExceptionHandler.class);
        try (TopologyTestDriver driver = new TopologyTestDriver(topology, config)) {
            driver.createInputTopic("in", TO_BYTES, TO_BYTES).pipeValueList(List.of("x", "y"));
            assertThat(driver.metrics().entrySet())
                    .filteredOn(metric -> metric.getKey().name().equals("dropped-records-total"))
                    .singleElement()
                    .satisfies(metric -> {
                        assertThat(metric.getKey().tags()).containsEntry("task-id", "0_0");
                        assertThat(metric.getValue().metricValue()).isEqualTo(2.0);
                    });
        }
    }

    @Test
    void aSinkMayChooseTheTopicOfEachRecord() {
        Topology topology = new Topology()
                .addSource("source", TO_STRING, TO_STRING, "in")
                .addSink(
                        "sink",
                        (key, value, context) -> "out-" + key + "-" + context.offset(),
                        TO_BYTES,
                        TO_BYTES,
                        "source");
        try (TopologyTestDriver driver = new TopologyTestDriver(topology)) {
            TestInputTopic<String, String> in = driver.createInputTopic("in", TO_BYTES, TO_BYTES);

            in.pipeInput("a", "1");
            in.pipeInput("b", "2");

            assertThat(driver.producedTopicNames()).containsExactlyInAnyOrder("out-a-0", "out-b-1");
        }
    }

    @Test
    void aStoreThatIsNotConnectedIsNotGiven() {
        Topology topology = through(processor(c -> c.getStateStore("elsewhere"), (c, r) -> {}));

        assertThatThrownBy(() -> new TopologyTestDriver(topology))
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("worker")
                .hasMessageContaining("elsewhere");
    }

    @Test
    void aWrongSerdeIsNamedWithItsRemedy() {
        Topology topology = new Topology()
                .addSource("source", TO_STRING, TO_STRING, "in")
                .addSink("sink", "out", TO_BYTES, new LongSerializer(), "source");
        try (TopologyTestDriver driver = new TopologyTestDriver(topology)) {
            assertThatThrownBy(() ->
                            driver.createInputTopic("in", TO_BYTES, TO_BYTES).pipeInput("k", "v"))
                    .isInstanceOf(StreamsException.class)
                    .hasMessageContaining("'out'")
                    .hasMessageContaining("LongSerializer")
                    .hasMessageContaining("java.lang.String")
                    .hasMessageContaining("Produced.with");
        }
    }
}
