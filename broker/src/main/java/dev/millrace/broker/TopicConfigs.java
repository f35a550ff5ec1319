package dev.millrace.broker;

import dev.millrace.log.CleanupConfig;
import dev.millrace.log.LogConfig;
import dev.millrace.log.TimestampBounds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidList;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.record.TimestampType;

/**
 * The settings of a topic, under Kafka's names ({@link TopicConfig}).
 *
 * <p>All of Kafka's names are taken, checked and kept, so that a program moves to a cluster with its settings. What a single
 * log acts on is segment size and age, index interval, largest batch, timestamps, retention and compaction; the others (replicas,
 * tiers) describe what one log in one process does not do.
 */
final class TopicConfigs {

    private static final String LOG_APPEND_TIME = "LogAppendTime";
    private static final ConfigDef DEFINITION = define();

    private TopicConfigs() {}

    /** Throws {@link InvalidConfigurationException} that names the topic, the setting and what is allowed. */
    static void ensureValid(String topic, Map<String, String> configs) {
        for (Map.Entry<String, String> config : configs.entrySet()) {
            ConfigDef.ConfigKey key = DEFINITION.configKeys().get(config.getKey());
            if (key == null) {
                throw new InvalidConfigurationException("Unknown setting '" + config.getKey() + "' for topic '" + topic
                        + "'; known are " + DEFINITION.names());
            }
            if (config.getValue() == null) {
                throw new InvalidConfigurationException(
                        "The setting '" + config.getKey() + "' of topic '" + topic + "' has no value");
            }
        }
        parse(topic, configs);
    }

    /** What the partition's log is to do. */
    static LogConfig logConfig(String topic, Map<String, String> configs, BrokerConfig broker) {
        Map<String, Object> values = parse(topic, configs);
        LogConfig defaults = broker.logDefaults();
        long retentionMs = pick(configs, values, TopicConfig.RETENTION_MS_CONFIG, defaults.retentionMs());
        long retentionBytes = pick(configs, values, TopicConfig.RETENTION_BYTES_CONFIG, defaults.retentionBytes());
        boolean appendTime = LOG_APPEND_TIME.equals(configs.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG))
                || (!configs.containsKey(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)
                        && defaults.timestampType() == TimestampType.LOG_APPEND_TIME);
        return new LogConfig(
                (int) pick(configs, values, TopicConfig.SEGMENT_BYTES_CONFIG, defaults.segmentSizeBytes()),
                pick(configs, values, TopicConfig.SEGMENT_MS_CONFIG, defaults.segmentAgeMs()),
                (int) pick(configs, values, TopicConfig.INDEX_INTERVAL_BYTES_CONFIG, defaults.indexIntervalBytes()),
                (int) pick(configs, values, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, defaults.maxMessageBytes()),
                appendTime ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME,
                timestampBounds(configs, values, defaults.timestampBounds()),
                Math.max(-1, retentionMs),
                Math.max(-1, retentionBytes),
                cleanup(configs, values, defaults.cleanup()));
    }

    private static CleanupConfig cleanup(
            Map<String, String> configs, Map<String, Object> values, CleanupConfig defaults) {
        boolean given = configs.containsKey(TopicConfig.CLEANUP_POLICY_CONFIG);
        List<?> policies = listOf(values, TopicConfig.CLEANUP_POLICY_CONFIG);
        boolean ratioGiven = configs.containsKey(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG);
        Object ratio = values.get(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG);
        return new CleanupConfig(
                given ? policies.contains(TopicConfig.CLEANUP_POLICY_DELETE) : defaults.deletes(),
                given ? policies.contains(TopicConfig.CLEANUP_POLICY_COMPACT) : defaults.compacts(),
                ratioGiven && ratio instanceof Double chosen ? chosen : defaults.minDirtyRatio(),
                pick(configs, values, TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, defaults.minCompactionLagMs()),
                pick(configs, values, TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, defaults.maxCompactionLagMs()),
                pick(configs, values, TopicConfig.DELETE_RETENTION_MS_CONFIG, defaults.deleteRetentionMs()));
    }

    private static TimestampBounds timestampBounds(
            Map<String, String> configs, Map<String, Object> values, TimestampBounds defaults) {
        return new TimestampBounds(
                pick(configs, values, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, defaults.beforeMaxMs()),
                pick(configs, values, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, defaults.afterMaxMs()));
    }

    /** Every setting with the value in force, as text; what nobody set has its default. */
    static Map<String, String> effective(String topic, Map<String, String> configs, BrokerConfig broker) {
        LogConfig log = logConfig(topic, configs, broker);
        Map<String, String> all = new LinkedHashMap<>();
        Map<String, Object> values = parse(topic, configs);
        DEFINITION
                .configKeys()
                .forEach((name, key) -> all.put(name, ConfigDef.convertToString(values.get(name), key.type)));
        all.put(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(log.segmentSizeBytes()));
        all.put(TopicConfig.SEGMENT_MS_CONFIG, Long.toString(log.segmentAgeMs()));
        all.put(TopicConfig.INDEX_INTERVAL_BYTES_CONFIG, Integer.toString(log.indexIntervalBytes()));
        all.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(log.maxMessageBytes()));
        all.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(log.retentionMs()));
        all.put(TopicConfig.RETENTION_BYTES_CONFIG, Long.toString(log.retentionBytes()));
        all.put(
                TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG,
                Long.toString(log.timestampBounds().beforeMaxMs()));
        all.put(
                TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
                Long.toString(log.timestampBounds().afterMaxMs()));
        all.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, log.timestampType().toString());
        CleanupConfig cleanup = log.cleanup();
        all.put(TopicConfig.CLEANUP_POLICY_CONFIG, policyText(cleanup.deletes(), cleanup.compacts()));
        all.put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, Double.toString(cleanup.minDirtyRatio()));
        all.put(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, Long.toString(cleanup.minCompactionLagMs()));
        all.put(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, Long.toString(cleanup.maxCompactionLagMs()));
        all.put(TopicConfig.DELETE_RETENTION_MS_CONFIG, Long.toString(cleanup.deleteRetentionMs()));
        all.putAll(configs);
        return all;
    }

    private static String policyText(boolean deletes, boolean compacts) {
        String compact = compacts ? TopicConfig.CLEANUP_POLICY_COMPACT : "";
        return !deletes ? compact : TopicConfig.CLEANUP_POLICY_DELETE + (compacts ? "," : "") + compact;
    }

    /** The setting's type, for those who describe it or change a list. */
    static ConfigDef.@org.jspecify.annotations.Nullable ConfigKey key(String name) {
        return DEFINITION.configKeys().get(name);
    }

    private static long pick(Map<String, String> configs, Map<String, Object> values, String name, long fallback) {
        return configs.containsKey(name) && values.get(name) instanceof Number number ? number.longValue() : fallback;
    }

    private static List<?> listOf(Map<String, Object> values, String name) {
        return values.get(name) instanceof List<?> list ? list : List.of();
    }

    private static Map<String, Object> parse(String topic, Map<String, String> configs) {
        try {
            return DEFINITION.parse(configs);
        } catch (ConfigException e) {
            throw new InvalidConfigurationException("Topic '" + topic + "': " + e.getMessage(), e);
        }
    }

    private static ConfigDef define() {
        ConfigDef def = new ConfigDef();
        list(def, TopicConfig.CLEANUP_POLICY_CONFIG, "delete", ValidList.in("compact", "delete"));
        text(
                def,
                TopicConfig.COMPRESSION_TYPE_CONFIG,
                "producer",
                "uncompressed",
                "zstd",
                "lz4",
                "snappy",
                "gzip",
                "producer");
        text(def, TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime", "CreateTime", LOG_APPEND_TIME);
        whole(def, TopicConfig.SEGMENT_BYTES_CONFIG, 1 << 30, 14);
        whole(def, TopicConfig.SEGMENT_INDEX_BYTES_CONFIG, 10 << 20, 4);
        whole(def, TopicConfig.INDEX_INTERVAL_BYTES_CONFIG, 4096, 0);
        whole(def, TopicConfig.MAX_MESSAGE_BYTES_CONFIG, (1 << 20) + 12, 0);
        whole(def, TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, 1, 1);
        millis(def, TopicConfig.SEGMENT_MS_CONFIG, 604_800_000L, 1);
        millis(def, TopicConfig.SEGMENT_JITTER_MS_CONFIG, 0, 0);
        millis(def, TopicConfig.RETENTION_MS_CONFIG, -1, -1);
        millis(def, TopicConfig.RETENTION_BYTES_CONFIG, -1, -1);
        millis(def, TopicConfig.LOCAL_LOG_RETENTION_MS_CONFIG, -2, -2);
        millis(def, TopicConfig.LOCAL_LOG_RETENTION_BYTES_CONFIG, -2, -2);
        millis(def, TopicConfig.DELETE_RETENTION_MS_CONFIG, 86_400_000, 0);
        millis(def, TopicConfig.FILE_DELETE_DELAY_MS_CONFIG, 60_000, 0);
        millis(def, TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, 0, 0);
        millis(def, TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, Long.MAX_VALUE, 1);
        millis(def, TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG, Long.MAX_VALUE, 1);
        millis(def, TopicConfig.FLUSH_MS_CONFIG, Long.MAX_VALUE, 0);
        millis(def, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG, Long.MAX_VALUE, 0);
        millis(def, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, Long.MAX_VALUE, 0);
        def.define(
                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                ConfigDef.Type.DOUBLE,
                0.5,
                Range.between(0, 1),
                Importance.MEDIUM,
                "");
        flag(def, TopicConfig.PREALLOCATE_CONFIG);
        flag(def, TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG);
        flag(def, TopicConfig.REMOTE_LOG_STORAGE_ENABLE_CONFIG);
        return def;
    }

    private static void list(ConfigDef def, String name, String defaultValue, ConfigDef.Validator validator) {
        def.define(name, ConfigDef.Type.LIST, defaultValue, validator, Importance.MEDIUM, "");
    }

    private static void text(ConfigDef def, String name, String defaultValue, String... allowed) {
        def.define(name, ConfigDef.Type.STRING, defaultValue, ValidString.in(allowed), Importance.MEDIUM, "");
    }

    private static void whole(ConfigDef def, String name, int defaultValue, int atLeast) {
        def.define(name, ConfigDef.Type.INT, defaultValue, Range.atLeast(atLeast), Importance.MEDIUM, "");
    }

    private static void millis(ConfigDef def, String name, long defaultValue, long atLeast) {
        def.define(name, ConfigDef.Type.LONG, defaultValue, Range.atLeast(atLeast), Importance.MEDIUM, "");
    }

    private static void flag(ConfigDef def, String name) {
        def.define(name, ConfigDef.Type.BOOLEAN, false, Importance.MEDIUM, "");
    }
}
