package dev.millrace.conformance.api;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.kstream.TimeWindows;
import dev.millrace.streams.state.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class WindowsOracleTest {
    private static final long SEED = 4_310_001L;

    @Test
    void recordsFallIntoTheSameWindows() {
        Random random = new Random(SEED);
        for (int i = 0; i < 3_000; i++) {
            Duration size = ofMillis(1 + random.nextInt(10_000));
            Duration advance = ofMillis(Math.max(1, size.toMillis() / (1 + random.nextInt(6))));
            long time = random.nextInt(10) == 0 ? random.nextInt(20) : Math.abs(random.nextLong() >>> 20);

            var ours = TimeWindows.ofSizeWithNoGrace(size).advanceBy(advance).windowsFor(time);
            var theirs = org.apache.kafka.streams.kstream.TimeWindows.ofSizeWithNoGrace(size)
                    .advanceBy(advance)
                    .windowsFor(time);

            assertThat(ours.keySet())
                    .as("seed %d: size %s, advance %s, time %d", SEED, size, advance, time)
                    .containsExactlyElementsOf(theirs.keySet());
            assertThat(ours.values())
                    .extracting(w -> w.end())
                    .containsExactlyElementsOf(
                            theirs.values().stream().map(w -> w.end()).toList());
        }
    }

    @Test
    void windowArgumentsAreRefusedAlike() {
        List<Duration> durations = List.of(
                ofMillis(-1),
                Duration.ZERO,
                ofMillis(1),
                ofMillis(5),
                Duration.ofNanos(1),
                Duration.ofSeconds(Long.MAX_VALUE));
        for (Duration first : durations) {
            sameVerdict(
                    first,
                    () -> TimeWindows.ofSizeWithNoGrace(first),
                    () -> org.apache.kafka.streams.kstream.TimeWindows.ofSizeWithNoGrace(first));
            sameVerdict(
                    first,
                    () -> dev.millrace.streams.kstream.SessionWindows.ofInactivityGapWithNoGrace(first),
                    () -> org.apache.kafka.streams.kstream.SessionWindows.ofInactivityGapWithNoGrace(first));
            sameVerdict(
                    first,
                    () -> dev.millrace.streams.kstream.SlidingWindows.ofTimeDifferenceWithNoGrace(first),
                    () -> org.apache.kafka.streams.kstream.SlidingWindows.ofTimeDifferenceWithNoGrace(first));
            sameVerdict(
                    first,
                    () -> dev.millrace.streams.kstream.JoinWindows.ofTimeDifferenceWithNoGrace(first),
                    () -> org.apache.kafka.streams.kstream.JoinWindows.ofTimeDifferenceWithNoGrace(first));
            for (Duration second : durations) {
                sameVerdict(
                        List.of(first, second),
                        () -> TimeWindows.ofSizeAndGrace(first, second),
                        () -> org.apache.kafka.streams.kstream.TimeWindows.ofSizeAndGrace(first, second));
                sameVerdict(
                        List.of(first, second),
                        () -> TimeWindows.ofSizeWithNoGrace(ofMillis(5)).advanceBy(second),
                        () -> org.apache.kafka.streams.kstream.TimeWindows.ofSizeWithNoGrace(ofMillis(5))
                                .advanceBy(second));
                sameVerdict(
                        List.of(first, second),
                        () -> dev.millrace.streams.kstream.JoinWindows.ofTimeDifferenceWithNoGrace(ofMillis(1))
                                .before(second),
                        () -> org.apache.kafka.streams.kstream.JoinWindows.ofTimeDifferenceWithNoGrace(ofMillis(1))
                                .before(second));
                sameVerdict(
                        List.of(first, second),
                        () -> Stores.persistentWindowStore("s", first, second, false),
                        () -> org.apache.kafka.streams.state.Stores.persistentWindowStore("s", first, second, false));
            }
        }
    }

    @Test
    void storesCutTimeIntoTheSameSegments() {
        for (long retentionMs : new long[] {0, 1, 59_999, 60_000, 119_999, 120_000, 180_001, 86_400_000}) {
            Duration retention = ofMillis(retentionMs);

            assertThat(Stores.persistentWindowStore("s", retention, Duration.ZERO, true)
                            .segmentIntervalMs())
                    .isEqualTo(org.apache.kafka.streams.state.Stores.persistentWindowStore(
                                    "s", retention, Duration.ZERO, true)
                            .segmentIntervalMs());
            assertThat(Stores.inMemorySessionStore("s", retention).segmentIntervalMs())
                    .isEqualTo(org.apache.kafka.streams.state.Stores.inMemorySessionStore("s", retention)
                            .segmentIntervalMs());
        }
    }

    private static void sameVerdict(Object arguments, Supplier<?> ours, Supplier<?> theirs) {
        assertThat(verdict(ours)).as("arguments %s", arguments).isEqualTo(verdict(theirs));
    }

    private static String verdict(Supplier<?> call) {
        try {
            return call.get() == null ? "nothing" : "accepted";
        } catch (RuntimeException e) {
            return e.getClass().getName();
        }
    }
}
