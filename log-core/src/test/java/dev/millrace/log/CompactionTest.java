package dev.millrace.log;

import static dev.millrace.log.KeyedLog.COMPACT;
import static dev.millrace.log.KeyedLog.SMALL;
import static dev.millrace.log.KeyedLog.batch;
import static dev.millrace.log.LogFixture.CONFIG;
import static dev.millrace.log.LogFixture.NOW;
import static dev.millrace.log.LogFixture.ORDERS;
import static org.apache.kafka.common.IsolationLevel.READ_COMMITTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.log.record.Compression;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.storage.MemoryStorage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What compaction keeps and what it removes, on a log of small segments. */
class CompactionTest {
    private final MemoryStorage storage = new MemoryStorage();
    private final KeyedLog keyed = new KeyedLog(storage);

    @AfterEach
    void close() {
        keyed.close();
    }

    private List<String> files() throws IOException {
        return storage.list("partitions/orders-0.0");
    }

    @Test
    void theNewestRecordOfEachKeyStaysWithItsOffsetAndTimestamp() {
        keyed.append(batch(Compression.NONE, 17, "a=1", "b=1", "a=2"));
        keyed.append(batch(Compression.NONE, 18, "c=1"));
        keyed.append(batch(Compression.NONE, 19, "a=3"));
        keyed.roll();
        keyed.compact();
        assertThat(keyed.read()).containsExactly("1:b=1", "3:c=1", "4:a=3");
        assertThat(keyed.seen(IsolationLevel.READ_UNCOMMITTED))
                .extracting(KeyedLog.Seen::timestampMs)
                .startsWith(17L, 18L, 19L);
    }

    @Test
    void nothingOfTheActiveSegmentIsTouched() {
        keyed.put("a=1");
        keyed.roll();
        keyed.put("a=2");
        keyed.put("a=3");
        keyed.compact();
        assertThat(keyed.read()).containsExactly("0:a=1", "2:a=2", "3:a=3");
    }

    @Test
    void everyOffsetIsFoundAlsoWhereRecordsAreGone() {
        for (int i = 0; i < 100; i++) {
            keyed.put("k" + i % 7 + "=" + i, "k" + i % 11 + "=" + i);
        }
        keyed.roll();
        keyed.compact();
        List<KeyedLog.Seen> all = keyed.seen(IsolationLevel.READ_UNCOMMITTED);
        assertThat(all).hasSizeLessThan(14);
        for (long offset = 0; offset < keyed.log.highWatermark(); offset++) {
            long from = offset;
            assertThat(KeyedLog.seen(keyed.log, offset, IsolationLevel.READ_UNCOMMITTED))
                    .isEqualTo(
                            all.stream().filter(seen -> seen.offset() >= from).toList());
        }
    }

    @Test
    void smallSegmentsAreMergedUpToTheSizeOfASegment() throws IOException {
        for (int i = 0; i < 200; i++) {
            keyed.put("k" + i % 3 + "=" + i);
        }
        keyed.roll();
        long before = files().stream().filter(name -> name.endsWith(".log")).count();
        for (int i = 0; i < 5; i++) {
            keyed.compact();
            keyed.roll();
        }
        keyed.compact();
        assertThat(before).isGreaterThan(40);
        assertThat(files().stream().filter(name -> name.endsWith(".log")).count())
                .isLessThan(8);
        assertThat(files()).noneMatch(name -> name.endsWith(".tmp") || name.endsWith(".swap"));
    }

    @Test
    void compressedBatchesStayCompressed() {
        for (Compression compression : Compression.values()) {
            keyed.append(batch(compression, NOW, "a=" + compression, compression + "=1", "a=x"));
        }
        keyed.roll();
        keyed.compact();
        assertThat(keyed.batches().stream().limit(5))
                .extracting(RecordBatch::compression)
                .containsExactly(Compression.values());
        assertThat(keyed.read()).hasSize(6).startsWith("1:NONE=1").endsWith("13:ZSTD=1", "14:a=x");
    }

    @Test
    void aTombstoneRemovesWhatIsBeforeItAndGoesAfterItsRetention() {
        keyed.put("a=1", "b=1");
        keyed.put("a");
        keyed.roll();
        keyed.compact();
        assertThat(keyed.read()).containsExactly("1:b=1", "2:a");
        assertThat(keyed.batches().get(1).hasDeleteHorizon()).isTrue();
        assertThat(keyed.batches().get(1).baseTimestamp()).isEqualTo(NOW + 1_000);
        assertThat(keyed.seen(IsolationLevel.READ_UNCOMMITTED).get(1).timestampMs())
                .isEqualTo(NOW);
        keyed.nowMs += 999;
        keyed.roll();
        keyed.compact();
        assertThat(keyed.read()).as("not yet").containsExactly("1:b=1", "2:a");
        keyed.nowMs += 1;
        keyed.roll();
        keyed.compact();
        assertThat(keyed.read()).containsExactly("1:b=1");
    }

    @Test
    void whatIsNotWorthItOrTooYoungWaits() {
        keyed.log.configure(SMALL.withCleanup(COMPACT.withMinDirtyRatio(0.5)));
        keyed.put("a=1");
        keyed.put("a=2");
        keyed.roll();
        keyed.compact();
        assertThat(keyed.read()).as("all dirty").containsExactly("1:a=2");
        keyed.roll();
        keyed.roll();
        keyed.compact();
        keyed.put("a=3");
        keyed.put("a=4");
        keyed.log.configure(SMALL.withCleanup(COMPACT.withMinDirtyRatio(0.9)));
        keyed.roll();
        keyed.compact();
        assertThat(keyed.read()).as("less than nine tenths are dirty").endsWith("5:a=3", "6:a=4");
        keyed.log.configure(SMALL.withCleanup(COMPACT.withMinDirtyRatio(0.9).withCompactionLag(0, 100)));
        keyed.nowMs += 101;
        keyed.compact();
        assertThat(keyed.read()).as("overdue").containsExactly("6:a=4");
        keyed.log.configure(SMALL.withCleanup(COMPACT.withCompactionLag(1_000, Long.MAX_VALUE)));
        keyed.put("a=5");
        keyed.roll();
        keyed.compact();
        assertThat(keyed.read()).as("too young").hasSize(2);
        keyed.nowMs += 1_000;
        keyed.compact();
        assertThat(keyed.read()).containsExactly("8:a=5");
    }

    @Test
    void anActiveSegmentIsClosedWhenItsRecordsAreOverdue() {
        keyed.log.configure(SMALL.withCleanup(COMPACT.withMinDirtyRatio(1).withCompactionLag(0, 100)));
        keyed.put("a=1");
        keyed.put("a=2");
        keyed.compact();
        assertThat(keyed.read()).hasSize(2);
        keyed.nowMs += 101;
        keyed.compact();
        assertThat(keyed.read()).containsExactly("1:a=2");
    }

    @Test
    void withMoreKeysThanTheMapHoldsItTakesSeveralPasses() {
        MemoryStorage other = new MemoryStorage();
        LogDirectoryConfig config = CONFIG.withCompactor(new CompactorConfig(true, 1024, 100));
        try (KeyedLog few = new KeyedLog(other, config, SMALL.withSegments(2_000, 1_000_000_000))) {
            for (int i = 0; i < 400; i++) {
                few.put("k" + i % 100 + "=" + i);
            }
            few.roll();
            few.compact();
            assertThat(few.read()).hasSize(100).startsWith("300:k0=300").endsWith("399:k99=399");
        }
    }

    @Test
    void aRecordWithoutAKeyIsRefusedAndOneThatIsThereStays() {
        assertThatThrownBy(() -> keyed.put("a=1", "=nobody"))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessageContaining("without a key")
                .hasMessageContaining("orders-0")
                .hasMessageContaining("cleanup.policy");
        keyed.log.configure(SMALL.withCleanup(COMPACT.withPolicy(true, false)));
        keyed.put("a=1", "=nobody");
        keyed.put("a=2");
        keyed.log.configure(SMALL);
        keyed.roll();
        keyed.compact();
        assertThat(keyed.read()).containsExactly("1:=nobody", "2:a=2");
    }

    @Test
    void thePolicyChangesWhileRunningBothWays() {
        keyed.log.configure(SMALL.withCleanup(COMPACT.withPolicy(true, false)));
        keyed.put("a=1");
        keyed.put("a=2");
        keyed.roll();
        keyed.compact();
        assertThat(keyed.read()).hasSize(2);
        keyed.log.configure(SMALL);
        keyed.compact();
        assertThat(keyed.read()).containsExactly("1:a=2");
        keyed.log.configure(SMALL.withRetention(100, -1));
        keyed.nowMs += 1_000;
        keyed.compact();
        assertThat(keyed.read()).as("retention does not apply").hasSize(1);
        keyed.log.configure(SMALL.withRetention(100, -1).withCleanup(COMPACT.withPolicy(true, true)));
        keyed.compact();
        assertThat(keyed.read()).as("now it does").isEmpty();
    }

    @Test
    void withoutACleanerNothingIsCompacted() {
        try (KeyedLog idle = new KeyedLog(
                new MemoryStorage(), CONFIG.withCompactor(new CompactorConfig(false, 1024, 1024)), SMALL)) {
            idle.put("a=1");
            idle.put("a=2");
            idle.roll();
            idle.compact();
            assertThat(idle.read()).hasSize(2);
        }
    }

    @Test
    void deletingRecordsOrThePartitionInTheMiddleLeavesNothingBehind() throws IOException {
        MemoryStorage other = new MemoryStorage();
        LogDirectoryConfig config = CONFIG.withCompactor(new CompactorConfig(true, 4096, 1));
        KeyedLog slow = new KeyedLog(other, config, SMALL);
        for (int i = 0; i < 60; i++) {
            slow.put("k" + i % 3 + "=" + i);
        }
        slow.roll();
        slow.directory.tick(slow.nowMs);
        while (other.list("partitions/orders-0.0").stream().noneMatch(name -> name.endsWith(".tmp"))) {
            slow.directory.compact(slow.nowMs);
        }
        slow.log.deleteRecordsBefore(30);
        slow.compact();
        assertThat(slow.read()).containsExactly("57:k0=57", "58:k1=58", "59:k2=59");
        assertThat(other.list("partitions/orders-0.0")).noneMatch(name -> name.endsWith(".tmp"));
        slow.roll();
        slow.directory.tick(slow.nowMs);
        while (other.list("partitions/orders-0.0").stream().noneMatch(name -> name.endsWith(".tmp"))) {
            slow.directory.compact(slow.nowMs);
        }
        slow.directory.delete(ORDERS);
        assertThat(other.list("partitions")).isEmpty();
        assertThat(slow.directory.compact(slow.nowMs)).isFalse();
        slow.close();
    }

    @Test
    void howFarItHasBeenIsRememberedOverARestart() {
        keyed.put("a=1");
        keyed.put("a=2");
        keyed.roll();
        keyed.compact();
        keyed.directory.close();
        try (KeyedLog again = new KeyedLog(storage.copy())) {
            again.directory.tick(again.nowMs);
            assertThat(again.directory.compact(again.nowMs))
                    .as("nothing is dirty")
                    .isFalse();
            again.put("a=3");
            again.roll();
            again.compact();
            assertThat(again.read()).containsExactly("3:a=3");
        }
    }

    @Test
    void aRetryIsStillKnownAfterCompactionAndReopening() {
        keyed.append(batch(7, 0, 0, false, "a=1"));
        keyed.append(batch(7, 0, 1, false, "a=2"));
        keyed.put("a=3");
        keyed.roll();
        keyed.compact();
        assertThat(keyed.read()).containsExactly("2:a=3");
        assertThat(keyed.log.append(batch(7, 0, 1, false, "a=2"), NOW).duplicate())
                .isTrue();
        assertThat(keyed.log.append(batch(7, 0, 0, false, "a=1"), NOW).duplicate())
                .isTrue();
        try (KeyedLog killed = new KeyedLog(storage.copy())) {
            assertThat(killed.log.append(batch(7, 0, 1, false, "a=2"), NOW).duplicate())
                    .isTrue();
        }
    }

    @Test
    void withoutACheckpointTheLogTellsTheStateOfProducersAllTheSame() throws IOException {
        keyed.append(batch(7, 0, 0, false, "a=1"));
        keyed.append(batch(8, 2, 0, true, "a=2"));
        keyed.end(8, 3, true);
        keyed.append(batch(9, 5, 0, true, "a=3"));
        keyed.end(9, 6, false);
        keyed.put("a=4");
        keyed.roll();
        keyed.compact();
        assertThat(keyed.read()).containsExactly("5:a=4");
        MemoryStorage lost = storage.copy();
        lost.delete("checkpoint");
        try (KeyedLog again = new KeyedLog(lost)) {
            assertThat(again.read()).containsExactly("5:a=4");
            assertThat(again.log.lastStableOffset()).isEqualTo(again.log.logEndOffset());
            assertThat(again.log.append(batch(7, 0, 0, false, "a=1"), NOW).duplicate())
                    .isTrue();
            assertThat(again.log.append(batch(7, 0, 1, false, "a=5"), NOW).duplicate())
                    .isFalse();
            assertThat(again.log.producers())
                    .extracting(producer -> producer.producerId() + " epoch " + producer.producerEpoch())
                    .containsExactly("7 epoch 0", "8 epoch 3", "9 epoch 6");
        }
    }

    @Test
    void case35_compactionWithOpenAndAbortedTransactions() {
        keyed.append(batch(7, 0, 0, true, "a=1", "b=1"));
        keyed.put("a=2");
        keyed.end(7, 1, false);
        keyed.append(batch(8, 0, 0, true, "b=2"));
        keyed.end(8, 1, true);
        keyed.put("c=1");
        keyed.append(batch(9, 0, 0, true, "a=9", "b=9", "c=9"));
        keyed.put("d=1");
        keyed.roll();
        Map<String, String> before = keyed.table(READ_COMMITTED);
        keyed.compact();
        assertThat(keyed.log.lastStableOffset()).isEqualTo(7);
        assertThat(keyed.table(READ_COMMITTED)).isEqualTo(before);
        assertThat(keyed.read())
                .as("what lies before the open transaction was in its segment: nothing may change there")
                .contains("7:a=9", "8:b=9", "9:c=9", "10:d=1");
        keyed.end(9, 1, false);
        keyed.roll();
        before = keyed.table(READ_COMMITTED);
        keyed.compact();
        assertThat(keyed.table(READ_COMMITTED))
                .isEqualTo(before)
                .containsEntry("b", "2")
                .containsEntry("c", "1");
        assertThat(keyed.read()).containsExactly("2:a=2", "4:b=2", "6:c=1", "10:d=1");
    }

    @Test
    void aMarkerStaysAsLongAsItsDataAndThenForItsRetention() {
        keyed.append(batch(7, 0, 0, true, "a=1"));
        keyed.end(7, 1, true);
        keyed.append(batch(7, 1, 0, true, "b=1"));
        keyed.end(7, 2, true);
        keyed.roll();
        keyed.compact();
        assertThat(markers()).as("each has data").isEqualTo(2);
        keyed.put("a=2", "b=2");
        keyed.roll();
        keyed.compact();
        assertThat(markers())
                .as("the first waits, the last is the producer's state")
                .isEqualTo(2);
        keyed.nowMs += 1_000;
        keyed.roll();
        keyed.compact();
        assertThat(markers()).isEqualTo(1);
        assertThat(keyed.read()).containsExactly("5:a=2", "6:b=2");
    }

    private long markers() {
        return keyed.batches().stream().filter(RecordBatch::isControl).count();
    }

    @Test
    void aDamagedBatchStopsThePartitionsCompactionAndNothingElse() throws IOException {
        for (int i = 0; i < 20; i++) {
            keyed.put("a=" + i);
        }
        keyed.roll();
        keyed.directory.close();
        MemoryStorage damaged = storage.copy();
        String path = "partitions/orders-0.0/00000000000000000000.log";
        damaged.open(path).write(java.nio.ByteBuffer.wrap(new byte[] {1, 2, 3}), 65);
        List<String> before = damaged.list("partitions/orders-0.0");
        try (KeyedLog found = new KeyedLog(damaged)) {
            found.compact();
            assertThat(damaged.list("partitions/orders-0.0").stream().filter(name -> name.endsWith(".log")))
                    .containsExactlyElementsOf(before.stream()
                            .filter(name -> name.endsWith(".log"))
                            .toList());
            found.put("b=1");
            assertThat(found.directory.compact(found.nowMs + 10_000_000)).isFalse();
        }
    }
}
