package dev.millrace.streams.operator;

import dev.millrace.streams.StreamsMetrics;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeCount;

/** Metrics that count how often each sensor was recorded. */
final class Counts implements StreamsMetrics {

    private final Metrics metrics = new Metrics();

    long of(String operation) {
        Metric count = metrics.metric(name(operation));
        return count == null ? 0 : ((Number) count.metricValue()).longValue();
    }

    private static MetricName name(String operation) {
        return new MetricName(operation, "bench", "", Map.of());
    }

    @Override
    public Sensor addRateTotalSensor(
            String scope, String entity, String operation, Sensor.RecordingLevel level, String... tags) {
        Sensor sensor = metrics.sensor(operation);
        sensor.add(name(operation), new CumulativeCount());
        return sensor;
    }

    @Override
    public Sensor addLatencyRateTotalSensor(
            String scope, String entity, String operation, Sensor.RecordingLevel level, String... tags) {
        return addRateTotalSensor(scope, entity, operation, level, tags);
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return metrics.metrics();
    }

    @Override
    public Sensor addSensor(String name, Sensor.RecordingLevel level) {
        return metrics.sensor(name, level);
    }

    @Override
    public Sensor addSensor(String name, Sensor.RecordingLevel level, Sensor... parents) {
        return metrics.sensor(name, level, parents);
    }

    @Override
    public void removeSensor(Sensor sensor) {
        metrics.removeSensor(sensor.name());
    }
}
