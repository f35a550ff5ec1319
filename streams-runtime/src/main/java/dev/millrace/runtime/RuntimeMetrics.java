package dev.millrace.runtime;

import dev.millrace.streams.StreamsMetrics;
import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.store.IteratorMeter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Gauge;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Avg;
import org.apache.kafka.common.metrics.stats.CumulativeCount;
import org.apache.kafka.common.metrics.stats.Max;
import org.apache.kafka.common.metrics.stats.Rate;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one application instance, and the registry in which users add their own. Thread-safe; the counters are
 * added to once a step or a commit, not once a record.
 */
final class RuntimeMetrics implements StreamsMetrics {

    private static final String GROUP = "stream-metrics";

    private final Map<String, String> tags;
    private final MetricConfig metricConfig;
    private final LongAdder processed = new LongAdder();
    private final LongAdder commits = new LongAdder();
    private final List<MetricsReporter> reporters;
    private final Map<String, Supplier<Map<MetricName, ? extends Metric>>> clients = new ConcurrentHashMap<>();
    private final Set<MetricSet> sets = new LinkedHashSet<>();
    private @Nullable Time time;
    private final Map<Map<String, String>, IteratorMetrics> iterators = new HashMap<>();
    private @Nullable Metrics registry;
    private boolean reporting;

    /**
     * Figures of one instance.
     *
     * @param metricConfig how the registry measures, and up to which level
     * @param reporters hear of all metrics from {@link #report} on; closed with this
     */
    RuntimeMetrics(String clientId, MetricConfig metricConfig, List<MetricsReporter> reporters) {
        this.tags = Map.of("client-id", clientId);
        this.metricConfig = metricConfig;
        this.reporters = reporters;
    }

    /**
     * From now on the reporters hear of all metrics, also of those that are there already. Called once, when the
     * threads have been started: it takes a while (JMX), and a task does not wait for it.
     */
    synchronized void report() {
        if (!reporting && !reporters.isEmpty()) {
            reporting = true;
            Metrics metrics = registry();
            reporters.forEach(metrics::addReporter);
        }
    }

    /** Adds what a client counts to {@link #metrics()}, instead of what an earlier one of that name counts. */
    void include(String clientName, Supplier<Map<MetricName, ? extends Metric>> metrics) {
        clients.put(clientName, metrics);
    }

    /** Takes away what the clients of an ended thread count, whose names begin with the thread's. */
    void exclude(String threadName) {
        clients.keySet().removeIf(client -> client.startsWith(threadName + "-"));
    }

    /** By which the metrics measure; to be called before the first of them is looked at. */
    synchronized void clock(Time newTime) {
        time = newTime;
    }

    /** How metrics are measured. */
    MetricConfig config() {
        return metricConfig;
    }

    /** Whether what is of this level is measured. */
    boolean records(Sensor.RecordingLevel level) {
        return level.shouldRecord(metricConfig.recordLevel().id);
    }

    /**
     * Adds metrics until they are {@link #remove removed}. They cost nothing but their place as long as nobody looks at
     * any.
     */
    synchronized void add(MetricSet set) {
        sets.add(set);
        if (registry != null) {
            add(registry, set);
        }
    }

    private static void add(Metrics metrics, MetricSet set) {
        for (MetricSet.Entry entry : set.entries()) {
            metrics.addMetricIfAbsent(nameOf(metrics, set, entry), null, entry.gauge());
        }
    }

    private static MetricName nameOf(Metrics metrics, MetricSet set, MetricSet.Entry entry) {
        return metrics.metricName(entry.name(), set.group(), entry.description(), set.tags());
    }

    synchronized void remove(MetricSet set) {
        Metrics metrics = registry;
        if (sets.remove(set) && metrics != null) {
            set.entries().forEach(entry -> metrics.removeMetric(nameOf(metrics, set, entry)));
        }
    }

    /** Takes away what the operators of a task have counted as dropped. Called by the thread that ran it. */
    synchronized void removeTask(String taskId) {
        if (registry != null) {
            String thread = Thread.currentThread().getName();
            registry.removeSensor(sensorName(thread, "task", taskId, "dropped-records"));
        }
    }

    void processed(long records) {
        processed.add(records);
    }

    void committed() {
        commits.increment();
    }

    /** From when to when something takes; 0 without a clock. */
    long nanoTime() {
        Time clock = time;
        return clock == null ? 0 : clock.nanoseconds();
    }

    /** What is reported of the iterators over a store, from now on until it is closed. */
    IteratorMeter iterators(String threadName, TaskId task, String metricsScope, String storeName, LongSupplier nowMs) {
        Map<String, String> storeTags = new LinkedHashMap<>();
        storeTags.put("thread-id", threadName);
        storeTags.put("task-id", task.toString());
        storeTags.put(metricsScope + "-state-id", storeName);
        IteratorMetrics made = new IteratorMetrics(this, storeTags, nowMs);
        replace(storeTags, made);
        return made;
    }

    /** What is there already is of a task that could not be opened, whose stores nobody closed. */
    private synchronized void replace(Map<String, String> storeTags, IteratorMetrics made) {
        IteratorMetrics before = iterators.put(storeTags, made);
        if (registry != null) {
            if (before != null) {
                before.removeFrom(registry);
            }
            made.addTo(registry);
        }
    }

    synchronized void remove(Map<String, String> storeTags, IteratorMetrics ended) {
        if (iterators.remove(storeTags, ended) && registry != null) {
            ended.removeFrom(registry);
        }
    }

    /** Made when it is first asked for: a program that looks at no metrics does not pay for the registry. */
    private synchronized Metrics registry() {
        Metrics metrics = registry;
        if (metrics == null) {
            metrics = time == null ? new Metrics(metricConfig) : new Metrics(metricConfig, new ArrayList<>(), time);
            registry = metrics;
            gauge(metrics, "process-total", "Records processed", processed);
            gauge(metrics, "commit-total", "Commits", commits);
            for (MetricSet set : sets) {
                add(metrics, set);
            }
            for (IteratorMetrics store : iterators.values()) {
                store.addTo(metrics);
            }
        }
        return metrics;
    }

    private void gauge(Metrics metrics, String name, String description, LongAdder value) {
        Gauge<Long> gauge = (config, nowMs) -> value.sum();
        metrics.addMetric(metrics.metricName(name, GROUP, description, tags), null, gauge);
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        Map<MetricName, Metric> all = new HashMap<>(registry().metrics());
        clients.values().forEach(client -> all.putAll(client.get()));
        return Collections.unmodifiableMap(all);
    }

    @Override
    public Sensor addLatencyRateTotalSensor(
            String scopeName,
            String entityName,
            String operationName,
            Sensor.RecordingLevel recordingLevel,
            String... tags) {
        Sensor sensor = addRateTotalSensor(scopeName, entityName, operationName, recordingLevel, tags);
        Map<String, String> all = entityTags(scopeName, entityName, tags);
        String group = "stream-" + scopeName + "-metrics";
        sensor.add(registry().metricName(operationName + "-latency-avg", group, "Average latency", all), new Avg());
        sensor.add(registry().metricName(operationName + "-latency-max", group, "Highest latency", all), new Max());
        return sensor;
    }

    @Override
    public Sensor addRateTotalSensor(
            String scopeName,
            String entityName,
            String operationName,
            Sensor.RecordingLevel recordingLevel,
            String... tags) {
        String thread = Thread.currentThread().getName();
        Sensor sensor = addSensor(sensorName(thread, scopeName, entityName, operationName), recordingLevel);
        Map<String, String> all = entityTags(scopeName, entityName, tags);
        String group = "stream-" + scopeName + "-metrics";
        sensor.add(
                registry().metricName(operationName + "-rate", group, "Calls per second", all),
                new Rate(new org.apache.kafka.common.metrics.stats.WindowedCount()));
        sensor.add(registry().metricName(operationName + "-total", group, "Calls", all), new CumulativeCount());
        return sensor;
    }

    private static String sensorName(String threadName, String scopeName, String entityName, String operationName) {
        return "external." + threadName + "." + scopeName + "." + entityName + "." + operationName;
    }

    /** The thread that asks is the one that will record, as processors ask in their init(). */
    private static Map<String, String> entityTags(String scopeName, String entityName, String... more) {
        if (more.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "Tags are pairs of name and value, but there are " + more.length + " strings");
        }
        Map<String, String> all = new LinkedHashMap<>();
        all.put("thread-id", Thread.currentThread().getName());
        all.put(scopeName + "-id", entityName);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    @Override
    public Sensor addSensor(String name, Sensor.RecordingLevel recordingLevel) {
        return registry().sensor(name, recordingLevel);
    }

    @Override
    public Sensor addSensor(String name, Sensor.RecordingLevel recordingLevel, Sensor... parents) {
        return registry().sensor(name, recordingLevel, parents);
    }

    @Override
    public void removeSensor(Sensor sensor) {
        registry().removeSensor(sensor.name());
    }

    synchronized void close() {
        if (!reporting) {
            reporting = true;
            reporters.forEach(MetricsReporter::close);
        }
        if (registry != null) {
            registry.close();
            registry = null;
        }
    }
}
