package dev.millrace.conformance.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.conformance.audit.Progress;
import dev.millrace.conformance.crash.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program whose state is lost fills its stores from their changelogs, and is killed in the middle of that, again and
 * again: each time between the rows of a batch and the offset beside them. The store that comes out in the end has
 * skipped nothing.
 */
@ExtendWith(Baseline.class)
class RestoreKillTest {
    private static final int LINES_OF_FIRST_LIFE = 150;

    @TempDir
    private Path directory;

    @Test
    void case13_aRestoreThatIsKilledSkipsNothing() throws Exception {
        killRestores(1, 1);
    }

    @Test
    @Tag("nightly")
    void case13_fiftyRestoresThatAreKilled() throws Exception {
        killRestores(2, 50);
    }

    private void killRestores(long seed, int restores) throws Exception {
        Random random = new Random(seed);
        CountingLives lives = new CountingLives(directory, "commit");
        lives.live(LINES_OF_FIRST_LIFE, ChildProcess.Ending.KILL, "seed " + seed + ", the first life");
        lives.finish("seed " + seed + ", before the restores"); // so that there is something to restore
        int kills = 0;
        try (Progress progress = new Progress("RestoreKillTest, seed " + seed, restores)) {
            for (int restore = 0; restore < restores; restore++) {
                progress.at(restore);
                String where = "seed " + seed + ", restore " + restore;
                deleteState();
                for (int kill = 2 + random.nextInt(2); kill > 0; kill--) {
                    kills += lives.liveToRestore(1 + random.nextInt(6), where) ? 1 : 0;
                }
                lives.liveToCompare(where);
            }
        }
        lives.finish("seed " + seed);
        assertThat(kills).as("kills that came in the middle of a restore").isGreaterThanOrEqualTo(restores);
        assertThat(lives.sameStores()).as("stores compared").isGreaterThan(restores);
    }

    private void deleteState() throws IOException {
        List<Path> files;
        try (Stream<Path> below = Files.walk(CountingProcess.stateDirectory(directory))) {
            files = below.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
