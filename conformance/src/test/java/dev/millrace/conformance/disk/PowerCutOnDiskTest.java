package dev.millrace.conformance.disk;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.millrace.conformance.audit.Baseline;
import dev.millrace.conformance.audit.Progress;
import dev.millrace.conformance.crash.ChildLives;
import dev.millrace.conformance.crash.ChildProcess;
import dev.millrace.conformance.crash.SteadyProcess;
import dev.millrace.conformance.disk.MountedDisk.Kind;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * The power is cut under a process that writes to a real file system; what it was told is durable is there when it is
 * mounted again.
 */
@ExtendWith(Baseline.class)
class PowerCutOnDiskTest {
    private static final long SEED = 20261130;

    private static final Logger MAIN_LOG = (Logger) LoggerFactory.getLogger("dev.millrace");

    @TempDir
    private Path directory;

    @BeforeAll
    static void expectErrors() {
        MAIN_LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void listenAgain() {
        MAIN_LOG.setLevel(null);
    }

    @ParameterizedTest
    @EnumSource(names = {"EXT4", "XFS"})
    void case02_cutMidAppendAndMidCommitKeepsWhatWasAcknowledgedAndWholeTransactions(Kind kind) throws Exception {
        cutTransactions(kind, 2, ChildLives::live);
    }

    @ParameterizedTest
    @EnumSource(names = {"EXT4", "XFS"})
    @Tag("nightly")
    void case02_twoHundredCuts(Kind kind) throws Exception {
        cutTransactions(kind, 200, ChildLives::liveHere);
    }

    /** A life in a process of its own, or in this one. */
    private interface Transactions {
        void live(ChildLives lives, int lines, ChildProcess.Ending cut) throws Exception;
    }

    private void cutTransactions(Kind kind, int cuts, Transactions life) throws Exception {
        Random random = new Random(SEED);
        try (MountedDisk disk = MountedDisk.onLoop(kind, directory);
                Progress progress = new Progress("Power cuts on " + kind + ", seed " + SEED, cuts)) {
            Path log = disk.path().resolve("log");
            ChildLives lives = new ChildLives(log);
            for (int cut = 0; cut < cuts; cut++) {
                progress.at(cut);
                life.live(lives, 50 + random.nextInt(300), disk::cut);
                disk.remount();
            }
            lives.check("seed " + SEED + ", " + cuts + " power cuts on " + kind);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EXT4", "XFS"})
    void case07_cutInACheckpointKeepsAPrefix(Kind kind) throws Exception {
        cutCheckpoints(kind, 2, SteadyProcess::live);
    }

    @ParameterizedTest
    @EnumSource(names = {"EXT4", "XFS"})
    @Tag("nightly")
    void case07_twoHundredCuts(Kind kind) throws Exception {
        cutCheckpoints(kind, 200, SteadyProcess::liveHere);
    }

    /** A life in a process of its own, or in this one. */
    private interface Checkpoints {
        int live(Path log, int before, int lines, ChildProcess.Ending cut) throws Exception;
    }

    private void cutCheckpoints(Kind kind, int cuts, Checkpoints life) throws Exception {
        Random random = new Random(SEED);
        try (MountedDisk disk = MountedDisk.onLoop(kind, directory);
                Progress progress = new Progress("Power cuts on " + kind + ", seed " + SEED, cuts)) {
            Path log = disk.path().resolve("log");
            int found = 0;
            for (int cut = 0; cut < cuts; cut++) {
                progress.at(cut);
                String where = "seed " + SEED + ", cut " + cut + " on " + kind;
                int synced = life.live(log, found, 1 + random.nextInt(60), disk::cut);
                disk.remount();
                assertThat(synced).as(where).isGreaterThan(found);
                found = SteadyProcess.check(log, synced, where);
            }
        }
    }
}
