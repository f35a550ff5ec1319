package dev.millrace.log;

import static dev.millrace.log.LogFixture.*;
import static org.assertj.core.api.Assertions.*;

import dev.millrace.log.storage.MemoryStorage;
import dev.millrace.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.junit.jupiter.api.Test;

/**
 * What a start reads does not grow with the log: damage in what it need not read stays unseen until somebody reads it.
 */
class RecoveryCostTest {
    private static final LogDirectoryConfig WITHOUT_BATCHES = CONFIG.withFlushMode(FlushMode.OS);
    private static final LogConfig SEGMENTS = LogConfig.DEFAULT.withSegments(200_000, Long.MAX_VALUE);
    private static final String VALUE = "v".repeat(1_000);

    private final MemoryStorage storage = new MemoryStorage();

    /** Appends so many batches of a kilobyte, as a program does whose broker ticks now and then. */
    private static void append(LogDirectory directory, PartitionLog log, int batches) {
        for (int i = 1; i <= batches; i++) {
            LogFixture.append(log, VALUE);
            if (i % 100 == 0) {
                directory.sync();
                directory.tick(NOW);
            }
        }
        directory.sync();
    }

    private static void damage(MemoryStorage files, String path, long position) throws IOException {
        try (StorageFile file = files.open(path)) {
            file.write(ByteBuffer.wrap(new byte[] {'!'}), position);
        }
    }

    private static String segment(MemoryStorage files, int number) throws IOException {
        String directory = "partitions/" + files.list("partitions").get(0);
        return directory + "/"
                + files.list(directory).stream()
                        .filter(name -> name.endsWith(".log"))
                        .toList()
                        .get(number);
    }

    @Test
    void aStartAfterAKillScansOnlyTheEndOfALogWithoutAJournalOfBatches() throws IOException {
        LogDirectory directory = open(storage, WITHOUT_BATCHES);
        PartitionLog log = directory.create(ORDERS, SEGMENTS, NOW);
        append(directory, log, 3_000);
        MemoryStorage killed = storage.copy();
        damage(killed, segment(killed, 0), 500);

        try (LogDirectory again = open(killed, WITHOUT_BATCHES)) {
            PartitionLog opened = again.partition(ORDERS);
            assertThat(opened.highWatermark()).isEqualTo(3_000);
            assertThatThrownBy(() -> opened.fetch(0, 1, IsolationLevel.READ_UNCOMMITTED))
                    .isInstanceOf(CorruptRecordException.class);
        }
    }

    @Test
    void aStartAfterAKillReadsNoSegmentBelowTheCheckpoint() throws IOException {
        LogDirectory directory = open(storage);
        PartitionLog log = directory.create(ORDERS, SEGMENTS, NOW);
        append(directory, log, 3_000);
        MemoryStorage killed = storage.copy();
        damage(killed, segment(killed, 0), 500);

        try (LogDirectory again = open(killed)) {
            PartitionLog opened = again.partition(ORDERS);
            assertThat(opened.highWatermark()).isEqualTo(3_000);
            assertThatThrownBy(() -> opened.fetch(0, 1, IsolationLevel.READ_UNCOMMITTED))
                    .isInstanceOf(CorruptRecordException.class);
        }
    }
}
