package dev.millrace.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.metrics.Gauge;

/**
 * The metrics of one thread, task, node or topic, which come and go with it, under the names of Kafka Streams (KIP-444,
 * KIP-846).
 */
final class MetricSet {

    /**
     * One metric.
     *
     * @param gauge asked when somebody looks, on any thread
     */
    record Entry(String name, String description, Gauge<?> gauge) {}

    private final String group;
    private final Map<String, String> tags;
    private final List<Entry> entries = new ArrayList<>();

    /**
     * Empty at first.
     *
     * @param level {@code thread}, {@code task}, {@code processor-node} or {@code topic}
     * @param tags names and values by turns: whose metrics they are
     */
    MetricSet(String level, String... tags) {
        this("stream-" + level + "-metrics", inPairs(tags));
    }

    private static Map<String, String> inPairs(String... tags) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int i = 0; i < tags.length; i += 2) {
            pairs.put(tags[i], tags[i + 1]);
        }
        return pairs;
    }

    /** Of an instance as a whole. */
    static MetricSet ofClient(String clientId) {
        return new MetricSet("stream-metrics", Map.of("client-id", clientId));
    }

    private MetricSet(String group, Map<String, String> tags) {
        this.group = group;
        this.tags = tags;
    }

    String group() {
        return group;
    }

    Map<String, String> tags() {
        return tags;
    }

    List<Entry> entries() {
        return entries;
    }

    MetricSet gauge(String name, String description, Gauge<?> gauge) {
        entries.add(new Entry(name, description, gauge));
        return this;
    }

    MetricSet rateAndTotal(String name, String ofWhat, Figure figure) {
        gauge(name + "-rate", ofWhat + " per second", (config, nowMs) -> figure.rate(nowMs));
        return gauge(name + "-total", ofWhat + " in all", (config, nowMs) -> figure.total());
    }

    MetricSet averageAndMax(String name, String ofWhat, Figure figure) {
        gauge(name + "-avg", ofWhat + " on average", (config, nowMs) -> figure.average(nowMs));
        return gauge(name + "-max", ofWhat + " at most", (config, nowMs) -> figure.max(nowMs));
    }

    MetricSet partOfTime(String name, String ofWhat, Figure figure) {
        return gauge(
                name + "-ratio",
                "Part of the thread's time that went into " + ofWhat,
                (config, nowMs) -> figure.partOfTime(nowMs));
    }
}
