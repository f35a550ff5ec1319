package dev.millrace;

import static dev.millrace.Playground.awaitState;
import static dev.millrace.Playground.latest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.MillraceStreams.State;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.Topology;
import dev.millrace.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Joined;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Produced;
import dev.millrace.streams.kstream.TimeWindows;
import dev.millrace.streams.processor.StateRestoreListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How stores on disk come back: from changelogs, compacted ones too, and from topics that serve as such. */
class RestoreOnDiskTest {

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
    void aStoreIsRestoredFromAChangelogThatWasCompactedMeanwhile() throws Exception {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("clicks", Consumed.with(Serdes.String(), Serdes.String()))
                .groupByKey()
                .count(Materialized.as("counts"))
                .toStream()
                .to("out", Produced.with(Serdes.String(), Serdes.Long()));
        String[] more = {
            "topic.segment.bytes", "2000", "topic.min.cleanable.dirty.ratio", "0.1", "commit.interval.ms", "1"
        };
        Map<String, Long> expected = new HashMap<>();
        String changelog = "long-run-counts-changelog";
        try (MillraceStreams streams = playground.start(builder.build(), playground.exactlyOnce("long-run", more))) {
            boolean compacted = false;
            for (int wave = 0; !compacted; wave++) {
                List<Click> clicks = Click.drawn(wave, 200);
                playground.produceClicks(clicks);
                clicks.forEach(click -> expected.merge(click.user(), 1L, Long::sum));
                playground.awaitRecords(
                        "out",
                        new LongDeserializer(),
                        records -> latest(records).equals(expected));
                compacted = playground.read(changelog, new LongDeserializer()).size() < size(changelog) / 3;
                assertThat(wave).as("waves").isLessThan(500);
            }
            streams.close();
            streams.cleanUp();
        }
        List<Click> clicks = Click.drawn(1_000, 100);
        playground.produceClicks(clicks);
        clicks.forEach(click -> expected.merge(click.user(), 1L, Long::sum));
        try (MillraceStreams streams = playground.start(builder.build(), playground.exactlyOnce("long-run", more))) {
            playground.awaitRecords(
                    "out", new LongDeserializer(), records -> latest(records).equals(expected));
        }
    }

    /** How many offsets a topic has had. */
    private long size(String topic) throws Exception {
        try (Admin admin = playground.log().admin()) {
            Map<TopicPartition, OffsetSpec> all = new HashMap<>();
            for (int partition = 0; partition < 4; partition++) {
                all.put(new TopicPartition(topic, partition), OffsetSpec.latest());
            }
            return admin.listOffsets(all).all().get().values().stream()
                    .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
                    .sum();
        }
    }

    @Test
    void aTableIsRestoredFromItsSourceTopicWhenThatIsItsChangelog() throws Exception {
        try (Producer<String, String> producer =
                playground.log().producer(Map.of(), new StringSerializer(), new StringSerializer())) {
            for (int user = 0; user < 20; user++) {
                producer.send(new ProducerRecord<>("users", null, 0L, "user" + user, "name" + user));
            }
        }
        Properties config =
                playground.exactlyOnce("optimized", StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, StreamsConfig.OPTIMIZE);
        List<Click> clicks = Click.drawn(13, 200);
        playground.produceClicks(clicks.subList(0, 100));
        MillraceStreams first = playground.start(usersAndClicks(config), config);
        playground.awaitRecords("out", new StringDeserializer(), records -> records.size() == 100);
        first.close();
        first.cleanUp();

        playground.produceClicks(clicks.subList(100, 200));
        try (MillraceStreams second = playground.start(usersAndClicks(config), config);
                Admin admin = playground.log().admin()) {
            playground.awaitRecords("out", new StringDeserializer(), records -> records.size() == 200);
            assertThat(admin.listTopics().names().get()).noneMatch(topic -> topic.endsWith("-changelog"));
        }
    }

    private static Topology usersAndClicks(Properties config) {
        StreamsBuilder builder = new StreamsBuilder();
        KTable<String, String> users =
                builder.table("users", Consumed.with(Serdes.String(), Serdes.String()), Materialized.as("users-store"));
        builder.stream("clicks", Consumed.with(Serdes.String(), Serdes.String()))
                .join(
                        users,
                        (page, name) -> name + ":" + page,
                        Joined.with(Serdes.String(), Serdes.String(), Serdes.String()))
                .to("out", Produced.with(Serdes.String(), Serdes.String()));
        return builder.build(config);
    }

    @Test
    void aRestoreIsToldToItsListener() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("clicks", Consumed.with(Serdes.String(), Serdes.String()))
                .groupByKey()
                .count(Materialized.as("clicks-of-user"));
        List<Click> clicks = Click.drawn(10, 100);
        playground.produceClicks(clicks);
        MillraceStreams first = playground.start(builder.build(), playground.exactlyOnce("restore"));
        await().atMost(Playground.PATIENCE)
                .until(() -> playground.read("restore-clicks-of-user-changelog", new LongDeserializer()).stream()
                                .mapToLong(record -> record.value() == null ? 0 : 1)
                                .sum()
                        >= clicks.stream().map(Click::user).distinct().count());
        first.close();
        first.cleanUp();

        Map<TopicPartition, Long> restored = new ConcurrentHashMap<>();
        MillraceStreams second = new MillraceStreams(builder.build(), playground.exactlyOnce("restore"));
        second.setGlobalStateRestoreListener(new StateRestoreListener() {
            @Override
            public void onRestoreStart(TopicPartition partition, String store, long startOffset, long endOffset) {}

            @Override
            public void onBatchRestored(TopicPartition partition, String store, long batchEndOffset, long records) {}

            @Override
            public void onRestoreEnd(TopicPartition partition, String store, long total) {
                restored.put(partition, total);
            }
        });
        second.start();
        try (second) {
            awaitState(second, State.RUNNING);
            assertThat(restored.keySet())
                    .allMatch(partition -> partition.topic().equals("restore-clicks-of-user-changelog"));
            assertThat(restored.values().stream().mapToLong(Long::longValue).sum())
                    .isGreaterThanOrEqualTo(20);
        }
    }

    @Test
    void aChangelogRecordThatItsStoreCannotTakeIsNamed() throws Exception {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("clicks", Consumed.with(Serdes.String(), Serdes.String()))
                .groupByKey()
                .windowedBy(TimeWindows.ofSizeWithNoGrace(Duration.ofMinutes(1)))
                .count(Materialized.as("per-minute"));
        playground.createTopics(4, "strange-per-minute-changelog");
        try (Producer<String, String> producer =
                playground.log().producer(Map.of(), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("strange-per-minute-changelog", 2, "ab", "no window"));
        }
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        MillraceStreams streams = new MillraceStreams(builder.build(), playground.exactlyOnce("strange"));
        streams.setUncaughtExceptionHandler(failure -> {
            failures.add(failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.start();

        awaitState(streams, State.ERROR);

        assertThat(failures)
                .first()
                .asString()
                .contains("Store 'per-minute' cannot take the record at offset 0 of its changelog"
                        + " strange-per-minute-changelog-2: A row of 2 bytes is too short");
    }
}
