package dev.millrace.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.conformance.audit.Progress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Thousands of seeded crashes of the log and the transaction coordinator; see {@link CrashSimulation}. */
@ExtendWith(Baseline.class)
class CrashTest {
    private static final CrashSimulation.Options OVERLAPPING = new CrashSimulation.Options(4, false, true);
    private static final CrashSimulation.Options OVERLAPPING_AND_FAILING = new CrashSimulation.Options(4, true, true);

    @Test
    void powerCutsAnywhereLoseNothingAcknowledgedAndTearNothing() {
        assertThat(crashes("CrashTest, power cuts", 0, 2_000, new CrashSimulation.Options(4, false, false)))
                .isEqualTo(8_000);
    }

    @Test
    void neitherDoFailingDisks() {
        assertThat(crashes("CrashTest, failing disks", 1_000_000, 500, new CrashSimulation.Options(4, true, false)))
                .isEqualTo(2_000);
    }

    @Test
    void neitherDoThreadsWhoseSyncsOverlap() {
        AtomicInteger mostSyncs = new AtomicInteger();
        crashes("CrashTest, overlapping syncs", 2_000_000, 20, OVERLAPPING, mostSyncs);
        crashes("CrashTest, overlapping syncs, failing disks", 3_000_000, 10, OVERLAPPING_AND_FAILING, mostSyncs);
        assertThat(mostSyncs.get()).as("syncs under way at once").isGreaterThan(1);
    }

    @Test
    @Tag("nightly")
    void nightlyManyMoreWhoseSyncsOverlap() {
        AtomicInteger mostSyncs = new AtomicInteger();
        crashes("CrashTest, overlapping syncs", 30_000_000, 1_000, OVERLAPPING, mostSyncs);
        crashes("CrashTest, overlapping syncs, failing disks", 40_000_000, 1_000, OVERLAPPING_AND_FAILING, mostSyncs);
    }

    @Test
    @Tag("nightly")
    void nightlyManyMore() {
        crashes("CrashTest, power cuts", 10_000_000, 50_000, new CrashSimulation.Options(4, false, false));
        crashes("CrashTest, failing disks", 20_000_000, 50_000, new CrashSimulation.Options(4, true, false));
    }

    private static int crashes(String what, long firstSeed, int runs, CrashSimulation.Options options) {
        return crashes(what, firstSeed, runs, options, new AtomicInteger());
    }

    private static int crashes(
            String what, long firstSeed, int runs, CrashSimulation.Options options, AtomicInteger mostSyncs) {
        AtomicInteger crashes = new AtomicInteger();
        Progress.overSeeds(what, firstSeed, runs, seed -> {
            CrashSimulation simulation = new CrashSimulation(seed, options);
            crashes.addAndGet(simulation.run());
            mostSyncs.accumulateAndGet(simulation.mostSyncs(), Math::max);
        });
        return crashes.get();
    }
}
