package dev.millrace;

import static dev.millrace.Playground.awaitState;
import static dev.millrace.Playground.latest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.MillraceStreams.State;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.GlobalKTable;
import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.Joined;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Produced;
import dev.millrace.streams.kstream.Suppressed;
import dev.millrace.streams.kstream.TimeWindows;
import dev.millrace.streams.processor.PunctuationType;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topologies of the DSL, on several threads over a log on disk. */
class DslOnDiskTest {

    @TempDir
    Path directory;

    private Playground playground;

    @BeforeEach
    void openLog() throws Exception {
        playground = new Playground(directory);
        playground.createTopics(4, "clicks", "users", "out");
    }

    @AfterEach
    void closeLog() {
        playground.close();
    }

    @Test
    void countsPagesByTheMinuteByWayOfARepartitionTopic() {
        StreamsBuilder builder = new StreamsBuilder();
        // Four partitions are mixed on their way: with less grace some clicks would come too late.
        builder.stream("clicks", Consumed.with(Serdes.String(), Serdes.String()))
                .groupBy((user, page) -> page, Grouped.with(Serdes.String(), Serdes.String()))
                .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofMinutes(1), Duration.ofHours(1)))
                .count(Materialized.as("per-minute"))
                .toStream(
                        (window, count) -> window.key() + "@" + window.window().start())
                .to("out", Produced.with(Serdes.String(), Serdes.Long()));
        List<Click> clicks = Click.drawn(7, 2000);
        playground.produceClicks(clicks);
        Map<String, Long> expected = new HashMap<>();
        clicks.forEach(click -> expected.merge(click.page() + "@" + click.timeMs() / 60_000 * 60_000, 1L, Long::sum));

        try (MillraceStreams streams = playground.start(builder.build(), playground.exactlyOnce("windows"))) {
            playground.awaitRecords(
                    "out", new LongDeserializer(), records -> latest(records).equals(expected));
        }
    }

    @Test
    void aWindowIsEmittedOnceWhenItIsOver() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("clicks", Consumed.with(Serdes.String(), Serdes.String()))
                .groupByKey()
                .windowedBy(TimeWindows.ofSizeWithNoGrace(Duration.ofSeconds(10)))
                .count()
                .suppress(Suppressed.untilWindowCloses(Suppressed.BufferConfig.unbounded()))
                .toStream(
                        (window, count) -> window.key() + "@" + window.window().start())
                .to("out", Produced.with(Serdes.String(), Serdes.Long()));
        List<Click> clicks = Click.drawn(8, 1000);
        for (int user = 0; user < 20; user++) {
            clicks.add(new Click("user" + user, "last", 1_000_000));
        }
        playground.produceClicks(clicks);
        Map<String, Long> expected = new HashMap<>();
        clicks.stream()
                .filter(click -> click.timeMs() < 1_000_000)
                .forEach(click -> expected.merge(click.user() + "@" + click.timeMs() / 10_000 * 10_000, 1L, Long::sum));

        try (MillraceStreams streams = playground.start(builder.build(), playground.exactlyOnce("suppress"))) {
            assertThat(playground.awaitRecords(
                            "out",
                            new LongDeserializer(),
                            records -> latest(records).equals(expected)))
                    .hasSameSizeAs(expected.keySet());
        }
    }

    @Test
    void joinsAStreamWithATable() {
        Map<String, String> names = new HashMap<>();
        try (Producer<String, String> producer =
                playground.log().producer(Map.of(), new StringSerializer(), new StringSerializer())) {
            for (int user = 0; user < 20; user += 2) {
                names.put("user" + user, "name" + user);
                producer.send(new ProducerRecord<>("users", null, 0L, "user" + user, "name" + user));
            }
        }
        List<Click> clicks = Click.drawn(9, 300);
        playground.produceClicks(clicks);
        StreamsBuilder builder = new StreamsBuilder();
        KTable<String, String> users = builder.table("users", Consumed.with(Serdes.String(), Serdes.String()));
        builder.stream("clicks", Consumed.with(Serdes.String(), Serdes.String()))
                .join(
                        users,
                        (page, name) -> name + ":" + page,
                        Joined.with(Serdes.String(), Serdes.String(), Serdes.String()))
                .to("out", Produced.with(Serdes.String(), Serdes.String()));
        List<String> expected = clicks.stream()
                .filter(click -> names.containsKey(click.user()))
                .map(click -> names.get(click.user()) + ":" + click.page())
                .sorted()
                .toList();

        try (MillraceStreams streams = playground.start(builder.build(), playground.exactlyOnce("join"))) {
            playground.awaitRecords(
                    "out",
                    new StringDeserializer(),
                    records -> records.stream()
                            .map(record -> record.value())
                            .sorted()
                            .toList()
                            .equals(expected));
        }
    }

    /**
     * A poll brings ten records of one topic or the other; what the log holds of the other one is waited for (KIP-695).
     */
    @Test
    void recordsOfTwoTopicsAreProcessedByTheirTimesHoweverFewAPollBrings() throws Exception {
        playground.createTopics(1, "most", "some", "both");
        List<String> expected = new ArrayList<>();
        try (Producer<String, String> producer =
                playground.log().producer(Map.of(), new StringSerializer(), new StringSerializer())) {
            for (long timeMs = 0; timeMs < 1000; timeMs++) {
                expected.add("at " + timeMs);
                producer.send(new ProducerRecord<>(timeMs % 10 == 0 ? "some" : "most", 0, timeMs, "k", "at " + timeMs));
            }
        }
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("most", Consumed.with(Serdes.String(), Serdes.String()))
                .merge(builder.stream("some", Consumed.with(Serdes.String(), Serdes.String())))
                .to("both", Produced.with(Serdes.String(), Serdes.String()));

        Properties config = playground.exactlyOnce("by-time", ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "10");
        try (MillraceStreams streams = playground.start(builder.build(), config)) {
            assertThat(playground.awaitRecords(
                            "both", new StringDeserializer(), records -> records.size() == expected.size()))
                    .extracting(ConsumerRecord::value)
                    .isEqualTo(expected);
        }
    }

    @Test
    void joinsTablesByForeignKeyThoughOneIsWiderAndTheProgramIsRestarted() throws Exception {
        playground.createTopics(3, "pages-of-users");
        StreamsBuilder builder = new StreamsBuilder();
        builder.table("users", Consumed.with(Serdes.String(), Serdes.String()))
                .join(
                        builder.table("pages-of-users", Consumed.with(Serdes.String(), Serdes.String())),
                        page -> page,
                        (page, title) -> page + " is " + title)
                .toStream()
                .to("out", Produced.with(Serdes.String(), Serdes.String()));
        Properties config = playground.exactlyOnce(
                "by-foreign-key",
                StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG,
                Serdes.StringSerde.class.getName(),
                StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG,
                Serdes.StringSerde.class.getName());
        Map<String, String> expected = new HashMap<>();
        for (String title : List.of("old", "new")) {
            try (Producer<String, String> producer =
                    playground.log().producer(Map.of(), new StringSerializer(), new StringSerializer())) {
                for (int user = 0; user < 50; user++) {
                    String page = "page" + user % 7;
                    producer.send(new ProducerRecord<>("users", "user" + user, page));
                    expected.put("user" + user, page + " is " + title);
                }
                for (int page = 0; page < 7; page++) {
                    producer.send(new ProducerRecord<>("pages-of-users", "page" + page, title));
                }
            }
            try (MillraceStreams streams = playground.start(builder.build(), config)) {
                playground.awaitRecords(
                        "out",
                        new StringDeserializer(),
                        records -> latest(records).equals(expected));
            }
        }
    }

    @Test
    void joinsAStreamWithAGlobalTableOfAnotherWidth() throws Exception {
        playground.createTopics(1, "pages");
        try (Producer<String, String> producer =
                playground.log().producer(Map.of(), new StringSerializer(), new StringSerializer())) {
            for (int page = 0; page < 10; page++) {
                producer.send(new ProducerRecord<>("pages", "page" + page, "title" + page));
            }
        }
        List<Click> clicks = Click.drawn(12, 200);
        playground.produceClicks(clicks);
        StreamsBuilder builder = new StreamsBuilder();
        GlobalKTable<String, String> pages =
                builder.globalTable("pages", Consumed.with(Serdes.String(), Serdes.String()));
        builder.stream("clicks", Consumed.with(Serdes.String(), Serdes.String()))
                .join(pages, (user, page) -> page, (page, title) -> title)
                .to("out", Produced.with(Serdes.String(), Serdes.String()));
        List<String> expected = clicks.stream()
                .map(click -> click.page().replace("page", "title"))
                .sorted()
                .toList();

        try (MillraceStreams streams = playground.start(builder.build(), playground.exactlyOnce("global"))) {
            playground.awaitRecords(
                    "out",
                    new StringDeserializer(),
                    records -> records.stream()
                            .map(record -> record.value())
                            .sorted()
                            .toList()
                            .equals(expected));
        }
    }

    @Test
    void wallClockPunctuatorsRunWithoutInput() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("clicks", Consumed.with(Serdes.String(), Serdes.String()))
                .process(() -> new ContextualProcessor<String, String, String, String>() {
                    @Override
                    public void init(ProcessorContext<String, String> context) {
                        super.init(context);
                        context.schedule(
                                Duration.ofMillis(20),
                                PunctuationType.WALL_CLOCK_TIME,
                                time -> context.forward(
                                        new Record<>("tick", context.taskId().toString(), time)));
                    }

                    @Override
                    public void process(Record<String, String> record) {}
                })
                .to("out", Produced.with(Serdes.String(), Serdes.String()));

        try (MillraceStreams streams = playground.start(builder.build(), playground.exactlyOnce("ticks"))) {
            playground.awaitRecords(
                    "out",
                    new StringDeserializer(),
                    records -> records.stream()
                                    .map(record -> record.value())
                                    .distinct()
                                    .count()
                            == 4);
        }
    }

    @Test
    void aFailureCanStopTheWholeApplication() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("clicks", Consumed.with(Serdes.String(), Serdes.String()))
                .foreach((user, page) -> {
                    throw new IllegalStateException("stop all");
                });
        MillraceStreams first = new MillraceStreams(builder.build(), playground.exactlyOnce("stop"));
        MillraceStreams second = new MillraceStreams(builder.build(), playground.exactlyOnce("stop"));
        for (MillraceStreams streams : List.of(first, second)) {
            streams.setUncaughtExceptionHandler(failure -> StreamThreadExceptionResponse.SHUTDOWN_APPLICATION);
            streams.start();
        }
        awaitState(first, State.RUNNING);
        awaitState(second, State.RUNNING);

        playground.produceClicks(Click.drawn(11, 1));

        awaitState(first, State.ERROR);
        awaitState(second, State.ERROR);
    }
}
