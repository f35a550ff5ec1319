package dev.millrace.conformance.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.AbortedTransaction;
import dev.millrace.log.AppendResult;
import dev.millrace.log.FetchedBatches;
import dev.millrace.log.PartitionLog;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.IsolationLevel;

/** Compares a partition of the log with its model. */
final class TrialChecks {
    private static final int WHOLE = 500;

    private TrialChecks() {}

    static void checkAll(PartitionLog log, PartitionModel partition, long nowMs) {
        assertThat(log.highWatermark()).as("high watermark of %s", log).isEqualTo(partition.end());
        assertThat(log.lastStableOffset()).as("stable offset of %s", log).isEqualTo(partition.lastStableOffset());
        checkRead(log, partition, false, partition.start, WHOLE);
        checkRead(log, partition, true, partition.start, WHOLE);
        partition.producers().forEach((id, producer) -> {
            assertThat(log.hasOpenTransaction(id))
                    .as("open transaction of %d in %s", id, log)
                    .isEqualTo(producer.openFrom >= 0);
            if (producer.last != null) {
                AppendResult again = log.append(producer.last.bytes(), nowMs);
                assertThat(again.duplicate()).as("retry of %s", producer.last).isTrue();
                assertThat(again.baseOffset()).isEqualTo(producer.last.base());
            }
        });
    }

    /** Reads to the end and compares: all of it, or, where compaction may have been, what must be left. */
    static void checkRead(PartitionLog log, PartitionModel partition, boolean committed, long from, int maxBytes) {
        List<String> expected = partition.shown(committed, from);
        List<String> found = read(log, committed, from, maxBytes);
        String what = (committed ? "committed" : "uncommitted") + " from " + from + " of " + log;
        if (partition.number == Topics.COMPACTED) {
            if (!found.isEmpty()) {
                assertThat(expected).as(what).containsSubsequence(found);
            }
            assertThat(partition.newestOfKeys(from)).as(what).isSubsetOf(found);
        } else {
            assertThat(found).as(what).isEqualTo(expected);
        }
    }

    private static List<String> read(PartitionLog log, boolean committed, long from, int maxBytes) {
        IsolationLevel isolation = committed ? IsolationLevel.READ_COMMITTED : IsolationLevel.READ_UNCOMMITTED;
        List<String> values = new ArrayList<>();
        long offset = from;
        while (true) {
            FetchedBatches fetched = log.fetch(offset, maxBytes, isolation);
            long before = offset;
            for (RecordBatch batch : RecordBatch.iterate(fetched.batches())) {
                RecordCursor record = batch.records();
                while (!batch.isControl() && !isAborted(batch, fetched.aborted()) && record.next()) {
                    if (record.offset() >= from && record.offset() < log.endOffset(isolation)) {
                        String[] parts = new String(record.value(), UTF_8).split(":");
                        values.add(record.offset() + "=" + parts[0] + ":" + parts[1]);
                    }
                }
                offset = Math.max(offset, batch.nextOffset());
            }
            if (offset == before) {
                return values;
            }
        }
    }

    static RecordBatch batchAt(PartitionLog log, long offset) {
        ByteBuffer batches =
                log.fetch(offset, 1, IsolationLevel.READ_UNCOMMITTED).batches();
        return RecordBatch.at(batches, batches.position());
    }

    private static boolean isAborted(RecordBatch batch, List<AbortedTransaction> aborted) {
        return batch.isTransactional()
                && aborted.stream()
                        .anyMatch(transaction -> transaction.producerId() == batch.producerId()
                                && transaction.firstOffset() <= batch.baseOffset()
                                && transaction.lastOffset() > batch.baseOffset());
    }

    /** The start has risen by itself: only by what retention allows. */
    static void checkRetention(PartitionLog log, PartitionModel partition, long nowMs) {
        long start = log.logStartOffset();
        assertThat(start).as("start of %s", log).isGreaterThan(partition.start);
        if (partition.number == Topics.BY_TIME) {
            for (Entry entry : partition.entries) {
                boolean gone = entry.base() >= partition.start && entry.base() < start;
                assertThat(!gone || nowMs - entry.timestampMs() > Topics.RETENTION_MS)
                        .as("%s is old enough to go from %s at %d", entry, log, nowMs)
                        .isTrue();
            }
        } else {
            assertThat(partition.number)
                    .as("the partition whose start has risen")
                    .isEqualTo(Topics.BY_SIZE);
            assertThat(log.sizeBytes()).as("what is left of %s", log).isGreaterThanOrEqualTo(Topics.RETENTION_BYTES);
        }
    }
}
