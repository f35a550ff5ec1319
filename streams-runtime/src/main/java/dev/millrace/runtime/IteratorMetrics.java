package dev.millrace.runtime;

import dev.millrace.streams.store.IteratorMeter;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.Max;
import org.jspecify.annotations.Nullable;

/**
 * What is reported of the iterators over one store, under Kafka Streams' names (KIP-989): how many are open, and at the
 * level {@code DEBUG} since when the oldest is and for how long they were.
 *
 * <p>Written by the thread of the task, read by whoever reads metrics. How many are open costs a store without a fence
 * for each iterator; a clock is read only at the level {@code DEBUG}.
 */
final class IteratorMetrics implements IteratorMeter {

    private static final String GROUP = "stream-state-metrics";

    private final RuntimeMetrics owner;
    private final Map<String, String> tags;
    private final LongSupplier nowMs;
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong oldestMs = new AtomicLong();
    private volatile @Nullable Sensor durations;

    /**
     * @param tags thread, task and store
     * @param nowMs the wall clock of the task's step
     */
    IteratorMetrics(RuntimeMetrics owner, Map<String, String> tags, LongSupplier nowMs) {
        this.owner = owner;
        this.tags = tags;
        this.nowMs = nowMs;
    }

    void addTo(Metrics metrics) {
        Gauge<Long> count = (config, now) -> open.get();
        metrics.addMetric(name(metrics, "num-open-iterators", "Iterators that are open"), null, count);
        Gauge<@Nullable Long> oldest = (config, now) -> open.get() == 0 ? null : oldestMs.get();
        metrics.addMetric(oldest(metrics), null, oldest);
        Sensor sensor = metrics.sensor("iterators." + tags, Sensor.RecordingLevel.DEBUG);
        sensor.add(name(metrics, "iterator-duration-avg", "How long iterators were open on average, ns"), new Avg());
        sensor.add(name(metrics, "iterator-duration-max", "How long an iterator was open at most, ns"), new Max());
        durations = sensor;
    }

    void removeFrom(Metrics metrics) {
        metrics.removeMetric(name(metrics, "num-open-iterators", ""));
        metrics.removeMetric(oldest(metrics));
        Sensor sensor = durations;
        if (sensor != null) {
            metrics.removeSensor(sensor.name());
        }
    }

    private MetricName oldest(Metrics metrics) {
        return name(
                metrics, "oldest-iterator-open-since-ms", "When the oldest open iterator was opened; null if none is");
    }

    private MetricName name(Metrics metrics, String name, String description) {
        return metrics.metricName(name, GROUP, description, tags);
    }

    @Override
    public long nowMs() {
        return nowMs.getAsLong();
    }

    @Override
    public long nanoTime() {
        Sensor sensor = durations;
        return sensor != null && sensor.shouldRecord() ? owner.nanoTime() : 0;
    }

    @Override
    public void open(int count, long oldestOpenMs) {
        oldestMs.setRelease(oldestOpenMs);
        open.setRelease(count);
    }

    @Override
    public void closed(long durationNs) {
        Sensor sensor = durations;
        if (sensor != null) {
            sensor.record((double) durationNs);
        }
    }

    @Override
    public void close() {
        owner.remove(tags, this);
    }
}
