package dev.millrace.streams.kstream;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WindowKindsTest {
    @Test
    void theEndOfATimeWindowDoesNotBelongToIt() {
        assertThat(new TimeWindow(0, 10).overlap(new TimeWindow(10, 20))).isFalse();
        assertThat(new TimeWindow(0, 11).overlap(new TimeWindow(10, 20))).isTrue();
        assertThat(new TimeWindow(0, 30).overlap(new TimeWindow(10, 20))).isTrue();
    }

    @Test
    void theEndOfASessionBelongsToIt() {
        assertThat(new SessionWindow(0, 10).overlap(new SessionWindow(10, 20))).isTrue();
        assertThat(new SessionWindow(0, 9).overlap(new SessionWindow(10, 20))).isFalse();
        assertThat(new SessionWindow(5, 5).overlap(new SessionWindow(5, 5))).isTrue();
    }

    @Test
    void windowsOfDifferentKindsAreDifferentAndCannotBeCompared() {
        assertThat(new TimeWindow(0, 10)).isNotEqualTo(new SessionWindow(0, 10));
        assertThatThrownBy(() -> new TimeWindow(0, 10).overlap(new SessionWindow(0, 10)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SessionWindow");
        assertThatThrownBy(() -> new SessionWindow(0, 10).overlap(new TimeWindow(0, 10)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void limitsOutOfOrderAreRefused() {
        assertThatThrownBy(() -> new SessionWindow(-1, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SessionWindow(10, 9)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TimeWindow(10, 10)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aWindowedKeyIsEqualByKeyAndWindow() {
        Windowed<String> key = new Windowed<>("k", new TimeWindow(10, 20));

        assertThat(key).isEqualTo(new Windowed<>("k", new TimeWindow(10, 20))).hasToString("[k@10/20]");
        assertThat(key).isNotEqualTo(new Windowed<>("l", new TimeWindow(10, 20)));
        assertThat(key).isNotEqualTo(new Windowed<>("k", new TimeWindow(10, 21)));
        assertThatThrownBy(() -> new Windowed<>("k", null)).hasMessage("window");
    }

    @Test
    void anUnlimitedWindowTakesAllFromItsStartOn() {
        UnlimitedWindows windows = UnlimitedWindows.of().startOn(Instant.ofEpochMilli(5));

        assertThat(windows.windowsFor(4)).isEmpty();
        assertThat(windows.windowsFor(5)).isEqualTo(Map.of(5L, new UnlimitedWindow(5)));
        assertThat(windows.size()).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> windows.startOn(Instant.ofEpochMilli(-1))).hasMessageContaining("start");
        assertThatThrownBy(() -> windows.startOn(Instant.MAX)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void joinWindowsReachBothWaysAndMayLieWhollyOnOneSide() {
        JoinWindows windows = JoinWindows.ofTimeDifferenceAndGrace(ofMillis(5), ofMillis(2));

        assertThat(windows.before(ofMillis(-2)).size()).isEqualTo(3);
        assertThat(windows.after(ofMillis(-5)).size()).isZero();
        assertThat(windows.before(ofMillis(7)))
                .extracting(w -> w.beforeMs, w -> w.afterMs, JoinWindows::gracePeriodMs)
                .containsExactly(7L, 5L, 2L);
        assertThatThrownBy(() -> windows.before(ofMillis(-6))).hasMessageContaining("must not be negative");
        assertThatThrownBy(() -> JoinWindows.ofTimeDifferenceWithNoGrace(ofMillis(-1)))
                .hasMessageContaining("timeDifference");
        assertThatThrownBy(() -> windows.windowsFor(0)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void neitherSessionsNorSlidingWindowsNeedADistance() {
        assertThat(SessionWindows.ofInactivityGapAndGrace(ofMillis(3), ofMillis(4)))
                .extracting(SessionWindows::inactivityGap, SessionWindows::gracePeriodMs)
                .containsExactly(3L, 4L);
        assertThat(SlidingWindows.ofTimeDifferenceWithNoGrace(ofMillis(0)).timeDifferenceMs())
                .isZero();
        assertThat(SessionWindows.ofInactivityGapWithNoGrace(ofMillis(0)).inactivityGap())
                .isZero();
        assertThatThrownBy(() -> SessionWindows.ofInactivityGapWithNoGrace(ofMillis(-1)))
                .hasMessageContaining("inactivityGap");
        assertThatThrownBy(() -> SlidingWindows.ofTimeDifferenceWithNoGrace(ofMillis(-1)))
                .hasMessageContaining("timeDifference");
    }
}
