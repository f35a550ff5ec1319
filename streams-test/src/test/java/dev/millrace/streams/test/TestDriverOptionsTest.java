package dev.millrace.streams.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.Topology;
import dev.millrace.streams.errors.InvalidStateStoreException;
import dev.millrace.streams.errors.TopologyException;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Produced;
import dev.millrace.streams.processor.PunctuationType;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.KeyValueBytesStoreSupplier;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.Stores;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the driver does beyond that of Kafka Streams: partitions, commits as in production, restarts and crashes. */
class TestDriverOptionsTest {

    private static final Consumed<String, String> STRINGS = Consumed.with(Serdes.String(), Serdes.String());
    private static final TestDriverOptions EXACTLY_ONCE = TestDriverOptions.defaults()
            .withConfig(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2)
            .withWallClock(Instant.ofEpochMilli(1_000_000));

    @TempDir
    File directory;

    /** Counts records by key. */
    private static Topology counts(KeyValueBytesStoreSupplier store) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("in", STRINGS)
                .groupByKey()
                .count(Materialized.as(store))
                .toStream()
                .to("counts", Produced.with(Serdes.String(), Serdes.Long()));
        return builder.build();
    }

    private static Topology counts() {
        return counts(Stores.inMemoryKeyValueStore("store"));
    }

    /** Counts records by value. */
    private static Topology countsByValue() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("in", STRINGS)
                .groupBy((key, value) -> value, Grouped.with(Serdes.String(), Serdes.String()))
                .count(Materialized.as("store"))
                .toStream()
                .to("counts", Produced.with(Serdes.String(), Serdes.Long()));
        return builder.build();
    }

    private static TestInputTopic<String, String> in(TopologyTestDriver driver) {
        return driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
    }

    private static TestOutputTopic<String, Long> counts(TopologyTestDriver driver) {
        return driver.createOutputTopic("counts", new StringDeserializer(), new LongDeserializer());
    }

    // ---- several partitions

    @Test
    void eachPartitionHasAStoreOfItsOwn() {
        try (var driver =
                new TopologyTestDriver(counts(), TestDriverOptions.defaults().withPartitions(2))) {
            in(driver).pipeToPartition(0, new TestRecord<>("k", "v"));
            in(driver).pipeToPartition(1, new TestRecord<>("k", "v"));

            assertThat(counts(driver).readValuesToList()).containsExactly(1L, 1L);
            assertThat(driver.getStateStores("store")).containsOnlyKeys(0, 1);
            assertThat(driver.<String, Long>getKeyValueStore("store", 1).get("k"))
                    .isEqualTo(1L);
            assertThatThrownBy(() -> driver.getKeyValueStore("store"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("[0, 1]");
        }
    }

    @Test
    void recordsOfOneKeyGoToOnePartition() {
        try (var driver =
                new TopologyTestDriver(counts(), TestDriverOptions.defaults().withPartitions(5))) {
            for (int round = 0; round < 3; round++) {
                for (String key : List.of("a", "b", "c", "d", "e", "f")) {
                    in(driver).pipeInput(key, "v");
                }
            }

            assertThat(counts(driver).readKeyValuesToMap().values()).containsOnly(3L);
        }
    }

    @Test
    void whatIsRepartitionedMeetsAgain() {
        try (var driver = new TopologyTestDriver(
                countsByValue(), TestDriverOptions.defaults().withPartitions(3))) {
            for (int partition = 0; partition < 3; partition++) {
                in(driver).pipeToPartition(partition, new TestRecord<>("key " + partition, "same"));
            }

            assertThat(counts(driver).readKeyValuesToList())
                    .containsExactly(KeyValue.pair("same", 1L), KeyValue.pair("same", 2L), KeyValue.pair("same", 3L));
        }
    }

    @Test
    void aJoinByForeignKeyFindsItsWayThereAndBackBetweenTablesOfDifferentWidth() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.table("orders", STRINGS)
                .join(builder.table("customers", STRINGS), customer -> customer, (customer, name) -> name)
                .toStream()
                .to("out", Produced.with(Serdes.String(), Serdes.String()));
        TestDriverOptions options = TestDriverOptions.defaults()
                .withConfig(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class)
                .withConfig(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class)
                .withPartitions("orders", 5)
                .withPartitions("customers", 3);
        try (var driver = new TopologyTestDriver(builder.build(), options)) {
            var orders = driver.createInputTopic("orders", new StringSerializer(), new StringSerializer());
            var customers = driver.createInputTopic("customers", new StringSerializer(), new StringSerializer());
            for (int i = 0; i < 20; i++) {
                orders.pipeInput("order " + i, "customer " + i % 4);
            }
            for (int i = 0; i < 4; i++) {
                customers.pipeInput("customer " + i, "name " + i);
            }

            var named = driver.createOutputTopic("out", new StringDeserializer(), new StringDeserializer())
                    .readKeyValuesToMap();
            assertThat(named).hasSize(20);
            named.forEach((order, name) -> assertThat(name)
                    .as(order)
                    .isEqualTo("name " + Integer.parseInt(order.substring("order ".length())) % 4));
        }
    }

    @Test
    void inputsOfAJoinThatAreNotPartitionedAlikeAreRefused() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("left", STRINGS)
                .join(builder.table("right", STRINGS), (left, right) -> left + right)
                .to("out");
        Topology topology = builder.build();
        TestDriverOptions options =
                TestDriverOptions.defaults().withPartitions("left", 2).withPartitions("right", 3);

        assertThatThrownBy(() -> new TopologyTestDriver(topology, options))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("left")
                .hasMessageContaining("right");
    }

    @Test
    void aTopicThatIsWrittenToMayHaveSeveralPartitionsAsWell() {
        List<Integer> partitions = new ArrayList<>();
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("in", STRINGS)
                .to(
                        "out",
                        Produced.with(Serdes.String(), Serdes.String())
                                .withStreamPartitioner((topic, key, value, count) -> {
                                    partitions.add(count);
                                    return Optional.of(Set.of(count - 1));
                                }));
        TestDriverOptions options = TestDriverOptions.defaults().withPartitions("out", 4);
        try (var driver = new TopologyTestDriver(builder.build(), options)) {
            in(driver).pipeInput("k", "v");

            assertThat(partitions).containsExactly(4);
        }
    }

    // ---- commits as in production

    /** Longer than a session, a poll interval and a transaction may last. */
    @Test
    void theClockMayBeMovedByAYearWithoutEndingTheApplication() {
        List<String> calls = new ArrayList<>();
        Topology topology = new Topology()
                .addSource("source", new StringDeserializer(), new StringDeserializer(), "in")
                .addProcessor(
                        "hourly",
                        () -> new ContextualProcessor<String, String, Void, Void>() {
                            @Override
                            public void init(ProcessorContext<Void, Void> context) {
                                calls.add("init");
                                context.schedule(
                                        Duration.ofHours(1),
                                        PunctuationType.WALL_CLOCK_TIME,
                                        nowMs -> calls.add("punctuate"));
                            }

                            @Override
                            public void process(Record<String, String> record) {
                                calls.add(record.value());
                            }
                        },
                        "source");
        try (var driver = new TopologyTestDriver(topology, EXACTLY_ONCE.withCommitsAsInProduction())) {
            in(driver).pipeInput("k", "v");
            driver.advanceWallClockTime(Duration.ofDays(365));
            in(driver).pipeInput("k", "w");
            driver.advanceWallClockTime(Duration.ofMinutes(59));
            driver.advanceWallClockTime(Duration.ofMinutes(1));

            assertThat(calls).containsExactly("init", "v", "punctuate", "w", "punctuate");
        }
    }

    @Test
    void aCacheHoldsUpdatesBackUntilTheCommit() {
        TestDriverOptions options = TestDriverOptions.defaults().withCommitsAsInProduction();
        try (var driver = new TopologyTestDriver(counts(), options)) {
            in(driver)
                    .pipeKeyValueList(List.of(KeyValue.pair("a", ""), KeyValue.pair("b", ""), KeyValue.pair("a", "")));
            assertThat(counts(driver).isEmpty()).isTrue();

            driver.commit();
            assertThat(counts(driver).readKeyValuesToMap()).isEqualTo(Map.of("a", 2L, "b", 1L));
        }
    }

    @Test
    void withoutACacheEachUpdateGoesOnAtOnce() {
        TestDriverOptions options = TestDriverOptions.defaults()
                .withCommitsAsInProduction()
                .withConfig(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        try (var driver = new TopologyTestDriver(counts(), options)) {
            in(driver).pipeKeyValueList(List.of(KeyValue.pair("a", ""), KeyValue.pair("a", "")));

            assertThat(counts(driver).readValuesToList()).containsExactly(1L, 2L);
        }
    }

    @Test
    void theCommitIntervalPassesByTheDriversClock() {
        TestDriverOptions options = TestDriverOptions.defaults()
                .withCommitsAsInProduction()
                .withConfig(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1000L);
        try (var driver = new TopologyTestDriver(counts(), options)) {
            in(driver).pipeInput("a", "");
            driver.advanceWallClockTime(Duration.ofMillis(999));
            assertThat(counts(driver).isEmpty()).isTrue();

            driver.advanceWallClockTime(Duration.ofMillis(1));
            assertThat(counts(driver).readValuesToList()).containsExactly(1L);
        }
    }

    @Test
    void underExactlyOnceNothingShowsBeforeTheCommit() {
        TestDriverOptions options = EXACTLY_ONCE
                .withCommitsAsInProduction()
                .withConfig(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        try (var driver = new TopologyTestDriver(counts(), options)) {
            in(driver).pipeInput("a", "");
            assertThat(counts(driver).isEmpty()).isTrue();

            driver.commit();
            assertThat(counts(driver).readValuesToList()).containsExactly(1L);
        }
    }

    @Test
    void aCommitReachesThroughInternalTopics() {
        TestDriverOptions options = EXACTLY_ONCE.withCommitsAsInProduction().withPartitions(2);
        try (var driver = new TopologyTestDriver(countsByValue(), options)) {
            in(driver).pipeInput("k", "a");
            driver.commit();

            assertThat(counts(driver).readValuesToList()).containsExactly(1L);
        }
    }

    // ---- restarts

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRestartGoesOnWhereItWas(boolean onDisk) {
        Topology topology =
                counts(onDisk ? Stores.persistentKeyValueStore("store") : Stores.inMemoryKeyValueStore("store"));
        TestDriverOptions options = onDisk
                ? TestDriverOptions.defaults().withStateDirectory(new File(directory, "state"))
                : TestDriverOptions.defaults();
        try (var driver = new TopologyTestDriver(topology, options)) {
            in(driver).pipeInput("a", "");
            StateStore before = driver.getAllStateStores().get("store");
            driver.restart();
            in(driver).pipeInput("a", "");

            assertThat(counts(driver).readValuesToList()).containsExactly(1L, 2L);
            assertThat(driver.<String, Long>getKeyValueStore("store").get("a")).isEqualTo(2L);
            assertThat(before.isOpen()).isFalse();
        }
    }

    @Test
    void aStoreWithoutAChangelogInMemoryIsEmptyAfterARestart() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("in", STRINGS)
                .groupByKey()
                .count(Materialized.<String, Long>as(Stores.inMemoryKeyValueStore("store"))
                        .withLoggingDisabled())
                .toStream()
                .to("counts", Produced.with(Serdes.String(), Serdes.Long()));
        try (var driver = new TopologyTestDriver(builder.build(), TestDriverOptions.defaults())) {
            in(driver).pipeInput("a", "");
            driver.restart();
            in(driver).pipeInput("a", "");

            assertThat(counts(driver).readValuesToList()).containsExactly(1L, 1L);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void afterACrashExactlyOnceCountsEachRecordOnce(boolean onDisk) {
        Topology topology =
                counts(onDisk ? Stores.persistentKeyValueStore("store") : Stores.inMemoryKeyValueStore("store"));
        TestDriverOptions options = EXACTLY_ONCE
                .withCommitsAsInProduction()
                .withConfig(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        options = onDisk ? options.withStateDirectory(new File(directory, "state")) : options;
        try (var driver = new TopologyTestDriver(topology, options)) {
            in(driver).pipeInput("a", "committed");
            driver.commit();
            in(driver).pipeInput("a", "processed, not committed");
            driver.crash();
            driver.commit();

            assertThat(counts(driver).readValuesToList()).containsExactly(1L, 2L);
            assertThat(driver.<String, Long>getKeyValueStore("store").get("a")).isEqualTo(2L);
        }
    }

    @Test
    void afterACrashAtLeastOnceGivesOutputTwice() {
        TestDriverOptions options = TestDriverOptions.defaults()
                .withCommitsAsInProduction()
                .withConfig(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        try (var driver = new TopologyTestDriver(counts(), options)) {
            in(driver).pipeInput("a", "");
            driver.crash();
            driver.commit();

            assertThat(counts(driver).readValuesToList()).containsExactly(1L, 1L);
        }
    }

    @Test
    void aStoreOfTheRunBeforeIsClosed() {
        try (var driver = new TopologyTestDriver(counts(), TestDriverOptions.defaults())) {
            KeyValueStore<String, Long> before = driver.getKeyValueStore("store");
            driver.restart();

            assertThatThrownBy(() -> before.get("a")).isInstanceOf(InvalidStateStoreException.class);
        }
    }

    @Test
    void aTopicHasAtLeastOnePartition() {
        assertThatThrownBy(() -> TestDriverOptions.defaults().withPartitions(0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
