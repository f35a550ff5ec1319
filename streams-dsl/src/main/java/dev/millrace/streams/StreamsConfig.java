package dev.millrace.streams;

import dev.millrace.streams.errors.DeserializationExceptionHandler;
import dev.millrace.streams.errors.ProcessingExceptionHandler;
import dev.millrace.streams.errors.ProductionExceptionHandler;
import dev.millrace.streams.processor.TimestampExtractor;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of an application, checked: a wrong value is a {@link ConfigException} that names the setting, the
 * value and what is allowed. Settings of clients are given by their own names, for all clients, or behind a prefix such
 * as {@link #PRODUCER_PREFIX}, for some. Immutable; safe for any thread.
 *
 * <p>The defaults and the meaning of each setting are in {@link #configDef()}.
 */
public class StreamsConfig extends AbstractConfig {
    /** Names the application: its consumer group, its internal topics and its state carry this name. */
    public static final String APPLICATION_ID_CONFIG = "application.id";
    /** Runs on an Apache Kafka cluster: {@code host:port}, several separated by commas. Excludes {@code log.dir}. */
    public static final String BOOTSTRAP_SERVERS_CONFIG = "bootstrap.servers";
    /** Runs on a log in this process, in this directory. Excludes {@code bootstrap.servers}. An addition of ours. */
    public static final String LOG_DIR_CONFIG = "log.dir";
    /**
     * When the log in this process is on the disk for good: {@code commit}, {@code interval} or {@code os}. An
     * addition of ours.
     */
    public static final String LOG_FLUSH_CONFIG = "log.flush";
    /**
     * Directory of the state stores. By default {@code <log.dir>/state}, or one below the system's temporary
     * directory.
     */
    public static final String STATE_DIR_CONFIG = "state.dir";
    /** Memory in bytes that all stores on disk in this process may use together. An addition of ours. */
    public static final String STATE_MEMORY_MAX_BYTES_CONFIG = "state.memory.max.bytes";
    /**
     * Topic for records that come too late for their windows or the history of their table: each is sent there as it
     * was read, with headers that say which processor dropped it and how late it was. The topic must exist. By default
     * late records are counted only. An addition of ours.
     */
    public static final String LATE_RECORDS_TOPIC_CONFIG = "late.records.topic";
    /** Begins the names of threads and clients; made from {@code application.id} and something unique by default. */
    public static final String CLIENT_ID_CONFIG = "client.id";
    /** Number of stream threads. */
    public static final String NUM_STREAM_THREADS_CONFIG = "num.stream.threads";
    /** {@link #AT_LEAST_ONCE} or {@link #EXACTLY_ONCE_V2}. */
    public static final String PROCESSING_GUARANTEE_CONFIG = "processing.guarantee";
    /** After a failure, records since the last commit are processed again, and their results written again. */
    public static final String AT_LEAST_ONCE = "at_least_once";
    /** Results, state and positions are committed together: each record counts once, also after a failure. */
    public static final String EXACTLY_ONCE_V2 = "exactly_once_v2";
    /** Longest time in milliseconds between commits under load; 30 s by default, 100 ms with exactly-once. */
    public static final String COMMIT_INTERVAL_MS_CONFIG = "commit.interval.ms";
    /** Reads and writes keys where nothing else is said. */
    public static final String DEFAULT_KEY_SERDE_CLASS_CONFIG = "default.key.serde";
    /** Reads and writes values where nothing else is said. */
    public static final String DEFAULT_VALUE_SERDE_CLASS_CONFIG = "default.value.serde";
    /** Finds the event time of records where nothing else is said. */
    public static final String DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG = "default.timestamp.extractor";
    /** Decides about records that cannot be read. */
    public static final String DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG = "deserialization.exception.handler";
    /** Decides about records on which a processor fails. */
    public static final String PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG = "processing.exception.handler";
    /** Decides about records that cannot be written. */
    public static final String PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG = "production.exception.handler";
    /** Where the built-in handlers send the input records of errors (KIP-1034); nowhere by default. */
    public static final String ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG = "errors.dead.letter.queue.topic.name";
    /** Bytes of updates that may be held back until a commit, over all threads; 0 shows each update at once. */
    public static final String STATESTORE_CACHE_MAX_BYTES_CONFIG = "statestore.cache.max.bytes";
    /** Records of a partition that wait in memory before its consumer is paused. */
    public static final String BUFFERED_RECORDS_PER_PARTITION_CONFIG = "buffered.records.per.partition";
    /** How long a task with several inputs waits for an empty one, to process records in the order of their time. */
    public static final String MAX_TASK_IDLE_MS_CONFIG = "max.task.idle.ms";
    /** Value of {@code max.task.idle.ms}: never wait. */
    public static final long MAX_TASK_IDLE_MS_DISABLED = -1L;
    /** Longest time in milliseconds that a thread waits for input at once. */
    public static final String POLL_MS_CONFIG = "poll.ms";
    /** How long a task may be kept from progress by timeouts of its clients before it is an error. */
    public static final String TASK_TIMEOUT_MS_CONFIG = "task.timeout.ms";
    /** Class of the {@link KafkaClientSupplier}; by default the runtime chooses. */
    public static final String DEFAULT_CLIENT_SUPPLIER_CONFIG = "default.client.supplier";
    /** How instances share out tasks: {@code classic} or {@code streams}. */
    public static final String GROUP_PROTOCOL_CONFIG = "group.protocol";
    /** Default of {@code group.protocol}. */
    public static final String DEFAULT_GROUP_PROTOCOL =
            GroupProtocol.CLASSIC.name().toLowerCase(Locale.ROOT);
    /** Which improvements the DSL may make that change internal topics: none, all, or a list. */
    public static final String TOPOLOGY_OPTIMIZATION_CONFIG = "topology.optimization";
    /** Value of {@code topology.optimization}: leave the topology as it was written. The default. */
    public static final String NO_OPTIMIZATION = "none";
    /** Value of {@code topology.optimization}: all of the following. */
    public static final String OPTIMIZE = "all";
    /** Value of {@code topology.optimization}: one repartition topic where several would hold the same. */
    public static final String MERGE_REPARTITION_TOPICS = "merge.repartition.topics";
    /** Value of {@code topology.optimization}: no changelog for tables that are read from a topic. */
    public static final String REUSE_KTABLE_SOURCE_TOPICS = "reuse.ktable.source.topics";
    /** Value of {@code topology.optimization}: one store for a stream that is joined with itself. */
    public static final String SINGLE_STORE_SELF_JOIN = "single.store.self.join";
    /** Chooses the engines of the DSL's stores; RocksDB by default. */
    public static final String DSL_STORE_SUPPLIERS_CLASS_CONFIG = "dsl.store.suppliers.class";
    /** What the DSL's stores keep beside a value: {@code default} (the event time) or {@code headers}. */
    public static final String DSL_STORE_FORMAT_CONFIG = "dsl.store.format";
    /** Value of {@code dsl.store.format}: the event time. */
    public static final String DSL_STORE_FORMAT_DEFAULT = "DEFAULT";
    /** Value of {@code dsl.store.format}: event time and headers. */
    public static final String DSL_STORE_FORMAT_HEADERS = "HEADERS";
    /** Class that tunes RocksDB. */
    public static final String ROCKSDB_CONFIG_SETTER_CLASS_CONFIG = "rocksdb.config.setter";
    /** Class that wraps all processors (KIP-1112). */
    public static final String PROCESSOR_WRAPPER_CLASS_CONFIG = "processor.wrapper.class";
    /** Whether a topology whose stores or internal topics have made-up names is refused (KIP-1111). */
    public static final String ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG =
            "ensure.explicit.internal.resource.naming";
    /** Milliseconds for which changelogs of windows are kept beyond the windows themselves. */
    public static final String WINDOW_STORE_CHANGE_LOG_ADDITIONAL_RETENTION_MS_CONFIG =
            "windowstore.changelog.additional.retention.ms";
    /** Milliseconds between deletions of records of repartition topics that have been processed. */
    public static final String REPARTITION_PURGE_INTERVAL_MS_CONFIG = "repartition.purge.interval.ms";
    /** Milliseconds after which the state of a task that has moved away is deleted. */
    public static final String STATE_CLEANUP_DELAY_MS_CONFIG = "state.cleanup.delay.ms";
    /** Age in milliseconds at which unused state is deleted at the start. */
    public static final String STATE_CLEANUP_DIR_MAX_AGE_MS_CONFIG = "state.cleanup.dir.max.age.ms";
    /** Value of {@code state.cleanup.dir.max.age.ms}: never. */
    public static final long STATE_CLEANUP_DIR_MAX_AGE_MS_DISABLED = -1L;
    /** Whether the group of the operating system's user may write to the state directory. */
    public static final String ALLOW_OS_GROUP_WRITE_ACCESS_CONFIG = "allow.os.group.write.access";
    /** Replicas of internal topics on a cluster; -1 for the broker's default. */
    public static final String REPLICATION_FACTOR_CONFIG = "replication.factor";
    /** Standby replicas of each task's state. */
    public static final String NUM_STANDBY_REPLICAS_CONFIG = "num.standby.replicas";
    /** Records by which a replica may lag and still take over a task at once. */
    public static final String ACCEPTABLE_RECOVERY_LAG_CONFIG = "acceptable.recovery.lag";
    /** Greatest number of replicas that are warmed up at once beside the standbys. */
    public static final String MAX_WARMUP_REPLICAS_CONFIG = "max.warmup.replicas";
    /** Milliseconds between rebalances that look whether replicas are warm. */
    public static final String PROBING_REBALANCE_INTERVAL_MS_CONFIG = "probing.rebalance.interval.ms";
    /** Class that assigns tasks to instances (KIP-924). */
    public static final String TASK_ASSIGNOR_CLASS_CONFIG = "task.assignor.class";
    /** Begins the names of tags of this instance, for {@code rack.aware.assignment.tags}. */
    public static final String CLIENT_TAG_PREFIX = "client.tag.";
    /** Names of client tags by which standbys are spread. */
    public static final String RACK_AWARE_ASSIGNMENT_TAGS_CONFIG = "rack.aware.assignment.tags";
    /** How the racks of a cluster count when tasks are assigned (KIP-925). */
    public static final String RACK_AWARE_ASSIGNMENT_STRATEGY_CONFIG = "rack.aware.assignment.strategy";
    /** Value of {@code rack.aware.assignment.strategy}: not at all. The default. */
    public static final String RACK_AWARE_ASSIGNMENT_STRATEGY_NONE = "none";
    /** Value of {@code rack.aware.assignment.strategy}: as little traffic between racks as can be. */
    public static final String RACK_AWARE_ASSIGNMENT_STRATEGY_MIN_TRAFFIC = "min_traffic";
    /** Value of {@code rack.aware.assignment.strategy}: balanced sub-topologies before little traffic. */
    public static final String RACK_AWARE_ASSIGNMENT_STRATEGY_BALANCE_SUBTOPOLOGY = "balance_subtopology";
    /** Cost of traffic between racks; null for the assignor's. */
    public static final String RACK_AWARE_ASSIGNMENT_TRAFFIC_COST_CONFIG = "rack.aware.assignment.traffic_cost";
    /** Cost of moving a task; null for the assignor's. */
    public static final String RACK_AWARE_ASSIGNMENT_NON_OVERLAP_COST_CONFIG = "rack.aware.assignment.non_overlap_cost";
    /** Greatest number of client tags. */
    public static final int MAX_RACK_AWARE_ASSIGNMENT_TAG_LIST_SIZE = 5;
    /** Greatest length of a client tag's name. */
    public static final int MAX_RACK_AWARE_ASSIGNMENT_TAG_KEY_LENGTH = 20;
    /** Greatest length of a client tag's value. */
    public static final int MAX_RACK_AWARE_ASSIGNMENT_TAG_VALUE_LENGTH = 30;
    /** {@code host:port} under which other instances reach this one's queries. */
    public static final String APPLICATION_SERVER_CONFIG = "application.server";
    /** Version of the built-in metrics; there is one. */
    public static final String BUILT_IN_METRICS_VERSION_CONFIG = "built.in.metrics.version";
    /** Value of {@code built.in.metrics.version}. */
    public static final String METRICS_LATEST = "latest";
    /** What is measured: {@code INFO}, {@code DEBUG} or {@code TRACE}. */
    public static final String METRICS_RECORDING_LEVEL_CONFIG = "metrics.recording.level";
    /** Samples over which a metric is computed. */
    public static final String METRICS_NUM_SAMPLES_CONFIG = "metrics.num.samples";
    /** Milliseconds that a sample covers. */
    public static final String METRICS_SAMPLE_WINDOW_MS_CONFIG = "metrics.sample.window.ms";
    /** Classes that report metrics. */
    public static final String METRIC_REPORTER_CLASSES_CONFIG = "metric.reporters";
    /** Whether a cluster may collect metrics of the clients (KIP-714). */
    public static final String ENABLE_METRICS_PUSH_CONFIG = "enable.metrics.push";
    /** Milliseconds between lines of progress in the program's log. */
    public static final String LOG_SUMMARY_INTERVAL_MS_CONFIG = "log.summary.interval.ms";
    /** Begins settings of all consumers. */
    public static final String CONSUMER_PREFIX = "consumer.";
    /** Begins settings of the consumer of input topics. */
    public static final String MAIN_CONSUMER_PREFIX = "main.consumer.";
    /** Begins settings of the consumer that restores stores. */
    public static final String RESTORE_CONSUMER_PREFIX = "restore.consumer.";
    /** Begins settings of the consumer of global tables. */
    public static final String GLOBAL_CONSUMER_PREFIX = "global.consumer.";
    /** Begins settings of producers. */
    public static final String PRODUCER_PREFIX = "producer.";
    /** Begins settings of admin clients. */
    public static final String ADMIN_CLIENT_PREFIX = "admin.";
    /** Begins settings of internal topics. */
    public static final String TOPIC_PREFIX = "topic.";
    /** How clients talk to a cluster. */
    public static final String SECURITY_PROTOCOL_CONFIG = "security.protocol";
    /** Milliseconds after which clients close idle connections. */
    public static final String CONNECTIONS_MAX_IDLE_MS_CONFIG = "connections.max.idle.ms";
    /** Milliseconds after which clients refresh metadata. */
    public static final String METADATA_MAX_AGE_CONFIG = "metadata.max.age.ms";
    /** Size of the clients' TCP receive buffers; -1 for the system's default. */
    public static final String RECEIVE_BUFFER_CONFIG = "receive.buffer.bytes";
    /** Size of the clients' TCP send buffers; -1 for the system's default. */
    public static final String SEND_BUFFER_CONFIG = "send.buffer.bytes";
    /** Milliseconds before clients connect again; doubled at each failure. */
    public static final String RECONNECT_BACKOFF_MS_CONFIG = "reconnect.backoff.ms";
    /** Most milliseconds before clients connect again. */
    public static final String RECONNECT_BACKOFF_MAX_MS_CONFIG = "reconnect.backoff.max.ms";
    /** Milliseconds that clients wait for a response. */
    public static final String REQUEST_TIMEOUT_MS_CONFIG = "request.timeout.ms";
    /** Milliseconds before clients repeat a failed request. */
    public static final String RETRY_BACKOFF_MS_CONFIG = "retry.backoff.ms";
    /** Version that other instances still run, during an upgrade of the application. */
    public static final String UPGRADE_FROM_CONFIG = "upgrade.from";
    /** Value of {@code upgrade.from}. */
    public static final String UPGRADE_FROM_24 = "2.4";
    /** Value of {@code upgrade.from}. */
    public static final String UPGRADE_FROM_25 = "2.5";
    /** Value of {@code upgrade.from}. */
    public static final String UPGRADE_FROM_26 = "2.6";
    /** Value of {@code upgrade.from}. */
    public static final String UPGRADE_FROM_27 = "2.7";
    /** Value of {@code upgrade.from}. */
    public static final String UPGRADE_FROM_28 = "2.8";
    /** Value of {@code upgrade.from}. */
    public static final String UPGRADE_FROM_30 = "3.0";
    /** Value of {@code upgrade.from}. */
    public static final String UPGRADE_FROM_31 = "3.1";
    /** Value of {@code upgrade.from}. */
    public static final String UPGRADE_FROM_32 = "3.2";
    /** Value of {@code upgrade.from}. */
    public static final String UPGRADE_FROM_33 = "3.3";
    /** Value of {@code upgrade.from}. */
    public static final String UPGRADE_FROM_34 = "3.4";
    /** Value of {@code upgrade.from}. */
    public static final String UPGRADE_FROM_35 = "3.5";
    /** Value of {@code upgrade.from}. */
    public static final String UPGRADE_FROM_36 = "3.6";
    /** Value of {@code upgrade.from}. */
    public static final String UPGRADE_FROM_37 = "3.7";
    /** Value of {@code upgrade.from}. */
    public static final String UPGRADE_FROM_38 = "3.8";
    /** Value of {@code upgrade.from}. */
    public static final String UPGRADE_FROM_39 = "3.9";
    /** Value of {@code upgrade.from}. */
    public static final String UPGRADE_FROM_40 = "4.0";
    /** Value of {@code upgrade.from}. */
    public static final String UPGRADE_FROM_41 = "4.1";
    /** Value of {@code upgrade.from}. */
    public static final String UPGRADE_FROM_42 = "4.2";

    /**
     * Checks a configuration.
     *
     * @param props names and values; values may be text or of the right type
     * @throws ConfigException if a value is wrong or {@code application.id} is missing
     */
    public StreamsConfig(Map<?, ?> props) {
        this(props, true);
    }

    /**
     * Checks a configuration.
     *
     * @param props names and values; values may be text or of the right type
     * @param doLog whether the values are written to the program's log
     * @throws ConfigException if a value is wrong or {@code application.id} is missing
     */
    protected StreamsConfig(Map<?, ?> props, boolean doLog) {
        super(StreamsConfigDef.DEFINITION, StreamsConfigRules.withoutFormerNames(props), doLog);
        StreamsConfigRules.checkTags(getClientTags(), getList(RACK_AWARE_ASSIGNMENT_TAGS_CONFIG));
        StreamsConfigRules.warnOfInertSettings(originals().keySet());
    }

    /** Fills in the defaults that depend on other settings: the commit interval and the state directory. */
    @Override
    protected Map<String, Object> postProcessParsedConfig(Map<String, Object> parsedValues) {
        return StreamsConfigRules.dependentDefaults(parsedValues, originals());
    }

    /**
     * All settings with their defaults and meanings.
     *
     * @return a copy
     */
    public static ConfigDef configDef() {
        return new ConfigDef(StreamsConfigDef.DEFINITION);
    }

    /** {@return {@code application.id}} An addition to the mirrored API, as are the other typed accessors. */
    public String applicationId() {
        return getString(APPLICATION_ID_CONFIG);
    }

    /**
     * Whether records count exactly once.
     *
     * @return true with {@link #EXACTLY_ONCE_V2}, false with {@link #AT_LEAST_ONCE}
     */
    public boolean exactlyOnce() {
        return EXACTLY_ONCE_V2.equals(getString(PROCESSING_GUARANTEE_CONFIG));
    }

    /**
     * The directory of the log in this process.
     *
     * @return {@code log.dir}; null if the application runs on a cluster
     */
    public @Nullable String logDir() {
        return getString(LOG_DIR_CONFIG);
    }

    /**
     * Memory that all stores on disk in this process may use together.
     *
     * @return {@code state.memory.max.bytes}
     */
    public long stateMemoryMaxBytes() {
        return getLong(STATE_MEMORY_MAX_BYTES_CONFIG);
    }

    /**
     * A new instance of the default key serde, configured.
     *
     * @return that of {@code default.key.serde}
     * @throws ConfigException if none is set, or it cannot be made
     */
    public Serde<?> defaultKeySerde() {
        return StreamsConfigRules.defaultSerde(this, DEFAULT_KEY_SERDE_CLASS_CONFIG, true);
    }

    /**
     * A new instance of the default value serde, configured.
     *
     * @return that of {@code default.value.serde}
     * @throws ConfigException if none is set, or it cannot be made
     */
    public Serde<?> defaultValueSerde() {
        return StreamsConfigRules.defaultSerde(this, DEFAULT_VALUE_SERDE_CLASS_CONFIG, false);
    }

    /** {@return a new, configured instance of what {@code default.timestamp.extractor} names} */
    public TimestampExtractor defaultTimestampExtractor() {
        return StreamsConfigRules.instance(this, DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, TimestampExtractor.class);
    }

    /** {@return a new, configured instance of what {@code deserialization.exception.handler} names} */
    public DeserializationExceptionHandler deserializationExceptionHandler() {
        return StreamsConfigRules.instance(
                this, DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeserializationExceptionHandler.class);
    }

    /** {@return a new, configured instance of what {@code processing.exception.handler} names} */
    public ProcessingExceptionHandler processingExceptionHandler() {
        return StreamsConfigRules.instance(
                this, PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, ProcessingExceptionHandler.class);
    }

    /** {@return a new, configured instance of what {@code production.exception.handler} names} */
    public ProductionExceptionHandler productionExceptionHandler() {
        return StreamsConfigRules.instance(
                this, PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, ProductionExceptionHandler.class);
    }

    /**
     * A new instance of the user's client supplier.
     *
     * @return that of {@code default.client.supplier}; null if none is set and the runtime is to choose
     */
    public @Nullable KafkaClientSupplier getKafkaClientSupplier() {
        return getConfiguredInstance(DEFAULT_CLIENT_SUPPLIER_CONFIG, KafkaClientSupplier.class);
    }

    /**
     * Tags of this instance, such as its rack.
     *
     * @return values by names, which are without {@link #CLIENT_TAG_PREFIX}; empty if there are none
     */
    public Map<String, String> getClientTags() {
        return StreamsConfigRules.clientTags(originals());
    }

    /**
     * Configuration of the consumer of input topics.
     *
     * @param groupId the consumer group
     * @param clientId name of the client
     * @param threadIdx number of the stream thread, which makes a static member's {@code group.instance.id} unique
     * @return a new map, without deserialisers
     */
    public Map<String, Object> getMainConsumerConfigs(String groupId, String clientId, int threadIdx) {
        return new ClientConfigs(this).mainConsumer(groupId, clientId, threadIdx);
    }

    /**
     * Configuration of the consumer that restores stores.
     *
     * @param clientId name of the client
     * @return a new map, without deserialisers
     */
    public Map<String, Object> getRestoreConsumerConfigs(String clientId) {
        return new ClientConfigs(this).restoreConsumer(clientId);
    }

    /**
     * Configuration of the consumer of global tables.
     *
     * @param clientId beginning of the client's name
     * @return a new map, without deserialisers
     */
    public Map<String, Object> getGlobalConsumerConfigs(String clientId) {
        return new ClientConfigs(this).globalConsumer(clientId);
    }

    /**
     * Configuration of a producer.
     *
     * @param clientId name of the client
     * @return a new map, without serialisers and transactional id
     * @throws ConfigException if the user's settings contradict exactly-once
     */
    public Map<String, Object> getProducerConfigs(String clientId) {
        return new ClientConfigs(this).producer(clientId);
    }

    /**
     * Configuration of an admin client.
     *
     * @param clientId name of the client
     * @return a new map
     */
    public Map<String, Object> getAdminConfigs(String clientId) {
        return new ClientConfigs(this).admin(clientId);
    }

    /**
     * Whether instances share out tasks by the streams protocol.
     *
     * @return true if {@code group.protocol} is {@code streams}
     */
    protected boolean isStreamsProtocolEnabled() {
        return GroupProtocol.of(getString(GROUP_PROTOCOL_CONFIG)) == GroupProtocol.STREAMS;
    }

    /**
     * {@return the name of a setting for all consumers: it stands behind {@link #CONSUMER_PREFIX}}
     *
     * @param consumerProp a setting of a consumer, such as {@code max.poll.records}
     */
    public static String consumerPrefix(String consumerProp) {
        return CONSUMER_PREFIX + consumerProp;
    }

    /**
     * {@return the name of a setting for the consumer of input topics: it stands behind {@link #MAIN_CONSUMER_PREFIX}}
     *
     * @param consumerProp a setting of a consumer, such as {@code max.poll.records}
     */
    public static String mainConsumerPrefix(String consumerProp) {
        return MAIN_CONSUMER_PREFIX + consumerProp;
    }

    /**
     * {@return the name of a setting for the consumer that restores stores: it stands behind {@link
     * #RESTORE_CONSUMER_PREFIX}}
     *
     * @param consumerProp a setting of a consumer, such as {@code max.poll.records}
     */
    public static String restoreConsumerPrefix(String consumerProp) {
        return RESTORE_CONSUMER_PREFIX + consumerProp;
    }

    /**
     * {@return the name of a setting for the consumer of global tables: it stands behind {@link
     * #GLOBAL_CONSUMER_PREFIX}}
     *
     * @param consumerProp a setting of a consumer, such as {@code max.poll.records}
     */
    public static String globalConsumerPrefix(String consumerProp) {
        return GLOBAL_CONSUMER_PREFIX + consumerProp;
    }

    /**
     * {@return the name of a setting for producers: it stands behind {@link #PRODUCER_PREFIX}}
     *
     * @param producerProp a setting of a producer, such as {@code linger.ms}
     */
    public static String producerPrefix(String producerProp) {
        return PRODUCER_PREFIX + producerProp;
    }

    /**
     * {@return the name of a setting for admin clients: it stands behind {@link #ADMIN_CLIENT_PREFIX}}
     *
     * @param adminClientProp a setting of an admin client, such as {@code retries}
     */
    public static String adminClientPrefix(String adminClientProp) {
        return ADMIN_CLIENT_PREFIX + adminClientProp;
    }

    /**
     * {@return the name of a setting for internal topics: it stands behind {@link #TOPIC_PREFIX}}
     *
     * @param topicProp a setting of a topic, such as {@code segment.bytes}
     */
    public static String topicPrefix(String topicProp) {
        return TOPIC_PREFIX + topicProp;
    }

    /**
     * {@return the name of a tag of this instance: it stands behind {@link #CLIENT_TAG_PREFIX}}
     *
     * @param clientTagKey the tag's name, such as {@code zone}
     */
    public static String clientTagPrefix(String clientTagKey) {
        return CLIENT_TAG_PREFIX + clientTagKey;
    }

    /**
     * The single improvements that a value of {@code topology.optimization} stands for.
     *
     * @param config {@link #NO_OPTIMIZATION}, {@link #OPTIMIZE}, or a list separated by commas
     * @return the improvements, empty for none
     * @throws ConfigException if it is something else
     */
    public static Set<String> verifyTopologyOptimizationConfigs(String config) {
        return StreamsConfigRules.optimizations(config);
    }

    /**
     * Prints all settings as a page of HTML.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        System.out.println(configDef().toHtml(4, name -> "streamsconfigs_" + name));
    }
}
