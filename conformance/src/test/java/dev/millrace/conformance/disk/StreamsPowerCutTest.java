package dev.millrace.conformance.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.conformance.audit.Progress;
import dev.millrace.conformance.disk.MountedDisk.Kind;
import dev.millrace.conformance.streams.CountingLives;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The power is cut under a whole program, whose log and whose stores are on the same disk. */
@ExtendWith(Baseline.class)
class StreamsPowerCutTest {
    private static final long SEED = 20261130;

    @TempDir
    private Path directory;

    @Test
    void case11_eachWordCountsOnceThoughThePowerIsCut() throws Exception {
        cut(Kind.EXT4, "commit", 2);
    }

    @ParameterizedTest
    @EnumSource(names = {"EXT4", "XFS"})
    @Tag("nightly")
    void case11_fiftyPowerCuts(Kind kind) throws Exception {
        cut(kind, "commit", 50);
    }

    /** The log forgets its last second; the stores may know of it, if RocksDB was quicker. */
    @Test
    void case12_eachStoreIsTheReplayOfItsChangelogAlsoIfThatForgotSomething() throws Exception {
        cut(Kind.XFS, "interval", 2);
    }

    @ParameterizedTest
    @EnumSource(names = {"EXT4", "XFS"})
    @Tag("nightly")
    void case12_fiftyPowerCuts(Kind kind) throws Exception {
        cut(kind, "interval", 50);
    }

    private void cut(Kind kind, String flush, int cuts) throws Exception {
        Random random = new Random(SEED);
        String where = "seed " + SEED + ", log.flush=" + flush + " on " + kind;
        try (MountedDisk disk = MountedDisk.onLoop(kind, directory);
                Progress progress = new Progress("Power cuts under a program, " + where, cuts)) {
            CountingLives lives = new CountingLives(disk.path().resolve("data"), flush);
            for (int cut = 0; cut < cuts; cut++) {
                progress.at(cut);
                lives.live(3 + random.nextInt(60), disk::cut, where + ", cut " + cut);
                disk.remount();
            }
            lives.finish(where);
            assertThat(lives.sameStores()).as("stores compared").isGreaterThan(cuts);
        }
    }
}
