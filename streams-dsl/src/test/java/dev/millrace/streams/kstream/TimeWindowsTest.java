package dev.millrace.streams.kstream;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TimeWindowsTest {
    @Test
    void tumblingWindowsAreAlignedToTheEpochAndTakeEachRecordOnce() {
        TimeWindows windows = TimeWindows.ofSizeWithNoGrace(ofMillis(10));

        assertThat(windows.windowsFor(0)).isEqualTo(Map.of(0L, new TimeWindow(0, 10)));
        assertThat(windows.windowsFor(9)).isEqualTo(Map.of(0L, new TimeWindow(0, 10)));
        assertThat(windows.windowsFor(10)).isEqualTo(Map.of(10L, new TimeWindow(10, 20)));
    }

    @Test
    void hoppingWindowsOverlapAndComeEarliestFirst() {
        TimeWindows windows = TimeWindows.ofSizeWithNoGrace(ofMillis(10)).advanceBy(ofMillis(3));

        assertThat(windows.windowsFor(11).values())
                .containsExactly(new TimeWindow(3, 13), new TimeWindow(6, 16), new TimeWindow(9, 19));
        assertThat(windows.windowsFor(1).values()).containsExactly(new TimeWindow(0, 10));
    }

    @Test
    void aRecordIsInExactlyTheWindowsThatContainItsTime() {
        long seed = 20160627L;
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            long size = 1 + random.nextInt(50);
            long advance = 1 + random.nextInt((int) size);
            long time = random.nextInt(500);
            TimeWindows windows = TimeWindows.ofSizeWithNoGrace(ofMillis(size)).advanceBy(ofMillis(advance));

            Map<Long, TimeWindow> expected = new TreeMap<>();
            for (long start = 0; start <= time; start += advance) {
                if (time < start + size) {
                    expected.put(start, new TimeWindow(start, start + size));
                }
            }

            assertThat(windows.windowsFor(time))
                    .as("seed %d: %s at %d", seed, windows, time)
                    .isEqualTo(expected);
            assertThat(windows.firstStart(time))
                    .as("seed %d: %s at %d", seed, windows, time)
                    .isEqualTo(expected.keySet().iterator().next());
        }
    }

    @Test
    void graceIsKeptWhenTheAdvanceChanges() {
        TimeWindows windows =
                TimeWindows.ofSizeAndGrace(ofMillis(10), ofMillis(4)).advanceBy(ofMillis(5));

        assertThat(windows.gracePeriodMs()).isEqualTo(4);
        assertThat(windows.size()).isEqualTo(10);
        assertThat(windows.advanceMs).isEqualTo(5);
        assertThat(TimeWindows.ofSizeWithNoGrace(ofMillis(10)).gracePeriodMs()).isZero();
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThatThrownBy(() -> TimeWindows.ofSizeWithNoGrace(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("size must be at least one millisecond, but is 0 ms");
        assertThatThrownBy(() -> TimeWindows.ofSizeAndGrace(ofMillis(10), ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("afterWindowEnd");
        assertThatThrownBy(() -> TimeWindows.ofSizeWithNoGrace(Duration.ofDays(Long.MAX_VALUE / 86_400)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("size is too long");
        assertThatThrownBy(() -> TimeWindows.ofSizeWithNoGrace(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("size");
        TimeWindows windows = TimeWindows.ofSizeWithNoGrace(ofMillis(10));
        assertThatThrownBy(() -> windows.advanceBy(ofMillis(11)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("11 ms")
                .hasMessageContaining("10 ms");
        assertThatThrownBy(() -> windows.advanceBy(ofMillis(0))).isInstanceOf(IllegalArgumentException.class);
    }
}
