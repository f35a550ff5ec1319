package dev.millrace.conformance.crash;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.conformance.audit.Progress;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real process on a real disk, killed with kill -9 at random points: what it was told is durable is there, each
 * record once, each transaction whole.
 */
@ExtendWith(Baseline.class)
class KillTest {
    @TempDir
    private Path directory;

    @Test
    void case01_aKilledProcessLosesNothingAcknowledgedAndLeavesNoHalfTransactions() throws Exception {
        killAndCheck(1, 4);
    }

    @Test
    @Tag("nightly")
    void case01_fiftyKills() throws Exception {
        killAndCheck(2, 50);
    }

    @Test
    void case01_anIdempotentRetryAfterAKillMidAppendLeavesOneCopy() throws Exception {
        Random random = new Random(3);
        int found = 0;
        for (int kill = 0; kill < 3; kill++) {
            int synced = SteadyProcess.live(directory, found, 1 + random.nextInt(100), ChildProcess.Ending.KILL);
            found = SteadyProcess.check(directory, synced, "kill " + kill);
        }
    }

    private void killAndCheck(long seed, int kills) throws Exception {
        Random random = new Random(seed);
        ChildLives lives = new ChildLives(directory);
        try (Progress progress = new Progress("KillTest, seed " + seed, kills)) {
            for (int life = 0; life < kills; life++) {
                progress.at(life);
                lives.live(1 + random.nextInt(400), ChildProcess.Ending.KILL);
            }
        }
        lives.check("seed " + seed + ", " + kills + " kills");
    }
}
