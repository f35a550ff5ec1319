package dev.millrace.conformance.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.broker.LocalBroker;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.tools.DumpLogSegments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kafka's own tool reads our segments: compressed, idempotent, transactional, and the markers that end transactions.
 */
class DumpLogSegmentsTest {

    private static final List<String> COMPRESSIONS = List.of("none", "gzip", "snappy", "lz4", "zstd");
    private static final String VALUE = "again and again and again";

    @TempDir
    private Path root;

    @Test
    void kafkasToolReadsASegmentOfEachKindOfBatch() throws Exception {
        try (LocalBroker broker = LocalBroker.open(root, Map.of())) {
            try (Admin admin = broker.admin()) {
                admin.createTopics(List.of(new NewTopic("orders", 1, (short) 1)))
                        .all()
                        .get();
            }
            for (String compression : COMPRESSIONS) {
                send(broker, compression);
                sendInTransaction(broker, compression, true);
                sendInTransaction(broker, compression, false);
            }
        }

        List<String> lines = dump(segment()).lines().toList();

        List<String> batches =
                lines.stream().filter(line -> line.startsWith("baseOffset: ")).toList();
        assertThat(batches).hasSize(5 * COMPRESSIONS.size()).allMatch(line -> line.contains("isvalid: true"));
        for (String compression : COMPRESSIONS) {
            assertThat(batches)
                    .filteredOn(line ->
                            line.contains("compresscodec: " + compression + " ") && line.contains("isControl: false"))
                    .hasSize(3)
                    .filteredOn(line -> line.contains("isTransactional: true"))
                    .hasSize(2);
            assertThat(lines)
                    .filteredOn(line -> line.contains("payload: " + compression + " " + VALUE))
                    .hasSize(3);
        }
        assertThat(lines)
                .filteredOn(line -> line.contains("endTxnMarker: COMMIT"))
                .hasSize(COMPRESSIONS.size());
        assertThat(lines)
                .filteredOn(line -> line.contains("endTxnMarker: ABORT"))
                .hasSize(COMPRESSIONS.size());
    }

    @Test
    void kafkasToolReadsACompactedSegment() throws Exception {
        Map<String, String> compacted = Map.of(
                "cleanup.policy",
                "compact",
                "segment.bytes",
                "1000",
                "min.cleanable.dirty.ratio",
                "0.01",
                "index.interval.bytes",
                "0");
        try (LocalBroker broker = LocalBroker.open(root, Map.of())) {
            try (Admin admin = broker.admin()) {
                admin.createTopics(List.of(new NewTopic("orders", 1, (short) 1).configs(compacted)))
                        .all()
                        .get();
            }
            for (int round = 0; round < 4; round++) {
                for (String compression : COMPRESSIONS) {
                    send(broker, compression);
                    sendInTransaction(broker, compression, true);
                    sendInTransaction(broker, compression, false);
                }
            }
            await().atMost(Duration.ofMinutes(1)).until(() -> isCompacted(dump(segment())));
        }

        List<String> lines = dump(segment()).lines().toList();

        assertThat(lines)
                .filteredOn(line -> line.startsWith("baseOffset: "))
                .isNotEmpty()
                .allMatch(line -> line.contains("isvalid: true"));
    }

    /** Offsets are missing in the first segment: of a key that is always the same little can be left. */
    private static boolean isCompacted(String dump) {
        return dump.lines().filter(line -> line.contains("payload: ")).count() < 3 && dump.contains("baseOffset: ");
    }

    private static void send(LocalBroker broker, String compression) throws Exception {
        try (Producer<String, String> producer = broker.producer(
                Map.of("compression.type", compression), new StringSerializer(), new StringSerializer())) {
            Future<RecordMetadata> sent = producer.send(record(compression));
            producer.flush();
            sent.get();
        }
    }

    private static void sendInTransaction(LocalBroker broker, String compression, boolean commit) throws Exception {
        Map<String, Object> config = Map.of("compression.type", compression, "transactional.id", "pay");
        try (Producer<String, String> producer =
                broker.producer(config, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            Future<RecordMetadata> sent = producer.send(record(compression));
            producer.flush();
            sent.get();
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    private static ProducerRecord<String, String> record(String compression) {
        return new ProducerRecord<>("orders", 0, "key", compression + " " + VALUE);
    }

    private Path segment() throws Exception {
        try (Stream<Path> directories = Files.list(root.resolve("partitions"))) {
            return directories
                    .filter(directory -> directory.getFileName().toString().startsWith("orders-0."))
                    .findFirst()
                    .orElseThrow()
                    .resolve("00000000000000000000.log");
        }
    }

    private static String dump(Path segment) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            DumpLogSegments.main(new String[] {"--deep-iteration", "--print-data-log", "--files", segment.toString()});
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
