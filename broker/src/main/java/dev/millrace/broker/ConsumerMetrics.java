package dev.millrace.broker;

import dev.millrace.log.PartitionLog;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * What a consumer tells about itself, under the names of Kafka's consumer: counts since it was made, and how far it is
 * behind now. For any thread: the numbers are the consumer's own, so another thread may see them a moment later.
 */
final class ConsumerMetrics {

    private static final String FETCHES = "consumer-fetch-manager-metrics";
    private static final String GROUP = "consumer-coordinator-metrics";

    private final Positions positions;
    private final IsolationLevel isolation;
    private final String clientId;

    // Written by the consumer's thread alone.
    private volatile long consumed;
    private volatile long commits;
    private volatile long rebalances;
    private final RunningAverage throttleMs = new RunningAverage();

    ConsumerMetrics(Positions positions, ConsumerSettings settings) {
        this.positions = positions;
        this.isolation = settings.isolation;
        this.clientId = settings.clientId;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void consumed(int records) {
        consumed += records;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void committed() {
        commits++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void rebalanced() {
        rebalances++;
    }

    /** After a fetch the quota asks for a pause, maybe of 0 ms. */
    void throttled(long ms) {
        throttleMs.add((double) ms);
    }

    /** As of now: a partition that is assigned later is in a later answer. */
    Map<MetricName, Metric> all() {
        Map<MetricName, Metric> all = new LinkedHashMap<>();
        Map<String, String> client = Map.of("client-id", clientId);
        add(all, "records-consumed-total", FETCHES, "Records handed out", client, () -> consumed);
        add(all, "records-lag-max", FETCHES, "Largest lag of a partition, in records", client, this::largestLag);
        add(all, "fetch-throttle-time-avg", FETCHES, "Pause for the quota, in ms", client, throttleMs::average);
        add(all, "fetch-throttle-time-max", FETCHES, "Longest pause for the quota, in ms", client, throttleMs::max);
        add(all, "commit-total", GROUP, "Commits of offsets", client, () -> commits);
        add(all, "rebalance-total", GROUP, "Assignments taken from the group", client, () -> rebalances);
        add(
                all,
                "assigned-partitions",
                GROUP,
                "Partitions that the consumer has",
                client,
                () -> positions.all().size());
        for (AssignedPartition partition : positions.all()) {
            Map<String, String> tags = Map.of(
                    "client-id", clientId,
                    "topic", partition.partition.topic(),
                    "partition", Integer.toString(partition.partition.partition()));
            add(all, "records-lag", FETCHES, "Records from the position to the end", tags, () -> lag(partition));
            add(all, "records-lead", FETCHES, "Records from the start to the position", tags, () -> lead(partition));
        }
        return all;
    }

    private static void add(
            Map<MetricName, Metric> all,
            String name,
            String group,
            String meaning,
            Map<String, String> tags,
            DoubleSupplier value) {
        MetricName full = new MetricName(name, group, meaning, tags);
        all.put(full, new Metric() {
            @Override
            public MetricName metricName() {
                return full;
            }

            @Override
            public Object metricValue() {
                return value.getAsDouble();
            }
        });
    }

    private double largestLag() {
        double largest = Double.NaN;
        for (AssignedPartition partition : positions.all()) {
            double lag = lag(partition);
            largest = Double.isNaN(largest) || lag > largest ? lag : largest;
        }
        return largest;
    }

    /** Not a number while the position, or the partition, is not there. */
    private double lag(AssignedPartition partition) {
        PartitionLog log = partition.log;
        long position = partition.position;
        return log == null || position < 0 ? Double.NaN : Math.max(0, log.endOffset(isolation) - position);
    }

    private static double lead(AssignedPartition partition) {
        PartitionLog log = partition.log;
        long position = partition.position;
        return log == null || position < 0 ? Double.NaN : Math.max(0, position - log.logStartOffset());
    }
}
