package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.metrics.MetricConfig;
import org.junit.jupiter.api.Test;

/** {@code log.summary.interval.ms}. */
class ProgressLineTest {

    private final List<String> lines = new ArrayList<>();
    private final ThreadFigures figures = new ThreadFigures(new MetricConfig(), () -> 0);

    private ProgressLine every(long intervalMs) {
        ProgressLine line = new ProgressLine("thread", intervalMs, figures, lines::add);
        line.start(1_000);
        return line;
    }

    @Test
    void saysAtEachIntervalWhatTheThreadHasDoneSinceTheLastLine() {
        ProgressLine line = every(100);
        figures.processed(1_010, 7, 0);
        figures.committed(1_020);
        line.step(1_099);
        assertThat(lines).isEmpty();
        line.step(1_105);
        figures.punctuated(1_110, 2);
        figures.processed(1_110, 3, 0);
        line.step(1_204);
        line.step(1_205);
        assertThat(lines)
                .containsExactly(
                        "thread: processed 7 records, called 0 punctuators and committed 1 times in the last 105 ms",
                        "thread: processed 3 records, called 2 punctuators and committed 0 times in the last 100 ms");
    }

    @Test
    void withoutAnIntervalItSaysNothing() {
        for (long none : List.of(0L, -1L)) {
            every(none).step(Long.MAX_VALUE);
        }
        assertThat(lines).isEmpty();
    }
}
