package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.Max;
import org.apache.kafka.common.metrics.stats.Rate;
import org.apache.kafka.common.metrics.stats.WindowedSum;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class FigureTest {

    private static final Offset<Double> ROUNDING = Offset.offset(1e-9);

    private final MetricConfig config = new MetricConfig().samples(3).timeWindow(1_000, TimeUnit.MILLISECONDS);
    private final Figure figure = new Figure(config);

    @Test
    void ratesAveragesAndMaximaAreThoseThatKafkaComputes() {
        for (long seed = 0; seed < 500; seed++) {
            compare(seed);
        }
    }

    /** Kafka's are asked once, at the end: to ask is to begin a window. */
    private void compare(long seed) {
        Random random = new Random(seed);
        Figure some = new Figure(config);
        Rate rate = new Rate(new WindowedSum());
        Avg average = new Avg();
        Max max = new Max();
        long nowMs = 1_000_000;
        double total = 0;
        for (int events = random.nextInt(1, 30); events > 0; events--) {
            nowMs += random.nextInt(10) == 0 ? random.nextInt(5_000) : random.nextInt(300);
            int amount = random.nextInt(100);
            double value = random.nextInt(1_000) - 500;
            some.add(nowMs, amount, value);
            rate.record(config, amount, nowMs);
            average.record(config, value, nowMs);
            max.record(config, value, nowMs);
            total += amount;
        }
        nowMs += random.nextInt(1_000);
        String context = "seed " + seed;
        assertThat(some.rate(nowMs)).as(context).isCloseTo(rate.measure(config, nowMs), ROUNDING);
        assertThat(some.average(nowMs)).as(context).isCloseTo(average.measure(config, nowMs), ROUNDING);
        assertThat(some.max(nowMs)).as(context).isEqualTo(Double.valueOf(max.measure(config, nowMs)));
        assertThat(some.total()).as(context).isEqualTo(total);
    }

    @Test
    void ofWhatNeverHappenedThereIsNoAverage() {
        assertThat(figure.rate(5)).isZero();
        assertThat(figure.average(5)).isNaN();
        assertThat(figure.max(5)).isNaN();
    }

    @Test
    void timesMakeAPartOfTheTime() {
        figure.add(0, 100, 5); // 100 records of 5 ms
        figure.add(1_000, 50, 10);
        figure.add(2_000, 0, 7);
        assertThat(figure.partOfTime(2_000)).isEqualTo(0.5);
    }
}
