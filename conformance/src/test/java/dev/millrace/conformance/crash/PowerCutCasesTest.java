package dev.millrace.conformance.crash;

import static dev.millrace.conformance.crash.SmallLog.A;
import static dev.millrace.conformance.crash.SmallLog.B;
import static dev.millrace.conformance.crash.SmallLog.assertPrefix;
import static dev.millrace.conformance.crash.SmallLog.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.log.FlushMode;
import dev.millrace.log.LogDirectoryConfig;
import dev.millrace.log.storage.MemoryStorage;
import dev.millrace.log.storage.Storage;
import dev.millrace.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The faults of the reliability page that a power cut makes, one by one. */
@ExtendWith(Baseline.class)
class PowerCutCasesTest {
    private static final int SEEDS = 80;

    /** What happened before the power went. */
    private static final class Progress {
        int acknowledged;
        int appended;
    }

    /** Appends and acknowledges until the power goes. */
    private interface Workload {
        void run(SmallLog log, Progress progress) throws IOException;
    }

    @Test
    void case02_cutMidAppendLeavesAPrefix() throws IOException {
        cutAnywhere(60, (log, progress) -> {
            while (true) {
                append(log, progress);
                log.directory.sync();
                progress.acknowledged = progress.appended;
            }
        });
    }

    @Test
    void case04_unsyncedSectorsInAnyOrderLeaveNoHole() throws IOException {
        cutAnywhere(60, (log, progress) -> {
            while (true) {
                for (int i = 0; i < 25; i++) {
                    append(log, progress);
                }
                log.directory.sync();
                progress.acknowledged = progress.appended;
            }
        });
    }

    @Test
    void case05_cutBeforeTheDirectoryIsSyncedOnARollKeepsWhatWasAcknowledged() throws IOException {
        cutAnywhere(60, (log, progress) -> {
            while (true) {
                for (int i = 0; i < 9; i++) { // one segment
                    append(log, progress);
                }
                log.directory.sync();
                progress.acknowledged = progress.appended;
            }
        });
    }

    @Test
    void case05_aJournalFileThatAKilledProcessHadJustCreatedKeepsWhatWasAcknowledged() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            SmallLog log = new SmallLog(storage).withPartitions();
            int appended = 0;
            try {
                storage.cutPowerAt(1 + seed);
                for (; appended < 100; appended++) {
                    log.append(A, "v" + appended);
                    log.directory.tick(log.nowMs);
                }
            } catch (PowerCut killed) {
                assertThat(killed).hasMessageContaining("ower");
            }
            StrictStorage found = storage.kill();
            SmallLog next = new SmallLog(found);
            int recovered = next.read(A).size();
            for (int i = recovered; i < recovered + 100; i++) {
                next.append(A, "v" + i);
            }
            next.directory.sync();
            assertThat(new SmallLog(found.crash()).read(A)).as("seed %d", seed).isEqualTo(values(recovered + 100));
        }
    }

    @Test
    void case07_cutInACheckpointLeavesTheOldOneOrTheNew() throws IOException {
        cutAnywhere(60, (log, progress) -> {
            while (true) {
                for (int i = 0; i < 12; i++) {
                    append(log, progress);
                }
                log.directory.sync();
                progress.acknowledged = progress.appended;
                log.nowMs += 200;
                log.directory.tick(log.nowMs);
            }
        });
    }

    private static void append(SmallLog log, Progress progress) {
        log.append(A, "v" + progress.appended);
        progress.appended++;
    }

    /** Runs the workload with a cut at each operation in turn, and looks at what is left. */
    private static void cutAnywhere(int operations, Workload workload) throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            SmallLog log = new SmallLog(storage).withPartitions();
            storage.cutPowerAt(1 + seed % operations);
            Progress progress = new Progress();
            try {
                workload.run(log, progress);
            } catch (PowerCut expected) {
                StrictStorage found = storage.crash();
                int appended = progress.appended + 1; // the append in which the power went counts as tried
                assertPrefix(new SmallLog(found).read(A), progress.acknowledged, appended, "seed " + seed);
            }
        }
    }

    @Test
    void case03_aBatchTornAtAnyByteIsNotThereAndTheOneBeforeIs() throws IOException {
        tearAnywhere(FlushMode.COMMIT, "journal", ".journal");
        tearAnywhere(FlushMode.OS, "partitions/a-0.0", ".log");
    }

    /** Writes v0 durably, then v1, and tears the file that recovery reads at every byte that v1 changed. */
    private static void tearAnywhere(FlushMode mode, String directory, String suffix) throws IOException {
        LogDirectoryConfig config = SmallLog.CONFIG.withFlushMode(mode);
        MemoryStorage storage = new MemoryStorage();
        SmallLog log = new SmallLog(storage, config).withPartitions();
        log.append(A, "v0");
        log.directory.sync();
        String path = only(storage, directory, suffix);
        byte[] before = bytes(storage, path);
        log.append(A, "v1");
        log.directory.sync();
        byte[] after = bytes(storage, path);
        int torn = 0;
        for (int at = 0; at < after.length; at++) {
            if (at < before.length && before[at] == after[at]) {
                continue;
            }
            MemoryStorage copy = storage.copy();
            try (StorageFile file = copy.open(path)) {
                file.truncate(at);
                int rest = Math.max(0, before.length - at);
                if (rest > 0) {
                    file.write(ByteBuffer.wrap(before, at, rest), at);
                }
            }
            assertThat(new SmallLog(copy, config).read(A))
                    .as("%s torn at byte %d", mode, at)
                    .isEqualTo(values(1));
            torn++;
        }
        assertThat(torn).isGreaterThan(40);
        assertThat(new SmallLog(storage.copy(), config).read(A)).isEqualTo(values(2));
    }

    @Test
    void case09_cutDuringRecoveryAsOftenAsItLikesChangesNothing() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            SmallLog log = new SmallLog(storage).withPartitions();
            for (int i = 0; i < 40; i++) {
                log.append(A, "v" + i);
                log.append(B, "v" + i);
                if (i == 20) {
                    log.nowMs += 200;
                    log.directory.tick(log.nowMs);
                }
            }
            log.directory.sync();
            StrictStorage found = storage.crash();
            for (int cut = 1; cut <= 25; cut++) {
                found.cutPowerAt(cut);
                try {
                    new SmallLog(found);
                } catch (PowerCut expected) {
                    // by the operation that was cut, or by what closes files after it
                }
                found = found.crash();
            }
            SmallLog recovered = new SmallLog(found);
            assertThat(recovered.read(A)).as("seed %d", seed).isEqualTo(values(40));
            assertThat(recovered.read(B)).as("seed %d", seed).isEqualTo(values(40));
        }
    }

    @Test
    void case10_whatARecoveredLogShowedSurvivesTheNextPowerCut() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            SmallLog log = new SmallLog(storage).withPartitions();
            storage.cutPowerAt(1 + seed % 40);
            int appended = 0;
            try {
                while (true) {
                    log.append(A, "v" + appended);
                    appended++;
                    if (appended % 7 == 0) {
                        log.directory.sync();
                    }
                }
            } catch (PowerCut expected) {
                storage = storage.kill(); // the process is gone; what it wrote is visible but was not all synced
            }
            int shown = new SmallLog(storage).read(A).size();
            assertPrefix(new SmallLog(storage.crash()).read(A), shown, shown, "seed " + seed);
        }
    }

    private static String only(Storage storage, String directory, String suffix) throws IOException {
        var names = storage.list(directory).stream()
                .filter(name -> name.endsWith(suffix))
                .toList();
        assertThat(names).hasSize(1);
        return directory + "/" + names.get(0);
    }

    private static byte[] bytes(Storage storage, String path) throws IOException {
        try (StorageFile file = storage.open(path)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            file.read(bytes, 0);
            return bytes.array();
        }
    }
}
