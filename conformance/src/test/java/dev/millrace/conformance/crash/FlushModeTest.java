package dev.millrace.conformance.crash;

import static dev.millrace.conformance.crash.SmallLog.A;
import static dev.millrace.conformance.crash.SmallLog.assertPrefix;
import static dev.millrace.conformance.crash.SmallLog.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.log.FlushMode;
import dev.millrace.log.LogDirectoryConfig;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each setting of {@code log.flush} promises of an acknowledged record. */
@ExtendWith(Baseline.class)
class FlushModeTest {
    private static final int SEEDS = 60;
    private static final int INTERVAL_MS = 100;
    private static final LogDirectoryConfig CONFIG = SmallLog.CONFIG.withIntervals(INTERVAL_MS, 1_000_000);

    @ParameterizedTest
    @EnumSource
    void whatIsAcknowledgedSurvivesTheProcess(FlushMode mode) throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            SmallLog log = new SmallLog(storage, CONFIG.withFlushMode(mode)).withPartitions();
            append(log, 0, seed);
            log.directory.sync();
            assertThat(new SmallLog(storage.kill(), CONFIG.withFlushMode(mode)).read(A))
                    .as("seed %d", seed)
                    .isEqualTo(values(seed));
        }
    }

    @Test
    void withCommitWhatIsAcknowledgedSurvivesThePowerCut() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            SmallLog log = new SmallLog(storage, CONFIG).withPartitions();
            append(log, 0, seed);
            log.directory.sync();
            append(log, seed, seed + 5);
            assertPrefix(new SmallLog(storage.crash(), CONFIG).read(A), seed, seed + 5, "seed " + seed);
        }
    }

    @Test
    void withIntervalAPowerCutTakesAtMostWhatWasAcknowledgedSinceTheLastInterval() throws IOException {
        int lost = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            LogDirectoryConfig config = CONFIG.withFlushMode(FlushMode.INTERVAL);
            SmallLog log = new SmallLog(storage, config).withPartitions();
            append(log, 0, seed);
            log.directory.sync();
            log.nowMs += INTERVAL_MS;
            log.directory.tick(log.nowMs);
            append(log, seed, seed + 10);
            log.directory.sync();
            assertThat(log.read(A))
                    .as("it is acknowledged and readable at once")
                    .isEqualTo(values(seed + 10));
            int found = new SmallLog(storage.crash(), config).read(A).size();
            assertThat(found).as("seed %d", seed).isBetween(seed, seed + 10);
            lost += seed + 10 - found;
        }
        assertThat(lost)
                .as("records lost, over all seeds: else this would be commit")
                .isPositive();
    }

    private static void append(SmallLog log, int from, int to) {
        for (int i = from; i < to; i++) {
            log.append(A, "v" + i);
        }
    }
}
