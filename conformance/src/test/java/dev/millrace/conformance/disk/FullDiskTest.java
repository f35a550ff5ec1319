package dev.millrace.conformance.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.millrace.broker.LocalBroker;
import dev.millrace.conformance.audit.Baseline;
import dev.millrace.log.LogConfig;
import dev.millrace.log.LogDirectory;
import dev.millrace.log.LogDirectoryConfig;
import dev.millrace.log.PartitionLog;
import dev.millrace.log.record.Compression;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordBatchBuilder;
import dev.millrace.log.storage.DiskStorage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A disk that is really full: a tmpfs of a few megabytes, or one that takes a few files only. */
@ExtendWith(Baseline.class)
class FullDiskTest {
    private static final Logger MAIN_LOG = (Logger) LoggerFactory.getLogger("dev.millrace");
    private static final TopicPartition A = new TopicPartition("a", 0);
    private static final LogDirectoryConfig CONFIG =
            LogDirectoryConfig.DEFAULT.withJournal(64 << 10, 256 << 10).withIntervals(100, 100);
    private static final LogConfig PARTITION =
            LogConfig.DEFAULT.withSegments(100_000, 1_000_000).withIndexIntervalBytes(1_000);
    private static final int VALUE_BYTES = 3_000;

    @TempDir
    private Path directory;

    private long nowMs = 1_000;

    @BeforeAll
    static void expectErrors() {
        MAIN_LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void listenAgain() {
        MAIN_LOG.setLevel(null);
    }

    @Test
    void case14_fullMidAppendLeavesNoPartOfItAndIsOverWhenThereIsRoom() throws IOException {
        try (MountedDisk disk = MountedDisk.inMemory(directory, "size=3m")) {
            LogDirectory log = open(disk);
            PartitionLog a = log.create(A, PARTITION, nowMs);
            int appended = fill(log, a, 0);
            assertThat(appended).isPositive();
            long sizeBytes = a.sizeBytes();
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> append(a, "never".repeat(VALUE_BYTES)))
                        .isInstanceOf(KafkaStorageException.class)
                        .hasMessageContaining("No space left")
                        .hasMessageContaining("Free some space");
            }
            assertThat(a.logEndOffset()).isEqualTo(appended);
            assertThat(a.sizeBytes()).isEqualTo(sizeBytes);
            assertThat(Files.size(segmentsEnd(disk)))
                    .as("no part of a batch stays")
                    .isLessThanOrEqualTo(sizeBytes);
            log.sync();
            assertThat(read(a))
                    .as("what was appended is committed and readable")
                    .hasSize(appended);

            disk.resize("size=6m");
            assertThat(append(a, "room")).isEqualTo(appended);
            log.sync();
            log.tick(nowMs += 1_000);
            log.close();
            LogDirectory again = open(disk);
            assertThat(read(again.partition(A))).hasSize(appended + 1).endsWith("room");
            again.close();
        }
    }

    @Test
    void case14_aBrokerOnAFullDiskFailsSendsAndGoesOnWhenThereIsRoom() throws Exception {
        try (MountedDisk disk = MountedDisk.inMemory(directory, "size=24m");
                LocalBroker broker = LocalBroker.open(disk.path().resolve("log"), Map.of());
                Producer<byte[], byte[]> producer = broker.producer(
                        Map.of("batch.size", 1), new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] large = new byte[500_000];
            int acknowledged = 0;
            ExecutionException full = null;
            while (full == null) {
                try {
                    producer.send(new ProducerRecord<>("t", 0, null, large)).get();
                    acknowledged++;
                } catch (ExecutionException e) {
                    full = e;
                }
            }
            assertThat(full).hasMessageContaining("No space left").hasMessageContaining("Free some space");
            disk.resize("size=64m");
            producer.send(new ProducerRecord<>("t", 0, null, large)).get();
            assertThat(count(broker)).isEqualTo(acknowledged + 1);
        }
    }

    @Test
    void case14_aBrokerClosesOnAFullDiskAndLosesNothing() throws Exception {
        try (MountedDisk disk = MountedDisk.inMemory(directory, "size=24m")) {
            int acknowledged = 0;
            try (LocalBroker broker = LocalBroker.open(disk.path().resolve("log"), Map.of());
                    Producer<byte[], byte[]> producer = broker.producer(
                            Map.of("batch.size", 1, "transactional.id", "t"),
                            new ByteArraySerializer(),
                            new ByteArraySerializer())) {
                producer.initTransactions();
                acknowledged = commitUntilFull(producer, new byte[500_000]);
                useUp(disk);
            }
            try (LocalBroker broker = LocalBroker.open(disk.path().resolve("log"), Map.of())) {
                assertThat(count(broker)).isEqualTo(acknowledged);
            }
        }
    }

    private static int commitUntilFull(Producer<byte[], byte[]> producer, byte[] value) {
        int committed = 0;
        while (true) {
            try {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("t", 0, null, value));
                producer.commitTransaction();
                committed++;
            } catch (KafkaException full) {
                assertThat(full).hasStackTraceContaining("No space left");
                return committed;
            }
        }
    }

    @Test
    void case14_aTopicCanBeDeletedOnAFullDiskAndMakesRoom() throws Exception {
        try (MountedDisk disk = MountedDisk.inMemory(directory, "size=24m");
                LocalBroker broker = LocalBroker.open(disk.path().resolve("log"), Map.of());
                Admin admin = broker.admin();
                Producer<byte[], byte[]> producer = broker.producer(
                        Map.of("batch.size", 1), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int size = 500_000; size > 0; size /= 2) {
                fill(producer, "t", new byte[size]);
            }
            fillTheCatalog(admin);
            admin.deleteTopics(List.of("t")).all().get();
            producer.send(new ProducerRecord<>("u", 0, null, new byte[500_000])).get();
            assertThat(admin.listTopics().names().get()).containsExactly("u");
        }
    }

    @Test
    void case14_aStartOnAFullDiskTakesTheRoomThatIsKeptAndLetsReadAndDelete() throws IOException {
        try (MountedDisk disk = MountedDisk.inMemory(directory, "size=3m")) {
            LogDirectory log = open(disk);
            append(log.create(A, PARTITION, nowMs), "first");
            log.tick(nowMs += 1_000);
            log.close();
            useUp(disk);
            LogDirectory onFullDisk = open(disk);
            assertThat(read(onFullDisk.partition(A))).containsExactly("first");
            onFullDisk.delete(A);
            onFullDisk.close();
            LogDirectory again = open(disk);
            assertThat(again.partition(A)).isNull();
            again.close();
        }
    }

    /** Wherever the start meets the end of the disk: at its checkpoint, or at what it appends to end the transactions. */
    @Test
    void case14_aBrokerStartsOnAFullDiskWithTransactionsToAbortAndATopicCanBeDeleted() throws Exception {
        Path before = Files.createDirectory(directory.resolve("before"));
        Path after = Files.createDirectory(directory.resolve("after"));
        try (LocalBroker crashed = LocalBroker.open(before.resolve("log"), Map.of());
                MountedDisk disk = MountedDisk.inMemory(after, "size=24m")) {
            openTransactions(crashed, 40);
            for (int blocksLeft = 0; blocksLeft < 6; blocksLeft++) {
                copy(before, disk.path());
                Path others = useUp(disk);
                try (FileChannel file = FileChannel.open(others, StandardOpenOption.WRITE)) {
                    file.truncate(file.size() - blocksLeft * 4096L);
                }
                try (LocalBroker broker = LocalBroker.open(disk.path().resolve("log"), Map.of());
                        Admin admin = broker.admin()) {
                    admin.deleteTopics(List.of("t")).all().get();
                    assertThat(admin.listTopics().names().get())
                            .as("with %d blocks left", blocksLeft)
                            .isEmpty();
                    Files.delete(others);
                }
                empty(disk.path());
            }
        }
    }

    private static void openTransactions(LocalBroker broker, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            Producer<byte[], byte[]> producer = broker.producer(
                    Map.of("transactional.id", "t".repeat(200) + i),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("t", 0, null, new byte[10])).get();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.skip(1).toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private static void empty(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.skip(1).sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Path useUp(MountedDisk disk) {
        Path others = disk.path().resolve("somebody-elses");
        byte[] block = new byte[4096];
        try (OutputStream file = Files.newOutputStream(others)) {
            while (true) {
                file.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
        return others;
    }

    /** Until also what the last block of the catalog had left is used up. */
    private static void fillTheCatalog(Admin admin) throws InterruptedException {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "t");
        for (int i = 0; i < 1_000; i++) {
            AlterConfigOp change =
                    new AlterConfigOp(new ConfigEntry("retention.ms", "" + (1_000_000 + i)), AlterConfigOp.OpType.SET);
            try {
                admin.incrementalAlterConfigs(Map.of(topic, List.of(change)))
                        .all()
                        .get();
            } catch (ExecutionException full) {
                assertThat(full).hasMessageContaining("No space left");
                return;
            }
        }
        throw new AssertionError("The disk did not become full");
    }

    private static void fill(Producer<byte[], byte[]> producer, String topic, byte[] value)
            throws InterruptedException {
        while (true) {
            try {
                producer.send(new ProducerRecord<>(topic, 0, null, value)).get();
            } catch (ExecutionException full) {
                return;
            }
        }
    }

    @Test
    void case15_fullAtACheckpointAndItsIndexesHoldsTheStableOffsetAndIsOverWhenThereIsRoom() throws IOException {
        try (MountedDisk disk = MountedDisk.inMemory(directory, "size=3m")) {
            LogDirectory log = open(disk);
            PartitionLog a = log.create(A, PARTITION, nowMs);
            a.append(batch("aborted", 7, true), nowMs);
            a.appendMarker(7, (short) 1, false, 0, nowMs);
            a.append(batch("open", 8, true), nowMs);
            fill(log, a, 3);
            log.tick(nowMs += 1_000);
            assertThat(a.lastStableOffset()).isEqualTo(2);
            assertThat(a.fetch(0, 1 << 20, IsolationLevel.READ_COMMITTED).aborted())
                    .hasSize(1);
            disk.resize("size=6m");
            append(a, "room");
            a.appendMarker(8, (short) 1, true, 0, nowMs);
            log.tick(nowMs += 1_000);
            log.sync();
            assertThat(a.lastStableOffset()).isEqualTo(a.logEndOffset());
            log.close();
        }
    }

    @Test
    void case15_noRoomForAnotherFileIsOverWhenThereIs() throws IOException {
        try (MountedDisk disk = MountedDisk.inMemory(directory, "size=20m,nr_inodes=14")) {
            LogDirectory log = open(disk);
            PartitionLog a = log.create(A, PARTITION, nowMs);
            int appended = 0;
            KafkaStorageException full = null;
            while (full == null) {
                try {
                    append(a, "v" + appended + "x".repeat(VALUE_BYTES));
                    appended++;
                    log.sync();
                    log.tick(nowMs += 1_000);
                } catch (KafkaStorageException e) {
                    full = e;
                }
            }
            assertThat(full).hasMessageContaining("No space left").hasMessageContaining("Free some space");
            log.tick(nowMs += 1_000);
            disk.resize("nr_inodes=1000");
            assertThat(append(a, "room")).isEqualTo(appended);
            log.sync();
            log.tick(nowMs += 1_000);
            log.close();
            LogDirectory again = open(disk);
            assertThat(read(again.partition(A))).hasSize(appended + 1);
            again.close();
        }
    }

    private LogDirectory open(MountedDisk disk) throws IOException {
        return LogDirectory.open(new DiskStorage(disk.path().resolve("log")), CONFIG, nowMs);
    }

    /** Appends until the disk is full; returns how many values there are then. */
    private int fill(LogDirectory log, PartitionLog partition, int before) {
        int values = before;
        while (true) {
            try {
                append(partition, "v" + values + "x".repeat(VALUE_BYTES));
                values++;
            } catch (KafkaStorageException full) {
                assertThat(full).hasMessageContaining("No space left");
                return values;
            }
            if (values % 20 == 0) {
                log.sync();
                log.tick(nowMs += 1_000);
            }
        }
    }

    private long append(PartitionLog partition, String value) {
        return partition.append(batch(value, -1, false), nowMs).baseOffset();
    }

    private ByteBuffer batch(String value, long producerId, boolean transactional) {
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 200);
        if (producerId >= 0) {
            builder.producer(producerId, (short) 0, 0, transactional);
        }
        builder.append(nowMs, null, value.getBytes(java.nio.charset.StandardCharsets.UTF_8), new Header[0]);
        return builder.build(0);
    }

    private static List<String> read(PartitionLog log) {
        List<String> values = new ArrayList<>();
        for (long offset = log.logStartOffset(); offset < log.highWatermark(); ) {
            ByteBuffer batches =
                    log.fetch(offset, 1 << 20, IsolationLevel.READ_UNCOMMITTED).batches();
            for (RecordBatch batch : RecordBatch.iterate(batches)) {
                var records = batch.records();
                while (records.next()) {
                    values.add(new String(records.value(), java.nio.charset.StandardCharsets.UTF_8));
                }
                offset = batch.nextOffset();
            }
        }
        return values;
    }

    private static Path segmentsEnd(MountedDisk disk) throws IOException {
        try (var files = Files.list(disk.path().resolve("log/partitions/a-0.0"))) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .reduce((x, y) -> y)
                    .orElseThrow();
        }
    }

    private static int count(LocalBroker broker) {
        TopicPartition partition = new TopicPartition("t", 0);
        try (Consumer<byte[], byte[]> consumer = broker.consumer(
                Map.of("auto.offset.reset", "earliest"), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            int count = 0;
            while (consumer.position(partition) < end) {
                count += consumer.poll(Duration.ofMillis(100)).count();
            }
            return count;
        }
    }
}
