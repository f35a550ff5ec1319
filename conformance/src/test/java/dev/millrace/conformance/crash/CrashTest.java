package dev.millrace.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.audit.Progress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Thousands of seeded crashes of the log and the transaction coordinator; see {@link CrashSimulation}. */
class CrashTest {
    @Test
    void powerCutsAnywhereLoseNothingAcknowledgedAndTearNothing() {
        assertThat(crashes("CrashTest, power cuts", 0, 2_000, new CrashSimulation.Options(4, false)))
                .isEqualTo(8_000);
    }

    @Test
    void neitherDoFailingDisks() {
        assertThat(crashes("CrashTest, failing disks", 1_000_000, 500, new CrashSimulation.Options(4, true)))
                .isEqualTo(2_000);
    }

    @Test
    @Tag("nightly")
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void nightlyManyMore() {
        crashes("CrashTest, power cuts", 10_000_000, 50_000, new CrashSimulation.Options(4, false));
        crashes("CrashTest, failing disks", 20_000_000, 50_000, new CrashSimulation.Options(4, true));
    }

    private static int crashes(String what, long firstSeed, int runs, CrashSimulation.Options options) {
        AtomicInteger crashes = new AtomicInteger();
        Progress.overSeeds(what, firstSeed, runs, seed -> crashes.addAndGet(new CrashSimulation(seed, options).run()));
        return crashes.get();
    }
}
