package dev.millrace.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.conformance.audit.Progress;
import dev.millrace.log.FlushMode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.common.IsolationLevel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The faults of the reliability page that meet a compaction. */
@ExtendWith(Baseline.class)
class CompactionCasesTest {
    private static final int ROUNDS = 14;
    private static final Predicate<String> OF_TABLE = path -> path.startsWith(CompactedLog.FILES);

    @Test
    void case06_cutAtEveryStepOfACompactionSwap() throws IOException {
        cutAtEveryStep(0, 2);
    }

    @Test
    @Tag("nightly")
    void case06_cutAtEveryStepOfACompactionSwapWithManySeeds() throws IOException {
        cutAtEveryStep(2, 200);
    }

    private static void cutAtEveryStep(int fromSeed, int toSeed) throws IOException {
        Progress.overSeeds("CompactionCasesTest", fromSeed, toSeed - fromSeed, CompactionCasesTest::cutAtEveryStep);
    }

    private static void cutAtEveryStep(long seed) throws IOException {
        boolean done = false;
        for (int cut = 1; !done; cut++) {
            String where = "seed " + seed + " cut at operation " + cut;
            StrictStorage storage = new StrictStorage(seed * 1_000 + cut);
            CompactedLog log = new CompactedLog(storage).fill(ROUNDS);
            Map<String, String> expected = log.committedTable();
            long end = log.log.logEndOffset();
            storage.cutPowerAt(cut);
            try {
                log.compact();
                done = true;
            } catch (PowerCut gone) {
                // as ordered
            }
            StrictStorage found = storage.crash();
            for (int life = 0; life < 2; life++) {
                CompactedLog restarted = new CompactedLog(found);
                assertThat(restarted.committedTable()).as(where).isEqualTo(expected);
                assertThat(restarted.log.logEndOffset()).as(where).isEqualTo(end);
                assertThat(found.list(directory(found)))
                        .as(where)
                        .noneMatch(name -> name.endsWith(".tmp") || name.endsWith(".swap"));
                if (life == 0) {
                    restarted.put("k0", "after");
                    restarted.directory.sync();
                    expected = new TreeMap<>(expected);
                    expected.put("k0", "after");
                    restarted.compact();
                    assertThat(restarted.committedTable()).as(where).isEqualTo(expected);
                    end++;
                    found = cut % 2 == 0 ? found.kill() : found.crash();
                }
            }
        }
    }

    /**
     * A kill shows what was renamed and not synced; what recovery does about it must survive the cut that comes next.
     */
    @Test
    void case09_cutDuringTheRecoveryOfASwap() throws IOException {
        for (int seed = 0; seed < 150; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            CompactedLog log = new CompactedLog(storage).fill(ROUNDS);
            Map<String, String> expected = log.committedTable();
            storage.cutPowerAt(1 + seed % 50);
            try {
                log.compact();
            } catch (PowerCut gone) {
                // as ordered
            }
            StrictStorage killed = storage.kill();
            killed.cutPowerAt(1 + seed % 17);
            try {
                new CompactedLog(killed);
            } catch (PowerCut gone) {
                // as ordered
            }
            assertThat(new CompactedLog(killed.crash()).committedTable())
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void case16_diskFullInCompaction() throws IOException {
        for (int seed = 0; seed < 40; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            CompactedLog log = new CompactedLog(storage).fill(ROUNDS);
            log.directory.tick(log.nowMs); // the checkpoint that a pass begins with has its room
            Map<String, String> expected = log.committedTable();
            int before = log.records(IsolationLevel.READ_UNCOMMITTED).size();
            storage.freeBytes(seed * 10);
            while (log.directory.compact(log.nowMs)) {
                // one more step
            }
            assertThat(log.committedTable()).as("seed %d", seed).isEqualTo(expected);
            assertThat(storage.list(directory(storage)))
                    .as("seed %d", seed)
                    .noneMatch(name -> name.endsWith(".log.tmp"));
            storage.freeBytes(Long.MAX_VALUE);
            log.put("k1", "there is room");
            log.directory.sync();
            expected.put("k1", "there is room");
            log.nowMs += 60_000;
            log.compact();
            assertThat(log.committedTable()).as("seed %d", seed).isEqualTo(expected);
            assertThat(log.records(IsolationLevel.READ_UNCOMMITTED))
                    .as("seed %d: tried again", seed)
                    .hasSizeLessThan(before / 2);
            assertThat(new CompactedLog(storage.crash()).committedTable())
                    .as("seed %d", seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void aDiskThatFailsInCompactionLosesNothing() throws IOException {
        for (Fault fault : List.of(
                Fault.CREATE,
                Fault.WRITE,
                Fault.SHORT_WRITE,
                Fault.SYNC,
                Fault.RENAME,
                Fault.SYNC_DIRECTORY,
                Fault.READ)) {
            for (int seed = 0; seed < 12; seed++) {
                StrictStorage storage = new StrictStorage(seed);
                CompactedLog log = new CompactedLog(storage).fill(ROUNDS);
                Map<String, String> expected = log.committedTable();
                log.directory.tick(log.nowMs);
                for (int step = 0; step < seed; step++) {
                    log.directory.compact(log.nowMs);
                }
                storage.inject(fault, OF_TABLE, 1);
                while (log.directory.compact(log.nowMs)) {
                    // one more step
                }
                String where = fault + " after " + seed + " steps";
                assertThat(log.committedTable()).as(where).isEqualTo(expected);
                StrictStorage found = seed % 2 == 0 ? storage.crash() : storage.kill();
                CompactedLog restarted = new CompactedLog(found);
                assertThat(restarted.committedTable()).as(where).isEqualTo(expected);
                restarted.compact();
                assertThat(restarted.committedTable()).as(where).isEqualTo(expected);
            }
        }
    }

    /**
     * In this mode readable is not durable: with the power the marker may go, and the transaction be aborted after
     * that.
     */
    @Test
    void whatATransactionSupersedesIsNotRemovedBeforeItsMarkerIsDurable() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            CompactedLog log = new CompactedLog(storage, FlushMode.INTERVAL).fill(ROUNDS);
            log.compact();
            log.put("k", "old");
            log.transactional(3, 0, 0, "k", "new");
            for (int i = 0; i < 12; i++) {
                log.put("other" + i, "value");
            }
            log.nowMs += 60_000;
            log.directory.tick(log.nowMs); // a checkpoint
            log.marker(3, 0, true);
            log.directory.sync();
            log.compact();
            assertThat(log.records(IsolationLevel.READ_UNCOMMITTED))
                    .as("seed %d: compacted", seed)
                    .filteredOn(record -> record[1].equals("k"))
                    .hasSize(1);

            CompactedLog restarted = new CompactedLog(storage.crash(), FlushMode.INTERVAL);
            boolean undecided = restarted.log.hasOpenTransaction(3);
            if (undecided) {
                restarted.marker(3, 0, false);
                restarted.directory.sync();
            }
            assertThat(restarted.committedTable()).as("seed %d", seed).containsEntry("k", undecided ? "old" : "new");
        }
    }

    private static String directory(StrictStorage storage) throws IOException {
        return "partitions/" + storage.list("partitions").get(0);
    }
}
