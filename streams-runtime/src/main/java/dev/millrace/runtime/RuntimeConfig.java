package dev.millrace.runtime;

import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.errors.DefaultProductionExceptionHandler;
import dev.millrace.streams.processor.TimestampExtractor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.apache.kafka.common.metrics.Sensor;
import org.jspecify.annotations.Nullable;

/**
 * What the engine needs of a {@link StreamsConfig}, read and checked once. Immutable, but for the default serdes, which
 * are made when first asked for.
 */
final class RuntimeConfig {

    static final String DEFAULT_KEY_SERDE = StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG;
    static final String DEFAULT_VALUE_SERDE = StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG;
    static final String DESERIALIZATION_HANDLER = StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG;

    /** The domain of MBeans; Kafka Streams', so that what reads them goes on. */
    private static final String METRICS_NAMESPACE = "kafka.streams";

    private static final long MIN_UNCOMMITTED_BYTES = 1 << 20;

    private final StreamsConfig config;
    private final String applicationId;
    private final boolean exactlyOnce;
    private final @Nullable String lateRecordsTopic;
    private final long commitIntervalMs;
    private final long pollMs;
    private final long maxTaskIdleMs;
    private final long taskTimeoutMs;
    private final int bufferedRecordsPerPartition;
    private final int threads;
    private final long cacheMaxBytes;
    private final long memoryMaxBytes;
    private final Map<String, String> internalTopicConfig;
    private final boolean everySendFailureIsFatal;

    RuntimeConfig(StreamsConfig config) {
        this.config = config;
        this.applicationId = config.applicationId();
        this.exactlyOnce = config.exactlyOnce();
        this.lateRecordsTopic = config.getString(StreamsConfig.LATE_RECORDS_TOPIC_CONFIG);
        this.commitIntervalMs = config.getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG);
        this.pollMs = config.getLong(StreamsConfig.POLL_MS_CONFIG);
        this.maxTaskIdleMs = config.getLong(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG);
        this.taskTimeoutMs = config.getLong(StreamsConfig.TASK_TIMEOUT_MS_CONFIG);
        this.bufferedRecordsPerPartition = config.getInt(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG);
        this.threads = config.getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG);
        this.cacheMaxBytes = config.getLong(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG);
        this.memoryMaxBytes = config.stateMemoryMaxBytes();
        this.everySendFailureIsFatal = config.getClass(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG)
                        == DefaultProductionExceptionHandler.class
                && config.getString(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG) == null;
        this.internalTopicConfig = strings(config.originalsWithPrefix(StreamsConfig.TOPIC_PREFIX));
    }

    private static Map<String, String> strings(Map<String, Object> values) {
        Map<String, String> strings = new HashMap<>();
        values.forEach((key, value) -> strings.put(key, String.valueOf(value)));
        return strings;
    }

    /** The real name of a store's changelog topic. */
    static String changelogTopic(String applicationId, String store) {
        return applicationId + "-" + store + "-changelog";
    }

    StreamsConfig streamsConfig() {
        return config;
    }

    /** Null: late records are not kept. */
    @Nullable
    String lateRecordsTopic() {
        return lateRecordsTopic;
    }

    String applicationId() {
        return applicationId;
    }

    boolean exactlyOnce() {
        return exactlyOnce;
    }

    long commitIntervalMs() {
        return commitIntervalMs;
    }

    long repartitionPurgeIntervalMs() {
        return config.getLong(StreamsConfig.REPARTITION_PURGE_INTERVAL_MS_CONFIG);
    }

    /** How often a thread says what it has done; 0 or less: never. */
    long logSummaryIntervalMs() {
        return config.getLong(StreamsConfig.LOG_SUMMARY_INTERVAL_MS_CONFIG);
    }

    int threads() {
        return threads;
    }

    long pollMs() {
        return pollMs;
    }

    long maxTaskIdleMs() {
        return maxTaskIdleMs;
    }

    /** How long timeouts of the log are tried again before they are an error. */
    long taskTimeoutMs() {
        return taskTimeoutMs;
    }

    int bufferedRecordsPerPartition() {
        return bufferedRecordsPerPartition;
    }

    /** What write-back caches of one thread may hold. */
    long cacheMaxBytesPerThread() {
        return cacheMaxBytes / Math.max(1, threads);
    }

    /**
     * What the changes of one thread may amount to before it commits early: with caching, the caches' share, as Kafka
     * Streams would evict; without, a part of the memory for state. Never so little that each record is a commit.
     */
    long uncommittedMaxBytesPerThread() {
        long share = cacheMaxBytes > 0 ? cacheMaxBytes : memoryMaxBytes / 4;
        return Math.max(MIN_UNCOMMITTED_BYTES, share / Math.max(1, threads));
    }

    /** Whether the group of the system's user may write to the state directory. */
    boolean groupMayWriteState() {
        return config.getBoolean(StreamsConfig.ALLOW_OS_GROUP_WRITE_ACCESS_CONFIG);
    }

    long memoryMaxBytes() {
        return memoryMaxBytes;
    }

    /**
     * Tries whether what each task gets of its own can be made.
     *
     * @throws org.apache.kafka.common.KafkaException if not
     */
    void ensureInstances() {
        newTimestampExtractor();
        newErrorHandlers();
    }

    /** A new one: what a user has written for a task need not be thread-safe. */
    TimestampExtractor newTimestampExtractor() {
        return config.defaultTimestampExtractor();
    }

    /** New ones. */
    Failures.ErrorHandlers newErrorHandlers() {
        return new Failures.ErrorHandlers(
                config.deserializationExceptionHandler(),
                config.processingExceptionHandler(),
                config.productionExceptionHandler());
    }

    /** Empty: the broker's default. */
    Optional<Short> replicationFactor() {
        int factor = config.getInt(StreamsConfig.REPLICATION_FACTOR_CONFIG);
        return factor < 0 ? Optional.empty() : Optional.of((short) factor);
    }

    /**
     * Whether nobody wants to see a record that could not be sent: no handler of the user's, and no dead-letter topic.
     */
    boolean everySendFailureIsFatal() {
        return everySendFailureIsFatal;
    }

    /** What the user sets for all internal topics ({@code topic.} prefix). */
    Map<String, String> internalTopicConfig() {
        return internalTopicConfig;
    }

    long windowStoreAdditionalRetentionMs() {
        return config.getLong(StreamsConfig.WINDOW_STORE_CHANGE_LOG_ADDITIONAL_RETENTION_MS_CONFIG);
    }

    /** How metrics are measured. */
    MetricConfig metricConfig() {
        return new MetricConfig()
                .samples(config.getInt(StreamsConfig.METRICS_NUM_SAMPLES_CONFIG))
                .timeWindow(config.getLong(StreamsConfig.METRICS_SAMPLE_WINDOW_MS_CONFIG), TimeUnit.MILLISECONDS)
                .recordLevel(
                        Sensor.RecordingLevel.forName(config.getString(StreamsConfig.METRICS_RECORDING_LEVEL_CONFIG)));
    }

    /**
     * New instances of {@code metric.reporters}, which know by {@code metrics.context.} and the client id whose metrics
     * they get.
     *
     * @throws org.apache.kafka.common.KafkaException if one cannot be made
     */
    List<MetricsReporter> metricsReporters(String clientId) {
        List<MetricsReporter> reporters = config.getConfiguredInstances(
                StreamsConfig.METRIC_REPORTER_CLASSES_CONFIG,
                MetricsReporter.class,
                Map.of(StreamsConfig.CLIENT_ID_CONFIG, clientId));
        KafkaMetricsContext context = new KafkaMetricsContext(
                METRICS_NAMESPACE, config.originalsWithPrefix(CommonClientConfigs.METRICS_CONTEXT_PREFIX));
        reporters.forEach(reporter -> reporter.contextChange(context));
        return reporters;
    }

    /** What the user has set, and what it means: classes as such, defaults filled in. */
    Map<String, Object> engineConfigs() {
        Map<String, Object> all = new HashMap<>(config.originals());
        all.putAll(config.values());
        return all;
    }

    Map<String, Object> originals() {
        return config.originals();
    }

    Map<String, Object> originalsWithPrefix(String prefix) {
        return config.originalsWithPrefix(prefix);
    }
}
