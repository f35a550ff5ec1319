package dev.millrace.cli.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Index.atIndex;

import dev.millrace.broker.LocalBroker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Files of a log that is in use, printed. */
class LogDumpCommandTest {

    private static final String FIRST_SEGMENT = "00000000000000000000.log";

    @TempDir
    private Path root;

    private final StringWriter out = new StringWriter();
    private LocalBroker broker;

    @BeforeEach
    void aBrokerThatHasCommittedATransaction() throws Exception {
        broker = LocalBroker.open(root, Map.of());
        try (Admin admin = broker.admin()) {
            admin.createTopics(List.of(new NewTopic("orders", 1, (short) 1)))
                    .all()
                    .get();
        }
        try (Producer<byte[], byte[]> producer = broker.producer(
                Map.of("transactional.id", "pay"), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>("orders", 0, 5L, utf8("ann"), utf8("3 \"lamps\""));
            record.headers().add("trace", new byte[] {0, 1});
            producer.send(record);
            producer.sendOffsetsToTransaction(
                    Map.of(new TopicPartition("bills", 2), new OffsetAndMetadata(41, "half way")), clerks());
            producer.commitTransaction();
        }
    }

    @AfterEach
    void close() {
        broker.close();
    }

    @Test
    void aSegmentIsPrintedWithItsRecords() {
        assertThat(dump("--deep", segment("orders").toString())).isZero();

        assertThat(lines())
                .hasSize(4)
                .satisfies(line -> assertThat(line).startsWith("byte 0  batch  offsets 0..0, "), atIndex(0))
                .satisfies(
                        line -> assertThat(line)
                                .isEqualTo("    offset 0  time 5  key \"ann\"  value \"3 \\\"lamps\\\"\""
                                        + "  headers trace=0x0001"),
                        atIndex(1))
                .satisfies(line -> assertThat(line).contains("  marker  ").contains("control commit"), atIndex(2));
    }

    @Test
    void theBrokersOwnTopicsArePrintedInWords() {
        assertThat(dump("--deep", segment("__topic_catalog").toString())).isZero();
        assertThat(dump("--deep", segment("__transaction_state").toString())).isZero();
        assertThat(dump("--deep", segment("__consumer_offsets").toString())).isZero();

        assertThat(out.toString())
                .contains("topic orders, id ", "partitions 1, settings {}")
                .contains("transactional id pay, state Empty", "transactional id pay, state PrepareCommit")
                .contains("group clerks, partition bills-2, offset 41, ", "metadata half way");
    }

    @Test
    void aTornTailIsNoDamageAndSaysWhatTheNextStartDoes() throws IOException {
        Path segment = segment("orders");
        long sizeBytes = Files.size(segment);
        Files.write(segment, new byte[] {0, 0, 0, 0, 0, 0, 0, 2, 0, 0}, StandardOpenOption.APPEND);

        assertThat(dump(segment.toString())).isZero();
        assertThat(dump(root.toString())).isZero();

        assertThat(lines())
                .contains("byte " + sizeBytes
                        + "  torn tail at offset 2: 10 bytes. It was being written; the next start cuts"
                        + " the file here, and takes what was committed from the journal")
                .anySatisfy(line -> assertThat(line)
                        .endsWith("torn tail at offset 2, byte " + sizeBytes + ", which the next start cuts off"));
    }

    @Test
    void everyFileOfTheDirectoryIsSummedUp() {
        assertThat(dump(root.toString())).isZero();

        assertThat(lines())
                .anySatisfy(line -> assertThat(line).startsWith("checkpoint  "))
                .anySatisfy(line -> assertThat(line).startsWith("journal/00000000.journal  "))
                .anySatisfy(line ->
                        assertThat(line).startsWith("partitions/orders-0.").contains("batch 1, marker 1"));
    }

    @Test
    void damageIsToldWithItsPlaceAndStatusOne() throws IOException {
        Path copy = root.resolveSibling(root.getFileName() + "-copy")
                .resolve("orders-0.9")
                .resolve(FIRST_SEGMENT);
        Files.createDirectories(copy.getParent());
        byte[] bytes = Files.readAllBytes(segment("orders"));
        bytes[70] ^= 1;
        Files.write(copy, bytes);

        assertThat(dump("--deep", copy.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains("byte 17  DAMAGED  expected CRC32C ")
                .contains("; found ");
        assertThat(dump(copy.getParent().toString())).isEqualTo(1);
        assertThat(out.toString()).contains(FIRST_SEGMENT + "  ").contains("  DAMAGED at byte 17: expected CRC32C ");
    }

    @Test
    void offsetAndLimitNarrowWhatIsPrinted() {
        assertThat(dump("--offset", "1", "--limit", "1", segment("orders").toString()))
                .isZero();
        assertThat(lines()).singleElement().asString().contains("offsets 1..1");
        assertThat(dump("--limit", "0", segment("orders").toString())).isNotZero();
    }

    @Test
    void whatIsNoFileOfALogIsSaidInOneLine() throws IOException {
        Path diary = Files.writeString(root.resolve("diary.txt"), "Dear diary");
        assertThat(dump(diary.toString())).isNotZero();
        assertThat(dump(root.resolve("nothing").toString())).isNotZero();
        assertThat(out.toString()).contains("none of a log's files").contains("nothing does not exist");
    }

    private int dump(String... arguments) {
        CommandLine command = new CommandLine(new LogDumpCommand());
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(out, true));
        command.setExecutionExceptionHandler((thrown, line, parsed) -> {
            out.write(thrown.getMessage());
            return 1;
        });
        return command.execute(arguments);
    }

    private List<String> lines() {
        return out.toString().lines().toList();
    }

    private Path segment(String topic) {
        try (var directories = Files.list(root.resolve("partitions"))) {
            return directories
                    .filter(directory -> directory.getFileName().toString().startsWith(topic + "-0."))
                    .findFirst()
                    .orElseThrow()
                    .resolve(FIRST_SEGMENT);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("removal") // a group without members, which no consumer stands for
    private static ConsumerGroupMetadata clerks() {
        return new ConsumerGroupMetadata("clerks");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
