package dev.millrace.conformance.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.millrace.conformance.audit.Baseline;
import dev.millrace.log.LogConfig;
import dev.millrace.log.LogDirectory;
import dev.millrace.log.LogDirectoryConfig;
import dev.millrace.log.PartitionLog;
import dev.millrace.log.record.Compression;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordBatchBuilder;
import dev.millrace.log.record.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** What the log does when single operations of the disk fail, or the disk is full. */
@ExtendWith(Baseline.class)
class LogFaultTest {
    private static final Logger MAIN_LOG = (Logger) LoggerFactory.getLogger("dev.millrace.log");

    @BeforeAll
    static void expectErrors() {
        MAIN_LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void listenAgain() {
        MAIN_LOG.setLevel(null);
    }

    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final TopicPartition BILLS = new TopicPartition("bills", 0);
    private static final Predicate<String> SEGMENT = path -> path.contains("orders") && path.endsWith(".log");
    private static final Predicate<String> JOURNAL = path -> path.endsWith(".journal");
    private static final LogDirectoryConfig CONFIG =
            LogDirectoryConfig.DEFAULT.withJournal(8192, 16_384).withIntervals(100, 1_000);
    private static final LogConfig SMALL = LogConfig.DEFAULT.withSegments(2_000, 1_000_000);
    private static final long NOW = 1_000_000;

    private final StrictStorage storage = new StrictStorage(1);
    private final LogDirectory directory = open(storage);
    private final PartitionLog orders = directory.create(ORDERS, SMALL, NOW);
    private final PartitionLog bills = directory.create(BILLS, SMALL, NOW);

    private static LogDirectory open(StrictStorage storage) {
        try {
            return LogDirectory.open(storage, CONFIG, NOW);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ByteBuffer batch(String value) {
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 128);
        builder.append(NOW, null, value.getBytes(UTF_8), new Header[0]);
        return builder.build(0);
    }

    private static ByteBuffer transactional(long producerId, int sequence, String value) {
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 128);
        builder.producer(producerId, (short) 0, sequence, true);
        builder.append(NOW, null, value.getBytes(UTF_8), new Header[0]);
        return builder.build(0);
    }

    private static List<String> read(PartitionLog log) {
        List<String> values = new ArrayList<>();
        long offset = log.logStartOffset();
        while (offset < log.highWatermark()) {
            ByteBuffer batches =
                    log.fetch(offset, 1000, IsolationLevel.READ_UNCOMMITTED).batches();
            for (RecordBatch batch : RecordBatch.iterate(batches)) {
                RecordCursor record = batch.records();
                while (record.next() && !batch.isControl()) {
                    values.add(new String(record.value(), UTF_8));
                }
                offset = batch.nextOffset();
            }
        }
        return values;
    }

    @Test
    void aFailedWriteFencesItsPartitionAndNoOther() {
        orders.append(batch("a"), NOW);
        directory.sync();
        storage.inject(Fault.SHORT_WRITE, SEGMENT, 1);
        assertThatThrownBy(() -> orders.append(batch("b"), NOW))
                .isInstanceOf(KafkaStorageException.class)
                .hasMessageContaining("partitions/orders-0.0/00000000000000000000.log")
                .hasMessageContaining("Input/output error")
                .hasMessageContaining("check the disk");
        assertThatThrownBy(() -> orders.append(batch("c"), NOW)).isInstanceOf(KafkaStorageException.class);
        assertThat(orders.logEndOffset()).isEqualTo(1);
        assertThat(read(orders)).containsExactly("a");

        bills.append(batch("x"), NOW);
        directory.sync();
        assertThat(read(bills)).containsExactly("x");

        LogDirectory again = open(storage.crash());
        assertThat(read(again.partition(ORDERS))).containsExactly("a");
        assertThat(read(again.partition(BILLS))).containsExactly("x");
        assertThat(again.partition(ORDERS).append(batch("b"), NOW).baseOffset()).isEqualTo(1);
        again.close();
    }

    @Test
    void withAFencedPartitionTheOthersGoOnAndNothingThatWasSyncedIsLost() {
        orders.append(batch("a"), NOW);
        directory.sync();
        storage.inject(Fault.WRITE, SEGMENT, 1);
        assertThatThrownBy(() -> orders.append(batch("b"), NOW)).isInstanceOf(KafkaStorageException.class);
        for (int i = 0; i < 500; i++) {
            bills.append(batch("v" + i), NOW);
            directory.sync();
            directory.tick(NOW + i * 10_000L);
        }
        LogDirectory again = open(storage.crash());
        assertThat(read(again.partition(ORDERS))).containsExactly("a");
        assertThat(read(again.partition(BILLS))).hasSize(500);
        again.close();
    }

    @Test
    void afterAFailedSyncNothingIsAcknowledgedAnyMore() {
        orders.append(batch("a"), NOW);
        directory.sync();
        orders.append(batch("b"), NOW);
        storage.inject(Fault.SYNC, JOURNAL, 1);
        assertThatThrownBy(directory::sync)
                .isInstanceOf(KafkaStorageException.class)
                .hasMessageContaining(".journal");
        assertThatThrownBy(directory::sync).isInstanceOf(KafkaStorageException.class);
        assertThatThrownBy(() -> bills.append(batch("x"), NOW)).isInstanceOf(KafkaStorageException.class);
        assertThat(orders.highWatermark()).isEqualTo(1);
        assertThat(read(orders)).as("what was committed stays readable").containsExactly("a");
        directory.close();
        LogDirectory again = open(storage.crash());
        assertThat(read(again.partition(ORDERS))).startsWith("a");
        again.close();
    }

    @Test
    void aSegmentThatCannotBeSyncedHoldsTheCheckpointBackButLosesNothing() {
        for (int i = 0; i < 30; i++) {
            orders.append(batch("v" + i), NOW);
        }
        directory.sync();
        storage.inject(Fault.SYNC, SEGMENT, 1);
        directory.tick(NOW + 10_000);
        assertThatThrownBy(() -> orders.append(batch("x"), NOW)).isInstanceOf(KafkaStorageException.class);
        bills.append(batch("b"), NOW);
        directory.sync();
        directory.close();
        LogDirectory again = open(storage.crash());
        assertThat(read(again.partition(ORDERS))).hasSize(30);
        assertThat(read(again.partition(BILLS))).containsExactly("b");
        again.close();
    }

    @Test
    void aFullDiskFailsTheAppendWholeAndPasses() {
        orders.append(batch("a"), NOW);
        directory.sync();
        long bytes = orders.sizeBytes();
        storage.freeBytes(20);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> orders.append(batch("x".repeat(100)), NOW))
                    .isInstanceOf(KafkaStorageException.class)
                    .hasMessageContaining("No space left")
                    .hasMessageContaining("Free some space");
        }
        assertThat(orders.logEndOffset()).isEqualTo(1);
        assertThat(orders.sizeBytes()).isEqualTo(bytes);
        storage.freeBytes(1 << 20);
        assertThat(orders.append(batch("b"), NOW).baseOffset()).isEqualTo(1);
        directory.sync();
        assertThat(read(orders)).containsExactly("a", "b");
        LogDirectory again = open(storage.crash());
        assertThat(read(again.partition(ORDERS))).containsExactly("a", "b");
        again.close();
    }

    @Test
    void aFullDiskAtAnyMomentLosesNothingAndPasses() {
        List<String> expected = new ArrayList<>();
        int failures = 0;
        for (int i = 0; i < 600; i++) {
            if (i % 20 == 0) {
                storage.freeBytes((i * 7919L) % 3_000);
            }
            try {
                orders.append(batch("v" + i), NOW + i);
                expected.add("v" + i);
            } catch (KafkaStorageException e) {
                assertThat(e).hasMessageContaining("No space left");
                failures++;
            }
            directory.tick(NOW + i * 100L);
            if (i % 20 == 19) {
                storage.freeBytes(1 << 20);
                directory.sync();
                assertThat(read(orders)).isEqualTo(expected);
            }
        }
        assertThat(failures).isPositive();
        LogDirectory again = open(storage.crash());
        assertThat(read(again.partition(ORDERS))).isEqualTo(expected);
        again.close();
    }

    @Test
    void aFullDiskAtACheckpointHoldsTheStableOffset() {
        orders.append(transactional(7, 0, "t"), NOW);
        orders.appendMarker(7, (short) 1, false, 0, NOW);
        orders.append(transactional(7 + 1, 0, "open"), NOW);
        directory.sync();
        storage.freeBytes(0);
        directory.tick(NOW + 10_000);
        assertThat(orders.lastStableOffset()).isEqualTo(2);
        LogDirectory killed = open(withSpace(storage.kill()));
        PartitionLog found = killed.partition(ORDERS);
        assertThat(found.lastStableOffset()).isEqualTo(2);
        assertThat(found.fetch(0, 1000, IsolationLevel.READ_COMMITTED).aborted())
                .hasSize(1);
        killed.close();
    }

    private static StrictStorage withSpace(StrictStorage storage) {
        storage.freeBytes(1 << 20);
        return storage;
    }

    @Test
    void aFailedReadIsReportedAndPasses() {
        orders.append(batch("a"), NOW);
        bills.append(batch("b"), NOW);
        directory.sync();
        storage.inject(Fault.READ, SEGMENT, 1);
        assertThatThrownBy(() -> read(orders))
                .isInstanceOf(KafkaStorageException.class)
                .hasMessageContaining("orders-0.0");
        assertThat(read(bills)).containsExactly("b");
        assertThat(read(orders)).containsExactly("a");
    }

    @Test
    void aPartitionThatCannotBeReadAtTheStartFailsAloneAndKeepsItsJournal() throws IOException {
        orders.append(batch("a"), NOW);
        bills.append(batch("b"), NOW);
        directory.sync();
        directory.tick(NOW + 10_000);
        orders.append(batch("c"), NOW);
        directory.sync();
        StrictStorage killed = storage.kill();
        killed.inject(Fault.READ, SEGMENT, 1);
        LogDirectory again = open(killed);
        assertThatThrownBy(() -> read(again.partition(ORDERS)))
                .isInstanceOf(KafkaStorageException.class)
                .hasMessageContaining("orders");
        assertThat(read(again.partition(BILLS))).containsExactly("b");
        assertThat(killed.list("journal")).anyMatch(name -> name.endsWith(".kept"));
        again.close();
    }

    @Test
    void oneSyncMakesAllPartitionsDurable() throws IOException {
        StrictStorage storage = new StrictStorage(2);
        LogDirectory directory = LogDirectory.open(storage, CONFIG.withJournal(1 << 16, 1 << 17), NOW);
        for (int p = 0; p < 30; p++) {
            directory.create(new TopicPartition("orders", p), SMALL, NOW).append(batch("warm"), NOW);
        }
        directory.sync();
        long before = storage.syncs();
        for (PartitionLog log : directory.partitions()) {
            log.append(batch("v"), NOW);
        }
        directory.sync();
        assertThat(storage.syncs() - before).isEqualTo(1);
    }

    @Test
    void aDeletionForWhichTheJournalHasNoRoomChangesNothingAndMayBeTriedAgain() {
        RecordBatchBuilder many = new RecordBatchBuilder(Compression.NONE, 4_096);
        IntStream.range(0, 200).forEach(i -> many.append(NOW, null, new byte[] {1}, new Header[0]));
        bills.append(many.build(0), NOW);
        orders.append(batch("a"), NOW);
        directory.sync();
        storage.freeBytes(0);
        assertThatThrownBy(() -> LongStream.rangeClosed(1, 200).forEach(bills::deleteRecordsBefore))
                .as("the journal takes no entry as small as that of a deletion")
                .hasMessageContaining("No space left");

        assertThatThrownBy(() -> directory.delete(ORDERS))
                .isInstanceOf(KafkaStorageException.class)
                .hasMessageContaining("No space left");
        directory.tick(NOW + 100);
        assertThat(directory.partition(ORDERS)).isSameAs(orders);
        assertThat(read(orders)).containsExactly("a");

        storage.freeBytes(Long.MAX_VALUE);
        orders.append(batch("b"), NOW);
        directory.sync();
        assertThat(read(orders)).containsExactly("a", "b");
        directory.delete(ORDERS);
        assertThat(open(storage.crash()).partition(ORDERS)).isNull();
    }
}
