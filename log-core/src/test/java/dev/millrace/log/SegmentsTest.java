package dev.millrace.log;

import static dev.millrace.log.LogFixture.*;
import static org.assertj.core.api.Assertions.*;

import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.storage.MemoryStorage;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rolling, indexes, timestamps, and the deletion of old segments. */
class SegmentsTest {
    private static final LogConfig SMALL =
            LogConfig.DEFAULT.withSegments(400, 10_000).withIndexIntervalBytes(100);

    private final MemoryStorage storage = new MemoryStorage();
    private final LogDirectory directory = open(storage);
    private final PartitionLog log = directory.create(ORDERS, SMALL, NOW);

    @AfterEach
    void close() {
        directory.close();
    }

    private List<String> segmentFiles() throws IOException {
        return storage.list("partitions/orders-0.0").stream()
                .filter(name -> name.endsWith(".log"))
                .toList();
    }

    @Test
    void aSegmentIsClosedBeforeItGrowsBeyondItsSize() throws IOException {
        int size = batch("0123456789").remaining();
        int each = 400 / size;
        for (int i = 0; i < 2 * each + 1; i++) {
            append(log, "0123456789");
        }
        assertThat(segmentFiles())
                .containsExactly(
                        "00000000000000000000.log",
                        String.format("%020d.log", each),
                        String.format("%020d.log", 2 * each));
        assertThat(log.sizeBytes()).isEqualTo((long) size * (2 * each + 1));
    }

    @Test
    void aBatchLargerThanASegmentGetsOneOfItsOwn() throws IOException {
        append(log, "a");
        append(log, "x".repeat(1000));
        append(log, "b");
        directory.sync();
        assertThat(read(log)).containsExactly("a", "x".repeat(1000), "b");
        assertThat(segmentFiles()).hasSize(3);
    }

    @Test
    void aSegmentIsClosedWhenItIsOldAlsoIfNobodyAppends() throws IOException {
        append(log, "a");
        log.append(batch("b"), NOW + 9_999);
        assertThat(segmentFiles()).hasSize(1);
        directory.tick(NOW + 10_000);
        assertThat(segmentFiles()).hasSize(2);
        directory.tick(NOW + 30_000);
        assertThat(segmentFiles()).as("an empty segment does not age").hasSize(2);
        log.append(batch("c"), NOW + 30_000);
        log.append(batch("d"), NOW + 40_000);
        assertThat(segmentFiles()).hasSize(3);
    }

    @Test
    void everyOffsetIsFoundWhereverItIs() {
        for (int i = 0; i < 100; i++) {
            append(log, "v" + i, "w" + i);
        }
        directory.sync();
        for (long offset = 0; offset < 200; offset++) {
            FetchedBatches fetched = log.fetch(offset, 1, IsolationLevel.READ_UNCOMMITTED);
            assertThat(RecordBatch.at(fetched.batches(), 0).baseOffset()).isEqualTo(offset / 2 * 2);
        }
    }

    @Test
    void aTimestampFindsTheFirstRecordThatIsAsNew() {
        long[] times = {10, 20, 15, 40, 30, 50};
        for (long time : times) {
            log.append(timedBatch(time, "t" + time, "u" + time), NOW);
        }
        directory.sync();
        assertThat(log.offsetForTimestamp(0, IsolationLevel.READ_UNCOMMITTED)).isEqualTo(at(0, 10));
        assertThat(log.offsetForTimestamp(10, IsolationLevel.READ_UNCOMMITTED)).isEqualTo(at(0, 10));
        assertThat(log.offsetForTimestamp(11, IsolationLevel.READ_UNCOMMITTED)).isEqualTo(at(2, 20));
        assertThat(log.offsetForTimestamp(25, IsolationLevel.READ_UNCOMMITTED)).isEqualTo(at(6, 40));
        assertThat(log.offsetForTimestamp(45, IsolationLevel.READ_UNCOMMITTED)).isEqualTo(at(10, 50));
        assertThat(log.offsetForTimestamp(51, IsolationLevel.READ_UNCOMMITTED)).isNull();
        log.deleteRecordsBefore(3);
        assertThat(log.offsetForTimestamp(0, IsolationLevel.READ_UNCOMMITTED)).isEqualTo(at(3, 20));
    }

    private static OffsetAndTimestamp at(long offset, long timestampMs) {
        return new OffsetAndTimestamp(offset, timestampMs, java.util.Optional.of(0));
    }

    @Test
    void aTimestampDoesNotFindWhatIsNotCommitted() {
        log.append(timedBatch(10, "a"), NOW);
        assertThat(log.offsetForTimestamp(10, IsolationLevel.READ_UNCOMMITTED)).isNull();
        directory.sync();
        assertThat(log.offsetForTimestamp(10, IsolationLevel.READ_UNCOMMITTED)).isEqualTo(at(0, 10));
    }

    @Test
    void deletingRecordsMovesTheStartAndRemovesWholeSegments() throws IOException {
        IntStream.range(0, 40).forEach(i -> append(log, "v" + i));
        directory.sync();
        int before = segmentFiles().size();
        log.deleteRecordsBefore(25);
        assertThat(log.logStartOffset()).isEqualTo(25);
        assertThat(read(log)).hasSize(15).startsWith("v25");
        assertThat(segmentFiles().size()).isLessThan(before);
        log.deleteRecordsBefore(3);
        assertThat(log.logStartOffset()).as("never back").isEqualTo(25);
        log.deleteRecordsBefore(-1);
        assertThat(log.logStartOffset()).as("-1: all that is committed").isEqualTo(40);
        assertThat(read(log)).isEmpty();
        assertThat(segmentFiles()).hasSize(1);

        LogDirectory again = reopen(storage, CONFIG);
        assertThat(again.partition(ORDERS).logStartOffset()).isEqualTo(40);
        assertThat(append(again.partition(ORDERS), "next")).isEqualTo(40);
        again.close();
    }

    @Test
    void retentionBySizeAndAgeTakesOldClosedSegmentsOnly() {
        IntStream.range(0, 40).forEach(i -> log.append(timedBatch(NOW + i * 100, "v" + i), NOW));
        directory.sync();
        log.configure(SMALL.withRetention(-1, 1_000));
        directory.tick(NOW);
        assertThat(log.sizeBytes()).isBetween(1_000L, 1_400L);
        log.configure(SMALL.withRetention(500, -1));
        directory.tick(NOW + 39 * 100 + 501);
        assertThat(read(log)).as("the active segment stays").endsWith("v39");
        assertThat(log.sizeBytes()).isLessThanOrEqualTo(400);
    }

    @Test
    void case37_clockJumpsAndFutureTimestampsLeaveRetentionAlone() {
        log.configure(SMALL.withSegments(400, Long.MAX_VALUE)
                .withRetention(10_000, -1)
                .withTimestampBounds(new TimestampBounds(Long.MAX_VALUE, Long.MAX_VALUE)));
        long year = 365L * 86_400_000;
        log.append(timedBatch(NOW + year, "from the future", "x".repeat(300)), NOW);
        log.append(timedBatch(NOW, "now", "x".repeat(300)), NOW);
        append(log, "active");
        directory.sync();

        directory.tick(NOW + year);
        assertThat(read(log)).as("a clock that leaps is not believed").contains("now");
        directory.tick(NOW + 1_000);
        assertThat(read(log)).as("it is put right").contains("now");
        directory.tick(NOW + 11_000);
        assertThat(read(log)).as("a record is not newer than its append").containsExactly("active");

        log.append(timedBatch(NOW, "later", "x".repeat(300)), NOW + 12_000);
        append(log, "active again");
        directory.sync();
        directory.tick(NOW + year);
        assertThat(read(log)).contains("later");
        directory.tick(NOW + year + SteadyClock.DISTRUST_MS);
        assertThat(read(log)).as("ten minutes later it is the truth").containsExactly("active again");
    }

    @Test
    void retentionSparesAnOpenTransaction() {
        log.append(transactional(7, 0, 0, "t"), NOW);
        IntStream.range(0, 40).forEach(i -> append(log, "v" + i));
        directory.sync();
        log.configure(SMALL.withRetention(1, 1));
        directory.tick(NOW + 1_000_000);
        assertThat(log.logStartOffset()).isZero();
    }

    @Test
    void aDamagedOrMissingIndexIsRebuilt() throws IOException {
        IntStream.range(0, 60).forEach(i -> append(log, "v" + i));
        directory.sync();
        directory.close();
        MemoryStorage damaged = storage.copy();
        int touched = 0;
        for (String name : damaged.list("partitions/orders-0.0")) {
            if (name.endsWith(".index")) {
                String path = "partitions/orders-0.0/" + name;
                if (touched % 2 == 0) {
                    damaged.delete(path);
                } else {
                    damaged.open(path).write(java.nio.ByteBuffer.wrap(new byte[] {9, 9, 9, 9}), 40);
                }
                touched++;
            }
        }
        assertThat(touched).isGreaterThan(4);
        LogDirectory again = open(damaged);
        PartitionLog found = again.partition(ORDERS);
        for (long offset = 0; offset < 60; offset++) {
            FetchedBatches fetched = found.fetch(offset, 1, IsolationLevel.READ_UNCOMMITTED);
            assertThat(RecordBatch.at(fetched.batches(), 0).baseOffset()).isEqualTo(offset);
        }
        assertThat(found.offsetForTimestamp(NOW, IsolationLevel.READ_UNCOMMITTED))
                .isNotNull();
        again.close();
    }
}
