package dev.millrace.conformance.crash;

import static dev.millrace.conformance.crash.SmallLog.A;
import static dev.millrace.conformance.crash.SmallLog.B;
import static dev.millrace.conformance.crash.SmallLog.assertPrefix;
import static dev.millrace.conformance.crash.SmallLog.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.log.LogConfig;
import dev.millrace.transaction.ProducerIdentity;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The faults of the reliability page that a failing or full disk makes, one by one. */
@ExtendWith(Baseline.class)
class FaultyDiskCasesTest {
    private static final int SEEDS = 100;
    private static final Predicate<String> OF_A = path -> path.startsWith("partitions/a-0");
    private static final Predicate<String> JOURNAL = path -> path.startsWith("journal/");

    @Test
    void case14_aFullDiskFailsTheAppendLeavesNoPartOfItAndIsOverWhenThereIsRoom() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            SmallLog log = new SmallLog(storage).withPartitions();
            int appended = 0;
            for (; appended < 5; appended++) {
                log.append(A, "v" + appended);
            }
            log.directory.sync();
            storage.freeBytes(seed * 20);
            KafkaStorageException full = null;
            while (full == null) {
                long end = log.log(A).logEndOffset();
                try {
                    log.append(A, "v" + appended);
                    appended++;
                } catch (KafkaStorageException e) {
                    full = e;
                    assertThat(log.log(A).logEndOffset()).as("seed %d", seed).isEqualTo(end);
                }
            }
            assertThat(full).hasMessageContaining("No space left");
            assertThat(log.read(A)).as("seed %d: reading goes on", seed).isEqualTo(values(5));
            log.directory.sync();
            assertThat(log.read(A)).as("seed %d", seed).isEqualTo(values(appended));
            storage.freeBytes(Long.MAX_VALUE);
            log.append(A, "v" + appended);
            log.directory.sync();
            assertThat(log.read(A)).as("seed %d: there is room again", seed).isEqualTo(values(appended + 1));
            assertThat(new SmallLog(storage.crash()).read(A))
                    .as("seed %d", seed)
                    .isEqualTo(values(appended + 1));
        }
    }

    @Test
    void case14_aFullDiskLeavesNoFileOpenOfAPartitionThatCouldNotBeMade() throws IOException {
        StrictStorage storage = new StrictStorage(14);
        SmallLog log = new SmallLog(storage).withPartitions();
        int open = storage.openFiles();
        for (int free = 0; free < 60_000; free += 997) {
            storage.freeBytes(free);
            TopicPartition more = new TopicPartition("more", free);
            try {
                log.directory.create(more, LogConfig.DEFAULT, log.nowMs);
                log.directory.delete(more);
            } catch (KafkaStorageException full) {
                assertThat(full).hasMessageContaining("Free some space");
            }
            assertThat(storage.openFiles()).as("%d bytes were free", free).isLessThanOrEqualTo(open + 3);
        }
        storage.freeBytes(Long.MAX_VALUE);
        log.append(A, "v0");
        log.directory.close();
        assertThat(storage.openFiles()).isZero();
    }

    @Test
    void case15_aFullDiskAtACheckpointHoldsTheStableOffsetAndIsOverWhenThereIsRoom() throws IOException {
        for (int free = 0; free < 3_000; free += 37) {
            StrictStorage storage = new StrictStorage(free);
            SmallLog log = new SmallLog(storage).withPartitions();
            ProducerIdentity aborted = new ProducerIdentity(7, (short) 0);
            log.append(A, aborted, 0, true, "aborted");
            log.log(A).appendMarker(7, (short) 1, false, 0, log.nowMs);
            log.append(A, new ProducerIdentity(8, (short) 0), 0, true, "open");
            for (int i = 0; i < 20; i++) {
                log.append(A, "behind");
            }
            log.directory.sync();
            storage.freeBytes(free);
            log.nowMs += 200;
            log.directory.tick(log.nowMs);
            assertThat(log.log(A).lastStableOffset()).as("%d bytes free", free).isEqualTo(2);
            SmallLog killed = free % 2 == 0 ? log : new SmallLog(withRoom(storage.kill()));
            withRoom(storage);
            assertThat(killed.log(A).lastStableOffset())
                    .as("%d bytes free", free)
                    .isEqualTo(2);
            assertThat(killed.read(A)).as("%d bytes free", free).isEmpty();
            killed.log(A).appendMarker(8, (short) 1, true, 0, killed.nowMs);
            killed.nowMs += 200;
            killed.directory.sync();
            killed.directory.tick(killed.nowMs);
            assertThat(killed.read(A)).as("%d bytes free", free).hasSize(21).startsWith("open", "behind");
        }
    }

    private static StrictStorage withRoom(StrictStorage storage) {
        storage.freeBytes(Long.MAX_VALUE);
        return storage;
    }

    @Test
    void case20_aStartThatFailsToReadLeavesNoFileOpenAndTheNextOneWorks() throws IOException {
        StrictStorage storage = new StrictStorage(20);
        SmallLog log = new SmallLog(storage).withPartitions();
        for (int i = 0; i < 30; i++) {
            log.append(A, "v" + i);
            log.append(B, "v" + i);
        }
        log.directory.sync();
        for (String file : List.of("checkpoint", "journal/", "partitions/a-0", "partitions/b-0")) {
            storage = storage.kill();
            storage.inject(Fault.READ, path -> path.startsWith(file), 1);
            StrictStorage failing = storage;
            try {
                new SmallLog(failing).directory.close();
            } catch (IOException e) {
                assertThat(e).hasMessageContaining(file);
            }
            assertThat(failing.openFiles())
                    .as("after %s could not be read", file)
                    .isZero();
        }
        SmallLog again = new SmallLog(storage.kill());
        assertThat(again.read(A)).isEqualTo(values(30));
        assertThat(again.read(B)).isEqualTo(values(30));
    }

    @Test
    void case17_aFailedWriteFencesThePartitionUntilTheProcessStartsAgain() throws IOException {
        failedWrite(Fault.WRITE);
    }

    @Test
    void case19_aShortWriteFencesThePartitionUntilTheProcessStartsAgain() throws IOException {
        failedWrite(Fault.SHORT_WRITE);
    }

    private static void failedWrite(Fault fault) throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            SmallLog log = new SmallLog(storage).withPartitions();
            for (int i = 0; i < seed % 20; i++) {
                log.append(A, "v" + i);
            }
            log.directory.sync();
            storage.inject(fault, OF_A, 1);
            assertThatThrownBy(() -> log.append(A, "lost")).isInstanceOf(KafkaStorageException.class);
            assertThatThrownBy(() -> log.append(A, "lost")).isInstanceOf(KafkaStorageException.class);
            log.append(B, "v0");
            log.directory.sync();
            assertThat(log.read(A)).as("seed %d", seed).isEqualTo(values(seed % 20));
            assertThat(log.read(B)).as("seed %d: others go on", seed).isEqualTo(values(1));
            SmallLog restarted = new SmallLog(seed % 2 == 0 ? storage.crash() : storage.kill());
            assertThat(restarted.read(A)).as("seed %d", seed).isEqualTo(values(seed % 20));
            assertThat(restarted.read(B)).as("seed %d", seed).isEqualTo(values(1));
            restarted.append(A, "again");
        }
    }

    @Test
    void case18_aSyncThatFailedOnceIsNeverTakenForDone() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            SmallLog log = new SmallLog(storage).withPartitions();
            for (int i = 0; i < 3; i++) {
                log.append(A, "v" + i);
            }
            log.directory.sync();
            for (int i = 3; i < 6; i++) {
                log.append(A, "v" + i);
            }
            storage.inject(Fault.SYNC, JOURNAL, 1);
            assertThatThrownBy(log.directory::sync).isInstanceOf(KafkaStorageException.class);
            assertThatThrownBy(log.directory::sync).isInstanceOf(KafkaStorageException.class);
            assertThatThrownBy(() -> log.append(A, "v6")).isInstanceOf(KafkaStorageException.class);
            assertThat(log.read(A))
                    .as("seed %d: readers are shown nothing new", seed)
                    .isEqualTo(values(3));
            boolean kill = seed % 2 == 0;
            StrictStorage found = kill ? storage.kill() : storage.crash();
            int shown = new SmallLog(found).read(A).size();
            assertThat(shown).as("seed %d", seed).isBetween(3, 6);
            assertPrefix(new SmallLog(found.crash()).read(A), shown, shown, "seed " + seed);
        }
    }

    @Test
    void case20_aFailedReadConcernsOneReaderOfOnePartition() throws IOException {
        StrictStorage storage = new StrictStorage(1);
        SmallLog log = new SmallLog(storage).withPartitions();
        log.append(A, "v0");
        log.append(B, "v0");
        log.directory.sync();
        storage.inject(Fault.READ, OF_A, 1);
        assertThatThrownBy(() -> log.log(A).fetch(0, 1000, IsolationLevel.READ_COMMITTED))
                .isInstanceOf(KafkaStorageException.class)
                .hasMessageContaining("partitions/a-0");
        assertThat(log.read(B)).isEqualTo(values(1));
        log.append(B, "v1");
        log.directory.sync();
        assertThat(log.read(B)).isEqualTo(values(2));
    }
}
