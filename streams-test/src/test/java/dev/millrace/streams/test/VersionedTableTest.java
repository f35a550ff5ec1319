package dev.millrace.streams.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.errors.TopologyException;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Joined;
import dev.millrace.streams.kstream.KStream;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Named;
import dev.millrace.streams.kstream.Produced;
import dev.millrace.streams.kstream.Suppressed;
import dev.millrace.streams.kstream.Suppressed.BufferConfig;
import dev.millrace.streams.kstream.ValueTransformerWithKey;
import dev.millrace.streams.processor.ProcessorContext;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.Stores;
import dev.millrace.streams.state.VersionedKeyValueStore;
import dev.millrace.streams.state.VersionedRecord;
import java.io.File;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables on versioned stores (KIP-889, KIP-914): each operator, and each after restarts. */
class VersionedTableTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    File directory;

    private void tell(Consumer<StreamsBuilder> program, String story) {
        Told.tell(directory, program, story);
    }

    private static Materialized<String, String, KeyValueStore<Bytes, byte[]>> kept(String name, Duration history) {
        return Materialized.<String, String>as(Stores.persistentVersionedKeyValueStore(name, history))
                .withKeySerde(Serdes.String())
                .withValueSerde(Serdes.String());
    }

    private static KTable<String, String> table(StreamsBuilder builder, String topic) {
        return builder.table(topic, kept("versions-of-" + topic, HOUR));
    }

    /** What came, old values included: they are what groups subtract. */
    private static void grouped(KTable<String, String> table) {
        table.groupBy((key, value) -> KeyValue.pair("all", value))
                .reduce((sum, value) -> sum + "+" + value, (sum, value) -> sum + "-" + value)
                .toStream()
                .to("out");
    }

    @Test
    void aTableSendsItsPastOnButKeepsThePresent() {
        tell(builder -> table(builder, "L").toStream().to("out"), """
                L a=1@10    ─▶ a=1@10
                L a=3@30    ─▶ a=3@30
                L a=2@20    ─▶ a=2@20
                L a=null@5  ─▶ a=null@5
                L a=null@40 ─▶ a=null@40
                """);
    }

    @Test
    void aRecordThatIsOlderThanTheHistoryIsDropped() {
        tell(
                builder -> builder.table("L", kept("versions", Duration.ofMillis(20)))
                        .toStream()
                        .to("out"),
                """
                L a=1@10  ─▶ a=1@10
                L b=1@100 ─▶ b=1@100
                L a=2@80  ─▶ a=2@80
                L a=3@79  ─▶
                L c=1@79  ─▶
                """);
    }

    @Test
    void aStreamBecomesAVersionedTable() {
        tell(
                builder -> builder.<String, String>stream("L")
                        .toTable(kept("versions", HOUR))
                        .toStream()
                        .to("out"),
                """
                L a=2@20 ─▶ a=2@20
                L a=1@10 ─▶ a=1@10
                """);
    }

    @Test
    void aFilterTellsThatThereIsNothingBecauseThatMayBeNewsOfThePast() {
        tell(
                builder -> table(builder, "L")
                        .filter((key, value) -> !value.equals("2"), Named.as("no-2"), kept("filtered", HOUR))
                        .toStream()
                        .to("out"),
                """
                L a=1@10 ─▶ a=1@10
                L a=2@30 ─▶ a=null@30
                L a=2@40 ─▶ a=null@40
                L a=3@20 ─▶ a=3@20
                """);
    }

    @Test
    void mappedValuesHaveTheHistoryOfTheTableAbove() {
        tell(
                builder -> builder.<String, String>stream("L")
                        .join(
                                table(builder, "R")
                                        .mapValues(value -> value + "!")
                                        .filterNot((key, value) -> value.equals("y!")),
                                (left, right) -> left + "&" + right)
                        .to("out"),
                """
                R a=x@10 ─▶
                R a=y@20 ─▶
                R a=z@30 ─▶
                L a=1@15 ─▶ a=1&x!@15
                L a=2@25 ─▶
                L a=3@30 ─▶ a=3&z!@30
                """);
    }

    @Test
    void transformedValuesAreKeptInAHistoryOfTheirOwn() {
        tell(
                builder -> builder.<String, String>stream("L")
                        .leftJoin(
                                builder.<String, String>table("R")
                                        .transformValues(Shouting::new, kept("shouted", HOUR), Named.as("shouting")),
                                (left, right) -> left + "&" + right)
                        .to("out"),
                """
                R a=x@10 ─▶
                R a=y@20 ─▶
                L a=1@15 ─▶ a=1&X@15
                L a=2@9  ─▶ a=2&null@9
                """);
    }

    private static final class Shouting implements ValueTransformerWithKey<String, String, String> {
        @Override
        public void init(ProcessorContext context) {}

        @Override
        public String transform(String key, String value) {
            return value == null ? null : value.toUpperCase(java.util.Locale.ROOT);
        }

        @Override
        public void close() {}
    }

    @Test
    void countsAreKnownAsOfATime() {
        tell(
                builder -> builder.<String, String>stream("L")
                        .leftJoin(
                                builder.<String, String>stream("R")
                                        .groupByKey()
                                        .count(Materialized.as(
                                                Stores.persistentVersionedKeyValueStore("counts", HOUR))),
                                (left, count) -> left + "&" + count)
                        .to("out"),
                """
                R a=x@10 ─▶
                R a=x@20 ─▶
                R a=x@15 ─▶
                L a=1@10 ─▶ a=1&1@10
                L a=2@19 ─▶ a=2&1@19
                L a=3@20 ─▶ a=3&3@20
                """);
    }

    @Test
    void anAggregateThatWasDeletedLaterIsOneOfThePast() {
        tell(
                builder -> builder.<String, String>stream("L")
                        .groupByKey()
                        .reduce((sum, value) -> value.equals("0") ? null : sum + value, kept("sums", HOUR))
                        .toStream()
                        .to("out"),
                """
                L a=1@10 ─▶ a=1@10
                L a=2@20 ─▶ a=12@20
                L a=0@30 ─▶ a=null@30
                L a=3@25 ─▶ a=3@25
                L a=4@40 ─▶ a=4@40
                """);
    }

    @Test
    void groupsOfATableAreOfThePresent() {
        tell(builder -> grouped(table(builder, "L")), """
                L a=1@10 ─▶ all=1@10
                L a=3@30 ─▶ all=1-1+3@30
                L a=2@20 ─▶
                L b=4@15 ─▶ all=1-1+3+4@30
                """);
    }

    @Test
    void groupsCanBeKeptInAHistory() {
        tell(
                builder -> builder.<String, String>stream("L")
                        .leftJoin(
                                builder.<String, String>table("R")
                                        .groupBy((key, value) -> KeyValue.pair("all", value))
                                        .reduce(
                                                (sum, value) -> sum + "+" + value,
                                                (sum, value) -> sum + "-" + value,
                                                kept("groups", HOUR)),
                                (left, right) -> left + "&" + right)
                        .to("out"),
                """
                R a=x@10   ─▶
                R b=y@20   ─▶
                L all=1@15 ─▶ all=1&x@15
                L all=2@20 ─▶ all=2&x+y@20
                """);
    }

    @Test
    void aJoinOfTablesLeavesThePastOut() {
        tell(
                builder -> table(builder, "L")
                        .join(table(builder, "R"), (left, right) -> left + "&" + right)
                        .toStream()
                        .to("out"),
                """
                L a=1@10 ─▶
                R a=x@20 ─▶ a=1&x@20
                R a=w@15 ─▶
                L a=0@5  ─▶
                L a=2@12 ─▶ a=2&x@20
                """);
    }

    @Test
    void aJoinOfTablesHasAHistoryIfItIsKeptInOne() {
        tell(
                builder -> builder.<String, String>stream("L")
                        .leftJoin(
                                table(builder, "R")
                                        .outerJoin(
                                                builder.<String, String>table("S"),
                                                (left, right) -> left + "+" + right,
                                                kept("joined", HOUR)),
                                (left, right) -> left + "&" + right)
                        .to("out"),
                """
                R a=x@10 ─▶
                S a=y@20 ─▶
                L a=1@15 ─▶ a=1&x+null@15
                L a=2@20 ─▶ a=2&x+y@20
                """);
    }

    @Test
    void aJoinByForeignKeyLeavesThePastOutOnBothSides() {
        tell(
                builder -> table(builder, "L")
                        .join(table(builder, "R"), value -> value, (left, right) -> left + "&" + right)
                        .toStream()
                        .to("out"),
                """
                R x=1@10 ─▶
                L a=x@20 ─▶ a=x&1@20
                L a=y@15 ─▶
                R x=0@5  ─▶
                R x=2@30 ─▶ a=x&2@30
                L a=y@25 ─▶ a=null@25
                """);
    }

    @Test
    void aStreamIsJoinedWithWhatWasValidAtItsTime() {
        tell(
                builder -> builder.<String, String>stream("L")
                        .leftJoin(table(builder, "R"), (left, right) -> left + "&" + right)
                        .to("out"),
                """
                R a=x@10    ─▶
                R a=z@30    ─▶
                L a=1@20    ─▶ a=1&x@20
                R a=y@20    ─▶
                L a=2@20    ─▶ a=2&y@20
                R a=null@25 ─▶
                L a=3@27    ─▶ a=3&null@27
                L a=4@9     ─▶ a=4&null@9
                L a=5@99    ─▶ a=5&z@99
                """);
    }

    @Test
    void aStreamIsNotJoinedWithAPastThatIsOlderThanTheHistory() {
        tell(
                builder -> builder.<String, String>stream("L")
                        .leftJoin(
                                builder.table("R", kept("versions", Duration.ofMillis(20))),
                                (left, right) -> left + "&" + right)
                        .to("out"),
                """
                R a=x@10  ─▶
                R a=y@30  ─▶
                L a=1@15  ─▶ a=1&x@15
                R b=x@100 ─▶
                L a=2@25  ─▶ a=2&null@25
                L a=3@79  ─▶ a=3&y@79
                L a=4@80  ─▶ a=4&y@80
                """);
    }

    private static Joined<String, String, String> delayedBy(long graceMs) {
        return Joined.<String, String, String>as("delayed").withGracePeriod(Duration.ofMillis(graceMs));
    }

    @Test
    void withAGracePeriodARecordWaitsForWhatComesLate() {
        tell(
                builder -> builder.<String, String>stream("L")
                        .leftJoin(table(builder, "R"), (left, right) -> left + "&" + right, delayedBy(10))
                        .to("out"),
                """
                L a=1@20 ─▶
                R a=x@15 ─▶
                R a=y@99 ─▶
                L b=2@25 ─▶
                L b=3@30 ─▶ a=1&x@20
                L a=4@40 ─▶ b=2&null@25, b=3&null@30
                """);
    }

    @Test
    void whatWaitedLeavesInTheOrderOfTimeThenOfKeysThenAsItCame() {
        tell(
                builder -> builder.<String, String>stream("L")
                        .leftJoin(table(builder, "R"), (left, right) -> left, delayedBy(10))
                        .to("out"),
                """
                L c=1@20 ─▶
                L b=2@15 ─▶
                L b=3@15 ─▶
                L a=4@15 ─▶
                L b=5@15 ─▶
                L z=6@30 ─▶ a=4@15, b=2@15, b=3@15, b=5@15, c=1@20
                """);
    }

    @Test
    void aRecordThatIsTooLateToWaitIsJoinedAtOnce() {
        tell(
                builder -> builder.<String, String>stream("L")
                        .join(table(builder, "R"), (left, right) -> left + "&" + right, delayedBy(10))
                        .to("out"),
                """
                R a=x@10 ─▶
                L b=1@50 ─▶
                L a=2@39 ─▶ a=2&x@39
                L a=3@40 ─▶ a=3&x@40
                L a=4@41 ─▶
                L b=5@99 ─▶ a=4&x@41
                """);
    }

    @Test
    void aRecordWithoutAValueIsDroppedAndDoesNotMoveTheTimeOn() {
        tell(
                builder -> builder.<String, String>stream("L")
                        .leftJoin(table(builder, "R"), (left, right) -> left + "&" + right, delayedBy(10))
                        .to("out"),
                """
                L a=1@10    ─▶
                L a=null@99 ─▶
                L a=2@20    ─▶ a=1&null@10
                """);
    }

    @Test
    void aRecordWithoutAKeyIsJoinedAtOnceWithNothing() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("L", Consumed.with(Serdes.String(), Serdes.String()))
                .leftJoin(table(builder, "R"), (left, right) -> left + "&" + right, delayedBy(10))
                .to("out", Produced.with(Serdes.String(), Serdes.String()));
        try (TopologyTestDriver driver = new TopologyTestDriver(builder.build())) {
            driver.createInputTopic("L", new StringSerializer(), new StringSerializer())
                    .pipeInput(null, "1", 10L);
            assertThat(driver.createOutputTopic("out", new StringDeserializer(), new StringDeserializer())
                            .readValue())
                    .isEqualTo("1&null");
        }
    }

    @Test
    void aGracePeriodNeedsAHistory() {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, String> stream = builder.stream("L");
        KTable<String, String> present = table(builder, "R").filter((key, value) -> true, Materialized.as("present"));
        assertThatThrownBy(() -> stream.join(present, (left, right) -> left, delayedBy(10)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("KSTREAM-SOURCE-")
                .hasMessageContaining("KTABLE-FILTER-")
                .hasMessageContaining("persistentVersionedKeyValueStore");
    }

    @Test
    void aGracePeriodIsNotLongerThanTheHistory() {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, String> stream = builder.stream("L");
        KTable<String, String> table = builder.table("R", kept("versions", Duration.ofMillis(9)));
        assertThatThrownBy(() -> stream.join(table, (left, right) -> left, delayedBy(10)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10 ms")
                .hasMessageContaining("9 ms");
    }

    @Test
    void theSourceTopicCanBeTheChangelogOfAHistory() {
        Properties optimized = new Properties();
        optimized.put(StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, StreamsConfig.OPTIMIZE);
        StreamsBuilder builder = new StreamsBuilder();
        builder.table("in", kept("versions", Duration.ofMillis(20)));
        try (TopologyTestDriver driver = new TopologyTestDriver(builder.build(optimized), optimized)) {
            TestInputTopic<String, String> in =
                    driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
            in.pipeInput("a", "1", 10L);
            in.pipeInput("a", "3", 30L);
            in.pipeInput("a", "2", 20L);
            in.pipeInput("a", "too late", 9L);
            in.pipeInput("b", null, 25L);
            driver.restart();
            VersionedKeyValueStore<String, String> store = driver.getVersionedKeyValueStore("versions");
            assertThat(store.get("a")).isEqualTo(new VersionedRecord<>("3", 30));
            assertThat(store.get("a", 29)).isEqualTo(new VersionedRecord<>("2", 20));
            assertThat(store.get("a", 19)).isEqualTo(new VersionedRecord<>("1", 10));
            assertThat(store.get("b")).isNull();
            assertThat(driver.producedTopicNames()).noneMatch(topic -> topic.endsWith("-changelog"));
        }
    }

    @Test
    void suppressOfATableWithAHistoryIsRefusedWhereItIsWritten() {
        StreamsBuilder builder = new StreamsBuilder();
        KTable<String, String> filtered = table(builder, "L").filter((key, value) -> true);
        Suppressed<String> suppressed = Suppressed.untilTimeLimit(HOUR, BufferConfig.unbounded());
        assertThatThrownBy(() -> filtered.suppress(suppressed))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("KTABLE-FILTER-")
                .hasMessageContaining("versioned store")
                .hasMessageContaining("persistentKeyValueStore");
    }

    @Test
    void aGlobalTableWithAHistoryIsRefusedWithARemedy() {
        StreamsBuilder builder = new StreamsBuilder();
        assertThatThrownBy(() -> builder.globalTable("L", kept("versions", HOUR)))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("topic L")
                .hasMessageContaining("store versions")
                .hasMessageContaining("persistentKeyValueStore");
    }
}
