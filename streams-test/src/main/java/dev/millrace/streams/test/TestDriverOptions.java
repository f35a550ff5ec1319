package dev.millrace.streams.test;

import dev.millrace.streams.StreamsConfig;
import java.io.File;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link TopologyTestDriver} runs a topology. By default as the test driver of Kafka Streams does: one partition,
 * a commit after each record, all state in memory. Each of these can be as in production instead. Immutable.
 *
 * <pre>{@code
 * TestDriverOptions.defaults()
 *     .withConfig(properties)
 *     .withPartitions(3)
 *     .withCommitsAsInProduction()
 * }</pre>
 */
public final class TestDriverOptions {

    /** Results on window close come at once and not once a second, as in Kafka Streams' driver. */
    private static final String WINDOW_CLOSE_INTERVAL = "__emit.interval.ms.kstreams.windowed.aggregation__";

    private static final TestDriverOptions DEFAULTS = new TestDriverOptions(Map.of(), null, 1, Map.of(), true, null);

    private final Map<Object, Object> config;
    private final @Nullable Instant wallClock;
    private final int partitions;
    private final Map<String, Integer> partitionsByTopic;
    private final boolean commitsEachRecord;
    private final @Nullable File stateDirectory;

    private TestDriverOptions(
            Map<Object, Object> config,
            @Nullable Instant wallClock,
            int partitions,
            Map<String, Integer> partitionsByTopic,
            boolean commitsEachRecord,
            @Nullable File stateDirectory) {
        this.config = config;
        this.wallClock = wallClock;
        this.partitions = partitions;
        this.partitionsByTopic = partitionsByTopic;
        this.commitsEachRecord = commitsEachRecord;
        this.stateDirectory = stateDirectory;
    }

    /**
     * One partition, a commit after each record, state in memory, the clock at the present.
     *
     * @return options to begin with; the {@code with} methods leave them as they are
     */
    public static TestDriverOptions defaults() {
        return DEFAULTS;
    }

    /**
     * With a configuration in place of the one before.
     *
     * @param newConfig as for {@code MillraceStreams}; {@code application.id} and the log may be left out
     * @return the changed copy
     */
    public TestDriverOptions withConfig(Properties newConfig) {
        Map<Object, Object> copy = new HashMap<>(newConfig);
        newConfig.stringPropertyNames().forEach(name -> copy.put(name, newConfig.getProperty(name)));
        return new TestDriverOptions(
                Map.copyOf(copy), wallClock, partitions, partitionsByTopic, commitsEachRecord, stateDirectory);
    }

    /**
     * With one more setting.
     *
     * @param name name of the setting, as for {@code MillraceStreams}
     * @param value takes the place of an earlier value
     * @return the changed copy
     */
    public TestDriverOptions withConfig(String name, Object value) {
        Map<Object, Object> copy = new HashMap<>(config);
        copy.put(name, value);
        return new TestDriverOptions(
                Map.copyOf(copy), wallClock, partitions, partitionsByTopic, commitsEachRecord, stateDirectory);
    }

    /**
     * With a clock that starts at a time.
     *
     * @param start what the driver's clock says until it is advanced
     * @return the changed copy
     */
    public TestDriverOptions withWallClock(Instant start) {
        return new TestDriverOptions(config, start, partitions, partitionsByTopic, commitsEachRecord, stateDirectory);
    }

    /**
     * With several partitions for each source topic, and so a task for each of them: inputs that are not partitioned
     * alike, and records that should have been repartitioned, show as they do in production. Internal topics get as
     * many partitions as in production. Each store is there once for each partition.
     *
     * @param count at least 1; with 1 for all topics, and commits after each record, all of the topology runs as one
     *     task
     * @return the changed copy
     */
    public TestDriverOptions withPartitions(int count) {
        return new TestDriverOptions(
                config, wallClock, positive(count), partitionsByTopic, commitsEachRecord, stateDirectory);
    }

    /**
     * With a number of partitions for one topic, which may also be one that the topology writes to.
     *
     * @param topic name of the topic; its number counts before the one for all topics
     * @param count at least 1
     * @return the changed copy
     */
    public TestDriverOptions withPartitions(String topic, int count) {
        Map<String, Integer> copy = new HashMap<>(partitionsByTopic);
        copy.put(topic, positive(count));
        return new TestDriverOptions(
                config, wallClock, partitions, Map.copyOf(copy), commitsEachRecord, stateDirectory);
    }

    private static int positive(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("A topic has at least one partition, not " + count);
        }
        return count;
    }

    /**
     * With commits when they are due: {@code commit.interval.ms} after the last one by the driver's clock, when a
     * processor asks, when caches are full, and at {@link TopologyTestDriver#commit}. In between, caches hold updates
     * back, and under exactly-once nothing is visible. Sizes and intervals are those of the configuration. Each
     * sub-topology is a task, with a stream time of its own.
     *
     * @return the changed copy
     */
    public TestDriverOptions withCommitsAsInProduction() {
        return new TestDriverOptions(config, wallClock, partitions, partitionsByTopic, false, stateDirectory);
    }

    /**
     * With persistent stores on disk.
     *
     * @param directory empty or not there yet; the test's to delete
     * @return the changed copy
     */
    public TestDriverOptions withStateDirectory(File directory) {
        return new TestDriverOptions(config, wallClock, partitions, partitionsByTopic, commitsEachRecord, directory);
    }

    StreamsConfig config() {
        Map<Object, Object> all = new HashMap<>(config);
        all.putIfAbsent(StreamsConfig.APPLICATION_ID_CONFIG, "topology-test-driver");
        all.putIfAbsent(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "in-memory:1");
        all.putIfAbsent(WINDOW_CLOSE_INTERVAL, 0L);
        return new StreamsConfig(all);
    }

    @Nullable
    Instant wallClock() {
        return wallClock;
    }

    /** The topics that have a number of their own. */
    Set<String> namedTopics() {
        return partitionsByTopic.keySet();
    }

    int partitionsOf(String topic) {
        return partitionsByTopic.getOrDefault(topic, partitions);
    }

    /** Whether all of the topology is one task, and not each sub-topology, which has a stream time of its own. */
    boolean isOneTask() {
        return commitsEachRecord
                && partitions == 1
                && partitionsByTopic.values().stream().allMatch(count -> count == 1);
    }

    boolean commitsEachRecord() {
        return commitsEachRecord;
    }

    @Nullable
    File stateDirectory() {
        return stateDirectory;
    }
}
