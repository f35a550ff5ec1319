package dev.millrace.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Thousands of seeded crashes of the log and the transaction coordinator; see {@link CrashSimulation}. */
class CrashTest {
    @Test
    void powerCutsAnywhereLoseNothingAcknowledgedAndTearNothing() {
        assertThat(crashes(0, 2_000, new CrashSimulation.Options(4, false))).isEqualTo(8_000);
    }

    @Test
    void neitherDoFailingDisks() {
        assertThat(crashes(1_000_000, 500, new CrashSimulation.Options(4, true)))
                .isEqualTo(2_000);
    }

    @Test
    @Tag("nightly")
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void nightlyManyMore() {
        crashes(10_000_000, 50_000, new CrashSimulation.Options(4, false));
        crashes(20_000_000, 50_000, new CrashSimulation.Options(4, true));
    }

    private static int crashes(long firstSeed, int runs, CrashSimulation.Options options) {
        int crashes = 0;
        for (long seed = firstSeed; seed < firstSeed + runs; seed++) {
            crashes += new CrashSimulation(seed, options).run();
        }
        return crashes;
    }
}
