package dev.millrace.log;

import static dev.millrace.log.KeyedLog.COMPACT;
import static dev.millrace.log.KeyedLog.batch;
import static dev.millrace.log.LogFixture.CONFIG;
import static dev.millrace.log.LogFixture.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.record.Compression;
import dev.millrace.log.storage.DiskStorage;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compacted segments are files that Kafka's own classes read, and find to be what Kafka's cleaner would leave. */
class CompactionOracleTest {
    @Test
    void kafkaReadsCompactedSegments(@TempDir Path root) throws IOException {
        KeyedLog keyed = new KeyedLog(
                new DiskStorage(root),
                CONFIG,
                LogConfig.DEFAULT.withSegments(4_000, 1_000_000).withCleanup(COMPACT));
        for (Compression compression : Compression.values()) {
            keyed.append(batch(compression, NOW - 5, "a=1", "b=" + compression, "gone", "a=2"));
        }
        keyed.append(batch(7, 3, 0, true, "a=aborted"));
        keyed.end(7, 4, false);
        keyed.append(batch(8, 0, 0, false, "c=1"));
        keyed.log.configure(keyed.log.config().withTimestampType(TimestampType.LOG_APPEND_TIME));
        keyed.nowMs += 10;
        keyed.put("c=2", "a=3");
        keyed.roll();
        keyed.compact();
        keyed.close();

        File segment =
                root.resolve("partitions/orders-0.0/00000000000000000000.log").toFile();
        List<String> seen = new ArrayList<>();
        try (FileRecords records = FileRecords.open(segment)) {
            for (RecordBatch batch : records.batches()) {
                batch.ensureValid();
                StringBuilder text = new StringBuilder();
                for (Record record : batch) {
                    record.ensureValid();
                    text.append(' ').append(record.offset()).append('@').append(record.timestamp() - NOW);
                    text.append(':').append(batch.isControlBatch() ? "marker" : string(record.key()));
                    text.append('=').append(batch.isControlBatch() ? "" : string(record.value()));
                }
                seen.add(batch.baseOffset() + "-" + batch.lastOffset() + " " + batch.compressionType().name + " "
                        + batch.producerId() + "/" + batch.producerEpoch() + "/" + batch.baseSequence() + " horizon "
                        + batch.deleteHorizonMs().stream()
                                .map(ms -> ms - NOW)
                                .boxed()
                                .toList() + " max "
                        + (batch.maxTimestamp() - NOW) + text);
            }
        }
        assertThat(seen)
                .containsExactly(
                        "16-19 zstd -1/-1/-1 horizon [1010] max -5 17@-5:b=ZSTD 18@-5:gone=null",
                        "21-21 none 7/4/-1 horizon [] max 0 21@0:marker=",
                        "22-22 none 8/0/0 horizon [] max 0",
                        "23-24 none -1/-1/-1 horizon [] max 10 23@10:c=2 24@10:a=3");
    }

    private static String string(ByteBuffer bytes) {
        return bytes == null ? "null" : UTF_8.decode(bytes.duplicate()).toString();
    }
}
