package dev.millrace.log;

import static dev.millrace.log.LogFixture.*;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.storage.DiskStorage;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A segment is a file that Kafka's own classes read. */
class SegmentOracleTest {
    @Test
    void kafkaReadsOurSegments(@TempDir Path root) throws Exception {
        LogDirectory directory = open(new DiskStorage(root));
        PartitionLog log = directory.create(ORDERS, LogConfig.DEFAULT, NOW);
        log.append(batch("a", "b"), NOW);
        log.append(transactional(7, 3, 0, "c"), NOW);
        log.appendMarker(7, (short) 4, false, 0, NOW);
        directory.sync();
        directory.close();

        File segment =
                root.resolve("partitions/orders-0.0/00000000000000000000.log").toFile();
        List<String> seen = new ArrayList<>();
        try (FileRecords records = FileRecords.open(segment)) {
            for (RecordBatch batch : records.batches()) {
                batch.ensureValid();
                batch.forEach(record -> seen.add(record.offset() + " " + batch.producerId() + " "
                        + batch.producerEpoch() + " " + batch.partitionLeaderEpoch() + " "
                        + (batch.isControlBatch() ? "marker" : UTF_8.decode(record.value()))));
            }
        }
        assertThat(seen).containsExactly("0 -1 -1 0 a", "1 -1 -1 0 b", "2 7 3 0 c", "3 7 4 0 marker");
    }
}
