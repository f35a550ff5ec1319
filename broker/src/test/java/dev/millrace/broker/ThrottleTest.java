package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThrottleTest {

    private static final long START_MS = 5_000;

    private final Throttle throttle = new Throttle(10_000);

    @Test
    void withoutAQuotaNothingIsHeldBack() {
        assertThat(throttle.isLimited()).isFalse();
        assertThat(throttle.take(Long.MAX_VALUE / 2, START_MS)).isZero();
    }

    @Test
    void aBurstOfTheMeasuredTimeIsFreeAndWhatGoesBeyondWaitsUntilItIsPaidFor() {
        throttle.limit(100, START_MS);
        assertThat(throttle.take(1_000, START_MS)).isZero();
        assertThat(throttle.take(50, START_MS)).isEqualTo(500);
        assertThat(throttle.take(10, START_MS + 500)).isEqualTo(100);
    }

    @Test
    void whatThreadsTakeAtTheSameTimeIsTakenOnceEach() {
        throttle.limit(100, START_MS);
        IntStream.range(0, 100_000).parallel().forEach(i -> throttle.take(1, START_MS));
        assertThat(throttle.take(0, START_MS)).isEqualTo((100_000 - 1_000) * 10);
    }

    @Test
    void silenceGivesTheBurstBackAndNoMore() {
        throttle.limit(100, START_MS);
        throttle.take(2_000, START_MS);
        long laterMs = START_MS + 1_000_000;
        assertThat(throttle.take(1_000, laterMs)).isZero();
        assertThat(throttle.take(1, laterMs)).isEqualTo(10);
    }

    @Test
    void aClientThatWaitsAsItIsToldGetsItsRateHoweverItsBatchesComeOut() {
        long seed = 20_261_130;
        Random random = new Random(seed);
        throttle.limit(1_000, 0);
        long nowMs = 0;
        long sent = 0;
        while (nowMs < 1_000_000) {
            int size = 1 + random.nextInt(5_000);
            sent += size;
            nowMs += throttle.take(size, nowMs);
        }
        assertThat(sent).as("seed %d", seed).isBetween(nowMs, nowMs + 10_000 + 5_000);
    }

    @Test
    void aChangedQuotaCountsAtOnceAndGivesNoNewBurst() {
        throttle.limit(1_000, START_MS);
        throttle.take(10_000, START_MS);
        throttle.limit(100, START_MS);
        assertThat(throttle.take(100, START_MS)).isEqualTo(1_000);
        throttle.limit(Throttle.NO_QUOTA, START_MS);
        assertThat(throttle.take(1 << 30, START_MS)).isZero();
    }

    @Test
    void aClockThatIsSetBackNeitherGivesNorTakes() {
        throttle.limit(100, START_MS);
        throttle.take(1_000, START_MS);
        assertThat(throttle.take(10, START_MS - 3_000)).isEqualTo(100);
        assertThat(throttle.take(10, START_MS - 3_000)).isEqualTo(200);
    }

    @Test
    void oneThatIsUsedOrInDebtIsNotIdle() {
        throttle.limit(100, START_MS);
        throttle.use();
        assertThat(throttle.isIdle(START_MS)).isFalse();
        throttle.take(2_000, START_MS);
        throttle.release();
        assertThat(throttle.isIdle(START_MS + 10_000)).isFalse();
        assertThat(throttle.isIdle(START_MS + 20_000)).isTrue();
    }
}
