package dev.millrace.broker;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * One thing that a client counts, under a name that Kafka's clients use.
 *
 * @param metricName the name, its group, and the client id as a tag, maybe among others
 * @param value reads it
 */
record ClientMetric(MetricName metricName, Supplier<Object> value) implements Metric {

    @Override
    public Object metricValue() {
        return value.get();
    }

    /** Puts metrics of one group together. */
    static final class Group {
        private final String name;
        private final Map<String, String> tags;
        private final Map<MetricName, ClientMetric> metrics = new LinkedHashMap<>();

        Group(String name, String clientId) {
            this(name, Map.of("client-id", clientId));
        }

        Group(String name, Map<String, String> tags) {
            this.name = name;
            this.tags = tags;
        }

        Group add(String metric, String description, Supplier<Object> value) {
            MetricName full = new MetricName(metric, name, description, tags);
            metrics.put(full, new ClientMetric(full, value));
            return this;
        }

        Map<MetricName, ClientMetric> all() {
            return Map.copyOf(metrics);
        }
    }
}
