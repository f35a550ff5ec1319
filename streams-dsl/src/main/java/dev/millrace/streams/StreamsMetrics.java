package dev.millrace.streams;

import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Sensor;

/**
 * Where processors and stores register measurements of their own beside the built-in ones. Safe for use by any thread.
 */
public interface StreamsMetrics {
    /**
     * All metrics of this application instance.
     *
     * @return a read-only view, which keeps changing while the application runs
     */
    Map<MetricName, ? extends Metric> metrics();

    /**
     * Adds a sensor that turns recorded durations into average and maximum latency, a rate and a total count.
     *
     * @param scopeName what kind of thing is measured, for instance the kind of a store
     * @param entityName which one of that kind
     * @param operationName the operation that takes the time
     * @param recordingLevel from which level of {@code metrics.recording.level} on it records
     * @param tags tag names and values, alternating
     * @return the sensor; {@link #removeSensor remove} it when what it measures is closed
     * @throws IllegalArgumentException if there is a tag name without a value
     */
    Sensor addLatencyRateTotalSensor(
            String scopeName,
            String entityName,
            String operationName,
            Sensor.RecordingLevel recordingLevel,
            String... tags);

    /**
     * Adds a sensor that turns recordings into a rate and a total count.
     *
     * @param scopeName what kind of thing is measured
     * @param entityName which one of that kind
     * @param operationName the operation that is counted
     * @param recordingLevel from which level of {@code metrics.recording.level} on it records
     * @param tags tag names and values, alternating
     * @return the sensor; {@link #removeSensor remove} it when what it measures is closed
     * @throws IllegalArgumentException if there is a tag name without a value
     */
    Sensor addRateTotalSensor(
            String scopeName,
            String entityName,
            String operationName,
            Sensor.RecordingLevel recordingLevel,
            String... tags);

    /**
     * Adds a bare sensor, to which the caller attaches statistics.
     *
     * @param name unique name of the sensor within this application instance
     * @param recordingLevel from which level of {@code metrics.recording.level} on it records
     * @return the sensor
     */
    Sensor addSensor(String name, Sensor.RecordingLevel recordingLevel);

    /**
     * Adds a bare sensor that passes each recording on to its parents.
     *
     * @param name unique name of the sensor within this application instance
     * @param recordingLevel from which level of {@code metrics.recording.level} on it records
     * @param parents sensors that record what this one records
     * @return the sensor
     */
    Sensor addSensor(String name, Sensor.RecordingLevel recordingLevel, Sensor... parents);

    /**
     * Removes a sensor with its metrics and its children.
     *
     * @param sensor a sensor that one of the methods here returned
     */
    void removeSensor(Sensor sensor);
}
