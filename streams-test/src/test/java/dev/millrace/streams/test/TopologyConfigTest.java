package dev.millrace.streams.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.Topology;
import dev.millrace.streams.TopologyConfig;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Produced;
import dev.millrace.streams.kstream.SessionWindows;
import dev.millrace.streams.kstream.TimeWindows;
import dev.millrace.streams.processor.api.ContextualFixedKeyProcessor;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.FixedKeyProcessorSupplier;
import dev.millrace.streams.processor.api.FixedKeyRecord;
import dev.millrace.streams.processor.api.ProcessorSupplier;
import dev.millrace.streams.processor.api.ProcessorWrapper;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.processor.api.WrappedFixedKeyProcessorSupplier;
import dev.millrace.streams.processor.api.WrappedProcessorSupplier;
import dev.millrace.streams.state.BuiltInDslStoreSuppliers;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.state.ValueTimestampHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the configuration says about stores that do not choose themselves, and about processors. */
class TopologyConfigTest {

    private static final List<String> WRAPPED = new ArrayList<>();

    private static Properties config(String name, Object value) {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "in-memory:1");
        config.put(name, value);
        return config;
    }

    /** A builder that knows the configuration, or that does not: then the driver alone has it. */
    private static StreamsBuilder builder(Properties config, boolean knowsConfig) {
        return knowsConfig ? new StreamsBuilder(new TopologyConfig(new StreamsConfig(config))) : new StreamsBuilder();
    }

    private static Topology counts(StreamsBuilder builder) {
        builder.stream("in", Consumed.with(Serdes.String(), Serdes.String()))
                .groupByKey()
                .count(Materialized.as("counts"))
                .toStream()
                .to("out", Produced.with(Serdes.String(), Serdes.Long()));
        return builder.build();
    }

    private static void pipe(TopologyTestDriver driver, String... keys) {
        TestInputTopic<String, String> in =
                driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
        for (String key : keys) {
            in.pipeInput(key, "v", 5);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void storesOfTheDslAreWhatTheConfigurationChooses(boolean builderKnows) {
        Properties config = config(
                StreamsConfig.DSL_STORE_SUPPLIERS_CLASS_CONFIG,
                BuiltInDslStoreSuppliers.InMemoryDslStoreSuppliers.class);
        try (var driver = new TopologyTestDriver(counts(builder(config, builderKnows)), config)) {
            assertThat(driver.getAllStateStores().get("counts").persistent()).isFalse();
        }
    }

    @Test
    void withoutAChoiceTheyAreOnDisk() {
        try (var driver = new TopologyTestDriver(counts(new StreamsBuilder()))) {
            assertThat(driver.getAllStateStores().get("counts").persistent()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tablesKeepHeadersIfTheFormatSaysSo(boolean builderKnows) {
        Properties config = config(StreamsConfig.DSL_STORE_FORMAT_CONFIG, StreamsConfig.DSL_STORE_FORMAT_HEADERS);
        try (var driver = new TopologyTestDriver(counts(builder(config, builderKnows)), config)) {
            pipe(driver, "a", "b", "a");

            assertThat(driver.createOutputTopic("out", new StringDeserializer(), new LongDeserializer())
                            .readKeyValuesToList())
                    .containsExactly(KeyValue.pair("a", 1L), KeyValue.pair("b", 1L), KeyValue.pair("a", 2L));
            assertThat(driver.<String, Long>getTimestampedKeyValueStoreWithHeaders("counts")
                            .get("a"))
                    .isEqualTo(ValueTimestampHeaders.make(2L, 5, null));
            assertThat(driver.<String, Long>getTimestampedKeyValueStore("counts")
                            .get("a"))
                    .isEqualTo(ValueAndTimestamp.make(2L, 5));
            assertThat(driver.<String, Long>getKeyValueStore("counts").get("a")).isEqualTo(2L);
        }
    }

    @Test
    void windowsAndSessionsKeepHeadersAsWell() {
        Properties config = config(StreamsConfig.DSL_STORE_FORMAT_CONFIG, "headers");
        StreamsBuilder builder = new StreamsBuilder();
        var grouped = builder.stream("in", Consumed.with(Serdes.String(), Serdes.String()))
                .groupByKey();
        grouped.windowedBy(TimeWindows.ofSizeWithNoGrace(Duration.ofMillis(10))).count(Materialized.as("windows"));
        grouped.windowedBy(SessionWindows.ofInactivityGapWithNoGrace(Duration.ofMillis(10)))
                .count(Materialized.as("sessions"));
        try (var driver = new TopologyTestDriver(builder.build(), config)) {
            pipe(driver, "a", "a");

            assertThat(driver.<String, Long>getTimestampedWindowStoreWithHeaders("windows")
                            .fetch("a", 0))
                    .isEqualTo(ValueTimestampHeaders.make(2L, 5, null));
            assertThat(driver.<String, Long>getWindowStore("windows").fetch("a", 0))
                    .isEqualTo(2L);
            assertThat(driver.<String, Long>getSessionStoreWithHeaders("sessions")
                            .fetchSession("a", 5, 5)
                            .aggregation())
                    .isEqualTo(2L);
            assertThat(driver.<String, Long>getSessionStore("sessions").fetchSession("a", 5, 5))
                    .isEqualTo(2L);
        }
    }

    /** Takes down what it wraps, and marks what passes. */
    public static final class Marking implements ProcessorWrapper {
        /** As the configuration needs it. */
        public Marking() {}

        @Override
        public <KIn, VIn, KOut, VOut> WrappedProcessorSupplier<KIn, VIn, KOut, VOut> wrapProcessorSupplier(
                String processorName, ProcessorSupplier<KIn, VIn, KOut, VOut> processorSupplier) {
            WRAPPED.add(processorName);
            return ProcessorWrapper.asWrapped(processorSupplier);
        }

        @Override
        public <KIn, VIn, VOut> WrappedFixedKeyProcessorSupplier<KIn, VIn, VOut> wrapFixedKeyProcessorSupplier(
                String processorName, FixedKeyProcessorSupplier<KIn, VIn, VOut> processorSupplier) {
            WRAPPED.add("fixed key " + processorName);
            return ProcessorWrapper.asWrappedFixedKey(processorSupplier);
        }
    }

    @Test
    void aWrapperSeesEveryProcessorOfTheDsl() {
        WRAPPED.clear();
        StreamsBuilder builder = builder(config(StreamsConfig.PROCESSOR_WRAPPER_CLASS_CONFIG, Marking.class), true);
        builder.stream("in", Consumed.with(Serdes.String(), Serdes.String()))
                .mapValues(value -> value)
                .processValues(() -> new ContextualFixedKeyProcessor<String, String, String>() {
                    @Override
                    public void process(FixedKeyRecord<String, String> record) {
                        context().forward(record);
                    }
                })
                .to("out", Produced.with(Serdes.String(), Serdes.String()));
        try (var driver = new TopologyTestDriver(builder.build())) {
            pipe(driver, "a");

            assertThat(WRAPPED)
                    .containsExactly("KSTREAM-MAPVALUES-0000000001", "fixed key KSTREAM-PROCESSVALUES-0000000002");
            assertThat(driver.createOutputTopic("out", new StringDeserializer(), new StringDeserializer())
                            .readValue())
                    .isEqualTo("v");
        }
    }

    @Test
    void aWrapperSeesEveryProcessorOfATopology() {
        WRAPPED.clear();
        Properties config = config(StreamsConfig.PROCESSOR_WRAPPER_CLASS_CONFIG, Marking.class.getName());
        Topology topology = new Topology(new TopologyConfig(new StreamsConfig(config)));
        topology.addSource("source", "in")
                .addProcessor(
                        "worker",
                        () -> new ContextualProcessor<String, String, String, String>() {
                            @Override
                            public void process(Record<String, String> record) {}
                        },
                        "source");

        assertThat(WRAPPED).containsExactly("worker");
    }
}
