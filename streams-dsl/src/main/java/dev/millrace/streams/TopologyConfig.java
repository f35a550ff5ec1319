package dev.millrace.streams;

import dev.millrace.streams.errors.DeserializationExceptionHandler;
import dev.millrace.streams.errors.ProcessingExceptionHandler;
import dev.millrace.streams.processor.TimestampExtractor;
import dev.millrace.streams.processor.api.ProcessorWrapper;
import dev.millrace.streams.state.DslStoreSuppliers;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.jspecify.annotations.Nullable;

/**
 * The part of a configuration that counts while a topology is written, for
 * {@link StreamsBuilder#StreamsBuilder(TopologyConfig)} and {@link Topology#Topology(TopologyConfig)}: which engines
 * and which format the stores of the DSL have, and what wraps the processors ({@code processor.wrapper.class}).
 * Settings of a topology win over those of the application. Immutable.
 */
public final class TopologyConfig extends AbstractConfig {

    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, ConfigDef.Type.INT, null, Importance.LOW, "")
            .define(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, ConfigDef.Type.LONG, null, Importance.MEDIUM, "")
            .define(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, ConfigDef.Type.LONG, null, Importance.MEDIUM, "")
            .define(StreamsConfig.TASK_TIMEOUT_MS_CONFIG, ConfigDef.Type.LONG, null, Importance.MEDIUM, "")
            .define(
                    StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG,
                    ConfigDef.Type.CLASS,
                    null,
                    Importance.MEDIUM,
                    "")
            .define(
                    StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
                    ConfigDef.Type.CLASS,
                    null,
                    Importance.MEDIUM,
                    "")
            .define(
                    StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
                    ConfigDef.Type.CLASS,
                    null,
                    Importance.MEDIUM,
                    "")
            .define(StreamsConfig.DSL_STORE_SUPPLIERS_CLASS_CONFIG, ConfigDef.Type.CLASS, null, Importance.LOW, "")
            .define(StreamsConfig.DSL_STORE_FORMAT_CONFIG, ConfigDef.Type.STRING, null, Importance.LOW, "")
            .define(StreamsConfig.PROCESSOR_WRAPPER_CLASS_CONFIG, ConfigDef.Type.CLASS, null, Importance.LOW, "")
            .define(
                    StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG,
                    ConfigDef.Type.BOOLEAN,
                    null,
                    Importance.HIGH,
                    "");

    private static final String DEFAULT_STORE_TYPE = "rocksDB";

    /** The configuration of the application. */
    public final StreamsConfig applicationConfigs;

    /** The topology's name; null if it has none. */
    public final @Nullable String topologyName;

    /** Whether the application processes exactly once. */
    public final boolean eosEnabled;

    /** What the topology has set for itself. */
    public final Properties topologyOverrides;

    /** {@code buffered.records.per.partition}. */
    public final int maxBufferedSize;

    /** {@code statestore.cache.max.bytes}. */
    public final long cacheSize;

    /** {@code max.task.idle.ms}. */
    public final long maxTaskIdleMs;

    /** {@code task.timeout.ms}. */
    public final long taskTimeoutMs;

    /** The kind of the DSL's stores, as it was named before there was {@link #dslStoreSuppliers}. */
    public final String storeType = DEFAULT_STORE_TYPE;

    /** {@code dsl.store.suppliers.class}. */
    public final Class<?> dslStoreSuppliers;

    /** Makes the extractor of {@code default.timestamp.extractor}. */
    public final Supplier<TimestampExtractor> timestampExtractorSupplier;

    /** Makes the handler of {@code deserialization.exception.handler}. */
    public final Supplier<DeserializationExceptionHandler> deserializationExceptionHandlerSupplier;

    /** Makes the handler of {@code processing.exception.handler}. */
    public final Supplier<ProcessingExceptionHandler> processingExceptionHandlerSupplier;

    /** {@code ensure.explicit.internal.resource.naming}. */
    public final boolean ensureExplicitInternalResourceNaming;

    /**
     * What an application's configuration says about its topologies.
     *
     * @param configs the application's
     */
    public TopologyConfig(StreamsConfig configs) {
        this(null, configs, propertiesOf(configs));
    }

    /**
     * What counts for one topology.
     *
     * @param topologyName names it in messages; null: it has no name
     * @param globalAppConfigs the application's
     * @param topologyOverrides what it sets for itself
     */
    public TopologyConfig(@Nullable String topologyName, StreamsConfig globalAppConfigs, Properties topologyOverrides) {
        super(DEFINITION, topologyOverrides, false);
        this.applicationConfigs = globalAppConfigs;
        this.topologyName = topologyName;
        this.topologyOverrides = topologyOverrides;
        this.eosEnabled = globalAppConfigs.exactlyOnce();
        StreamsConfig effective = effective(globalAppConfigs);
        this.maxBufferedSize = effective.getInt(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG);
        this.cacheSize = effective.getLong(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG);
        this.maxTaskIdleMs = effective.getLong(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG);
        this.taskTimeoutMs = effective.getLong(StreamsConfig.TASK_TIMEOUT_MS_CONFIG);
        this.dslStoreSuppliers = effective.getClass(StreamsConfig.DSL_STORE_SUPPLIERS_CLASS_CONFIG);
        this.timestampExtractorSupplier = effective::defaultTimestampExtractor;
        this.deserializationExceptionHandlerSupplier = effective::deserializationExceptionHandler;
        this.processingExceptionHandlerSupplier = effective::processingExceptionHandler;
        this.ensureExplicitInternalResourceNaming =
                effective.getBoolean(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG);
    }

    private static Properties propertiesOf(StreamsConfig configs) {
        Properties properties = new Properties();
        properties.putAll(configs.originals());
        return properties;
    }

    /** The application's configuration with the topology's settings in it. */
    private StreamsConfig effective(StreamsConfig global) {
        Map<String, Object> all = new HashMap<>(global.originals());
        DEFINITION.names().forEach(name -> {
            Object own = originals().get(name);
            if (own != null) {
                all.put(name, own);
            }
        });
        return new StreamsConfig(all);
    }

    /**
     * The engines that were chosen for the stores of the DSL, by the topology or by the application.
     *
     * @return a new instance; empty if nobody chose
     */
    public Optional<DslStoreSuppliers> resolveDslStoreSuppliers() {
        StreamsConfig effective = effective(applicationConfigs);
        return effective.originals().containsKey(StreamsConfig.DSL_STORE_SUPPLIERS_CLASS_CONFIG)
                ? Optional.of(effective.getConfiguredInstance(
                        StreamsConfig.DSL_STORE_SUPPLIERS_CLASS_CONFIG, DslStoreSuppliers.class))
                : Optional.empty();
    }

    /**
     * What the stores of the DSL keep beside a value, if the topology or the application chose. An addition to the
     * mirrored API.
     *
     * @return a value of {@code dsl.store.format}; empty if nobody chose
     */
    public Optional<String> dslStoreFormat() {
        StreamsConfig effective = effective(applicationConfigs);
        return effective.originals().containsKey(StreamsConfig.DSL_STORE_FORMAT_CONFIG)
                ? Optional.of(effective.getString(StreamsConfig.DSL_STORE_FORMAT_CONFIG))
                : Optional.empty();
    }

    /**
     * What wraps the processors of the topology. An addition to the mirrored API.
     *
     * @return a new instance; empty if nothing does
     */
    public Optional<ProcessorWrapper> processorWrapper() {
        StreamsConfig effective = effective(applicationConfigs);
        return effective.getClass(StreamsConfig.PROCESSOR_WRAPPER_CLASS_CONFIG) == null
                ? Optional.empty()
                : Optional.of(effective.getConfiguredInstance(
                        StreamsConfig.PROCESSOR_WRAPPER_CLASS_CONFIG, ProcessorWrapper.class));
    }

    /**
     * Whether the topology has a name.
     *
     * @return false for that of an application without named topologies
     */
    public boolean isNamedTopology() {
        return topologyName != null;
    }

    /**
     * What the settings mean for a task.
     *
     * @return with handlers and extractor made anew
     */
    public TaskConfig getTaskConfig() {
        return new TaskConfig(this);
    }

    /** What the settings mean for a task. */
    public static class TaskConfig {
        /** {@code max.task.idle.ms}. */
        public final long maxTaskIdleMs;

        /** {@code task.timeout.ms}. */
        public final long taskTimeoutMs;

        /** {@code buffered.records.per.partition}. */
        public final int maxBufferedSize;

        /** {@code default.timestamp.extractor}. */
        public final TimestampExtractor timestampExtractor;

        /** {@code deserialization.exception.handler}. */
        public final DeserializationExceptionHandler deserializationExceptionHandler;

        /** {@code processing.exception.handler}. */
        public final ProcessingExceptionHandler processingExceptionHandler;

        /** Whether the application processes exactly once. */
        public final boolean eosEnabled;

        private TaskConfig(TopologyConfig config) {
            maxTaskIdleMs = config.maxTaskIdleMs;
            taskTimeoutMs = config.taskTimeoutMs;
            maxBufferedSize = config.maxBufferedSize;
            timestampExtractor = config.timestampExtractorSupplier.get();
            deserializationExceptionHandler = config.deserializationExceptionHandlerSupplier.get();
            processingExceptionHandler = config.processingExceptionHandlerSupplier.get();
            eosEnabled = config.eosEnabled;
        }
    }
}
