package dev.millrace.stores;

import dev.millrace.streams.StreamsMetrics;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeSum;

/** Sensors with a total each. */
final class CountingMetrics implements StreamsMetrics {

    private final Metrics registry = new Metrics();

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return registry.metrics();
    }

    /** The total of a sensor; 0 if nobody asked for it. */
    double total(String operation) {
        Metric metric = registry.metric(registry.metricName(operation, "test"));
        return metric == null ? 0 : (Double) metric.metricValue();
    }

    @Override
    public Sensor addLatencyRateTotalSensor(
            String scope, String entity, String operation, Sensor.RecordingLevel level, String... tags) {
        return addSensor(operation, level);
    }

    @Override
    public Sensor addRateTotalSensor(
            String scope, String entity, String operation, Sensor.RecordingLevel level, String... tags) {
        return addSensor(operation, level);
    }

    @Override
    public Sensor addSensor(String name, Sensor.RecordingLevel level) {
        return addSensor(name, level, new Sensor[0]);
    }

    @Override
    public Sensor addSensor(String name, Sensor.RecordingLevel level, Sensor... parents) {
        Sensor sensor = registry.sensor(name, level, parents);
        sensor.add(registry.metricName(name, "test"), new CumulativeSum());
        return sensor;
    }

    @Override
    public void removeSensor(Sensor sensor) {
        registry.removeSensor(sensor.name());
    }
}
