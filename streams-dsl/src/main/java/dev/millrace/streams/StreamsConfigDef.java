package dev.millrace.streams;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;

import dev.millrace.streams.errors.DefaultProductionExceptionHandler;
import dev.millrace.streams.errors.LogAndFailExceptionHandler;
import dev.millrace.streams.errors.LogAndFailProcessingExceptionHandler;
import dev.millrace.streams.processor.FailOnInvalidTimestamp;
import dev.millrace.streams.state.BuiltInDslStoreSuppliers;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.jspecify.annotations.Nullable;

/** All settings: types, defaults, limits and meanings. What spans several of them is in {@link StreamsConfigRules}. */
final class StreamsConfigDef {
    private static final long DEFAULT_COMMIT_INTERVAL_MS = 30_000;
    static final long DEFAULT_EXACTLY_ONCE_COMMIT_INTERVAL_MS = 100;
    private static final long DEFAULT_STATE_MEMORY_MAX_BYTES = 256L << 20;
    private static final long DEFAULT_CACHE_MAX_BYTES = 10L << 20;

    static final SettingDefinitions DEFINITION = new SettingDefinitions("");

    static {
        defineApplication();
        defineProcessing();
        defineErrors();
        defineInternalTopics();
        defineState();
        defineDsl();
        defineMetrics();
        defineClients();
        defineRetries();
        InertSettings.DEFINITIONS.configKeys().values().forEach(DEFINITION::define);
    }

    private StreamsConfigDef() {}

    private static void defineApplication() {
        DEFINITION.define(
                StreamsConfig.APPLICATION_ID_CONFIG,
                ConfigDef.Type.STRING,
                ConfigDef.NO_DEFAULT_VALUE,
                new ApplicationId(),
                Importance.HIGH,
                "Names the application: its consumer group, its internal topics and its state carry this name.");
        DEFINITION.text(
                StreamsConfig.LOG_DIR_CONFIG,
                null,
                Importance.HIGH,
                "Directory of a log in this process. Set either this or bootstrap.servers.");
        DEFINITION.oneOf(
                StreamsConfig.LOG_FLUSH_CONFIG,
                "commit",
                List.of("commit", "interval", "os"),
                "When the log in this process is on the disk for good: at each acknowledgement and commit, so that it"
                        + " survives a power cut; at intervals; or when the operating system writes it, so that it"
                        + " survives the end of the process only.");
        DEFINITION.list(
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
                List.of(),
                null,
                Importance.HIGH,
                "Brokers of an Apache Kafka cluster as host:port, separated by commas. Set either this or log.dir.");
        DEFINITION.text(
                StreamsConfig.CLIENT_ID_CONFIG,
                "",
                Importance.MEDIUM,
                "Begins the names of threads and clients; by default made from the application's id and something"
                        + " unique.");
        DEFINITION.number(
                StreamsConfig.NUM_STREAM_THREADS_CONFIG,
                ConfigDef.Type.INT,
                1,
                atLeast(0),
                Importance.MEDIUM,
                "Number of stream threads; 0 only for an application of global tables.");
        DEFINITION.classOf(
                StreamsConfig.DEFAULT_CLIENT_SUPPLIER_CONFIG,
                null,
                "Class of the KafkaClientSupplier; by default chosen by log.dir or bootstrap.servers.");
        DEFINITION.define(
                StreamsConfig.GROUP_PROTOCOL_CONFIG,
                ConfigDef.Type.STRING,
                StreamsConfig.DEFAULT_GROUP_PROTOCOL,
                ConfigDef.CaseInsensitiveValidString.in("classic"),
                Importance.MEDIUM,
                "How instances share out tasks. The streams protocol of KIP-1071 is not available yet.");
    }

    private static void defineProcessing() {
        DEFINITION.oneOf(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                StreamsConfig.AT_LEAST_ONCE,
                List.of(StreamsConfig.AT_LEAST_ONCE, StreamsConfig.EXACTLY_ONCE_V2),
                "What a failure may do to results: with at_least_once, records since the last commit count again; with"
                        + " exactly_once_v2, each record counts once.");
        DEFINITION.number(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                ConfigDef.Type.LONG,
                DEFAULT_COMMIT_INTERVAL_MS,
                atLeast(0),
                Importance.LOW,
                "Longest time in milliseconds between commits under load. With exactly_once_v2 the default is "
                        + DEFAULT_EXACTLY_ONCE_COMMIT_INTERVAL_MS + ".");
        DEFINITION.classOf(
                StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, null, "Serde of keys where an operation names none.");
        DEFINITION.classOf(
                StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, null, "Serde of values where an operation names none.");
        DEFINITION.classOf(
                StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG,
                FailOnInvalidTimestamp.class,
                "TimestampExtractor of sources that name none.");
        DEFINITION.number(
                StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG,
                ConfigDef.Type.INT,
                1000,
                atLeast(1),
                Importance.LOW,
                "Records of a partition that wait in memory before its consumer is paused.");
        DEFINITION.number(
                StreamsConfig.MAX_TASK_IDLE_MS_CONFIG,
                ConfigDef.Type.LONG,
                0L,
                atLeast(-1),
                Importance.MEDIUM,
                "Milliseconds that a task with several inputs waits for records of an empty one, so as to process"
                        + " records in the order of their time: 0 waits for what the log has already, -1 never waits.");
        DEFINITION.number(
                StreamsConfig.POLL_MS_CONFIG,
                ConfigDef.Type.LONG,
                100L,
                atLeast(0),
                Importance.LOW,
                "Longest time in milliseconds that a thread waits for input at once.");
    }

    private static void defineErrors() {
        DEFINITION.classOf(
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
                LogAndFailExceptionHandler.class,
                "Decides about records that cannot be deserialised.");
        DEFINITION.classOf(
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
                LogAndFailProcessingExceptionHandler.class,
                "Decides about records on which a processor fails.");
        DEFINITION.classOf(
                StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
                DefaultProductionExceptionHandler.class,
                "Decides about records that cannot be serialised or sent.");
        DEFINITION.text(
                StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
                null,
                Importance.MEDIUM,
                "Topic to which the built-in handlers send the input records of errors.");
        DEFINITION.text(
                StreamsConfig.LATE_RECORDS_TOPIC_CONFIG,
                null,
                Importance.LOW,
                "Topic to which records go that come too late for their windows or the history of their table. By"
                        + " default they"
                        + " are counted only.");
        DEFINITION.number(
                StreamsConfig.TASK_TIMEOUT_MS_CONFIG,
                ConfigDef.Type.LONG,
                300_000L,
                atLeast(0),
                Importance.MEDIUM,
                "Milliseconds for which timeouts of clients may keep a task from progress; 0 makes the first one an"
                        + " error.");
    }

    private static void defineInternalTopics() {
        DEFINITION.number(
                StreamsConfig.REPARTITION_PURGE_INTERVAL_MS_CONFIG,
                ConfigDef.Type.LONG,
                30_000L,
                atLeast(0),
                Importance.LOW,
                "Milliseconds between deletions of records of repartition topics that have been processed.");
        DEFINITION.number(
                StreamsConfig.REPLICATION_FACTOR_CONFIG,
                ConfigDef.Type.INT,
                -1,
                atLeast(-1),
                Importance.MEDIUM,
                "Replicas of internal topics on a cluster; -1 for the broker's default.");
    }

    private static void defineState() {
        DEFINITION.number(
                StreamsConfig.STATE_CLEANUP_DELAY_MS_CONFIG,
                ConfigDef.Type.LONG,
                600_000L,
                null,
                Importance.LOW,
                "Milliseconds after which the state of a task that has moved away is deleted.");
        DEFINITION.number(
                StreamsConfig.STATE_CLEANUP_DIR_MAX_AGE_MS_CONFIG,
                ConfigDef.Type.LONG,
                StreamsConfig.STATE_CLEANUP_DIR_MAX_AGE_MS_DISABLED,
                atLeast(-1),
                Importance.LOW,
                "Age in milliseconds at which unused state is deleted at the start; -1 for never.");
        DEFINITION.flag(
                StreamsConfig.ALLOW_OS_GROUP_WRITE_ACCESS_CONFIG,
                false,
                "Whether the group of the operating system's user may write to the state directory, and not only read it;"
                        + " others may neither.");
        DEFINITION.text(
                StreamsConfig.STATE_DIR_CONFIG,
                null,
                Importance.HIGH,
                "Directory of state stores. By default the directory state in log.dir, or the directory millrace in"
                        + " the system's temporary directory.");
        DEFINITION.number(
                StreamsConfig.STATE_MEMORY_MAX_BYTES_CONFIG,
                ConfigDef.Type.LONG,
                DEFAULT_STATE_MEMORY_MAX_BYTES,
                atLeast(1 << 20),
                Importance.MEDIUM,
                "Memory in bytes that all stores on disk in this process may use together.");
        DEFINITION.number(
                StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG,
                ConfigDef.Type.LONG,
                DEFAULT_CACHE_MAX_BYTES,
                atLeast(0),
                Importance.MEDIUM,
                "Bytes of updates that may be held back until a commit, over all threads; 0 shows each update at"
                        + " once.");
        DEFINITION.classOf(
                StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG,
                null,
                "RocksDBConfigSetter that tunes the stores on disk.");
        DEFINITION.number(
                StreamsConfig.WINDOW_STORE_CHANGE_LOG_ADDITIONAL_RETENTION_MS_CONFIG,
                ConfigDef.Type.LONG,
                86_400_000L,
                atLeast(0),
                Importance.LOW,
                "Milliseconds for which changelogs of windows are kept beyond the windows themselves.");
    }

    private static void defineDsl() {
        DEFINITION.define(
                StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG,
                ConfigDef.Type.STRING,
                StreamsConfig.NO_OPTIMIZATION,
                (name, value) -> StreamsConfigRules.optimizations(String.valueOf(value)),
                Importance.MEDIUM,
                "Which improvements the DSL may make that change internal topics: none, all, or a list of "
                        + StreamsConfigRules.OPTIMIZATIONS);
        DEFINITION.classOf(
                StreamsConfig.DSL_STORE_SUPPLIERS_CLASS_CONFIG,
                BuiltInDslStoreSuppliers.RocksDBDslStoreSuppliers.class,
                "Chooses the engines of the DSL's stores.");
        DEFINITION.define(
                StreamsConfig.DSL_STORE_FORMAT_CONFIG,
                ConfigDef.Type.STRING,
                StreamsConfig.DSL_STORE_FORMAT_DEFAULT,
                ConfigDef.CaseInsensitiveValidString.in(
                        StreamsConfig.DSL_STORE_FORMAT_DEFAULT, StreamsConfig.DSL_STORE_FORMAT_HEADERS),
                Importance.LOW,
                "What the DSL's stores keep beside a value: the event time, or event time and headers.");
        DEFINITION.classOf(
                StreamsConfig.PROCESSOR_WRAPPER_CLASS_CONFIG,
                null,
                "ProcessorWrapper that may replace each processor. Give it to StreamsBuilder or Topology in a"
                        + " TopologyConfig, or to StreamsBuilder.build.");
        DEFINITION.flag(
                StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG,
                false,
                "Whether a topology whose stores or internal topics have made-up names is refused.");
    }

    private static void defineMetrics() {
        DEFINITION.oneOf(
                StreamsConfig.BUILT_IN_METRICS_VERSION_CONFIG,
                StreamsConfig.METRICS_LATEST,
                List.of(StreamsConfig.METRICS_LATEST),
                "Version of the built-in metrics.");
        DEFINITION.list(
                StreamsConfig.METRIC_REPORTER_CLASSES_CONFIG,
                List.of(JmxReporter.class.getName()),
                null,
                Importance.LOW,
                "Classes that report metrics.");
        DEFINITION.oneOf(
                StreamsConfig.METRICS_RECORDING_LEVEL_CONFIG,
                Sensor.RecordingLevel.INFO.name(),
                List.of(
                        Sensor.RecordingLevel.INFO.name(),
                        Sensor.RecordingLevel.DEBUG.name(),
                        Sensor.RecordingLevel.TRACE.name()),
                "What is measured.");
        DEFINITION.number(
                StreamsConfig.METRICS_NUM_SAMPLES_CONFIG,
                ConfigDef.Type.INT,
                2,
                atLeast(1),
                Importance.LOW,
                "Samples over which a metric is computed.");
        DEFINITION.number(
                StreamsConfig.METRICS_SAMPLE_WINDOW_MS_CONFIG,
                ConfigDef.Type.LONG,
                30_000L,
                atLeast(0),
                Importance.LOW,
                "Milliseconds that a sample covers.");
        DEFINITION.number(
                StreamsConfig.LOG_SUMMARY_INTERVAL_MS_CONFIG,
                ConfigDef.Type.LONG,
                120_000L,
                null,
                Importance.LOW,
                "Milliseconds between lines of progress in the program's log; 0 or less for none.");
        DEFINITION.flag(
                StreamsConfig.ENABLE_METRICS_PUSH_CONFIG,
                true,
                "Whether a cluster may collect metrics of the clients.");
    }

    private static void defineClients() {
        DEFINITION.define(
                StreamsConfig.SECURITY_PROTOCOL_CONFIG,
                ConfigDef.Type.STRING,
                SecurityProtocol.PLAINTEXT.name,
                ConfigDef.CaseInsensitiveValidString.in(SecurityProtocol.names().toArray(new String[0])),
                Importance.MEDIUM,
                "How clients talk to a cluster.");
        DEFINITION.number(
                StreamsConfig.CONNECTIONS_MAX_IDLE_MS_CONFIG,
                ConfigDef.Type.LONG,
                540_000L,
                null,
                Importance.LOW,
                "Milliseconds after which clients close idle connections.");
        DEFINITION.number(
                StreamsConfig.METADATA_MAX_AGE_CONFIG,
                ConfigDef.Type.LONG,
                300_000L,
                atLeast(0),
                Importance.LOW,
                "Milliseconds after which clients refresh metadata.");
        DEFINITION.number(
                StreamsConfig.RECEIVE_BUFFER_CONFIG,
                ConfigDef.Type.INT,
                32 * 1024,
                atLeast(-1),
                Importance.LOW,
                "Size of the clients' TCP receive buffers; -1 for the system's default.");
        DEFINITION.number(
                StreamsConfig.SEND_BUFFER_CONFIG,
                ConfigDef.Type.INT,
                128 * 1024,
                atLeast(-1),
                Importance.LOW,
                "Size of the clients' TCP send buffers; -1 for the system's default.");
    }

    private static void defineRetries() {
        DEFINITION.number(
                StreamsConfig.RECONNECT_BACKOFF_MS_CONFIG,
                ConfigDef.Type.LONG,
                50L,
                atLeast(0),
                Importance.LOW,
                "Milliseconds before clients connect again; doubled at each failure.");
        DEFINITION.number(
                StreamsConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                ConfigDef.Type.LONG,
                1000L,
                atLeast(0),
                Importance.LOW,
                "Most milliseconds before clients connect again.");
        DEFINITION.number(
                StreamsConfig.REQUEST_TIMEOUT_MS_CONFIG,
                ConfigDef.Type.INT,
                40_000,
                atLeast(0),
                Importance.LOW,
                "Milliseconds that clients wait for a response.");
        DEFINITION.number(
                StreamsConfig.RETRY_BACKOFF_MS_CONFIG,
                ConfigDef.Type.LONG,
                100L,
                atLeast(0),
                Importance.LOW,
                "Milliseconds before clients repeat a failed request.");
    }

    /**
     * Refuses what is empty to the eye, or leads out of {@code state.dir}: the state of the application is in a
     * directory of its name.
     */
    private static final class ApplicationId implements Validator {
        @Override
        public void ensureValid(String name, @Nullable Object value) {
            String id = value == null ? "" : value.toString();
            if (id.isBlank()) {
                throw new ConfigException(name, value, "must not be empty");
            }
            if (id.equals(".") || id.equals("..") || id.contains("/") || id.contains("\\")) {
                throw new ConfigException(
                        name, value, "must be a name and not a path, as the directory of the state is called so");
            }
        }

        @Override
        public String toString() {
            return "a name";
        }
    }
}
