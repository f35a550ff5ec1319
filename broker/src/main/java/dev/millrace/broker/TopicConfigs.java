package dev.millrace.broker;

import dev.millrace.log.CleanupConfig;
import dev.millrace.log.LogConfig;
import dev.millrace.log.TimestampBounds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSynonym;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one topic: checked, changed, described, and turned into what its logs are to do.
 *
 * <p>All of Kafka's names are taken, checked and kept, so that a program moves to a cluster with its settings; what a
 * setting means here is in {@link TopicSettings}. A value comes from the topic, else from the broker's setting that
 * stands for it ({@code log.retention.ms} for {@code retention.ms}), else it is the default.
 */
final class TopicConfigs {

    private TopicConfigs() {}

    /** Throws {@link InvalidConfigurationException} that names the topic, the setting and what is allowed. */
    static void ensureValid(String topic, Map<String, String> configs) {
        for (Map.Entry<String, String> config : configs.entrySet()) {
            if (TopicSettings.key(config.getKey()) == null) {
                throw new InvalidConfigurationException("Unknown setting '" + config.getKey() + "' for topic '" + topic
                        + "'; known are " + new TreeSet<>(TopicSettings.names()));
            }
            if (config.getValue() == null) {
                throw new InvalidConfigurationException(
                        "The setting '" + config.getKey() + "' of topic '" + topic + "' has no value");
            }
        }
        Map<String, Object> values = parse(topic, configs);
        if (number(values, TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG)
                > number(values, TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG)) {
            throw new InvalidConfigurationException("Topic '" + topic + "': "
                    + TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG + " is "
                    + values.get(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG) + " and has to be at most "
                    + TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG + ", "
                    + values.get(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG));
        }
    }

    private static Map<String, Object> parse(String topic, Map<String, String> configs) {
        try {
            return TopicSettings.parse(configs);
        } catch (ConfigException e) {
            throw new InvalidConfigurationException("Topic '" + topic + "': " + e.getMessage(), e);
        }
    }

    /** The setting's values in force, of their types. */
    private static Map<String, Object> inForce(String topic, Map<String, String> configs, BrokerConfig broker) {
        Map<String, String> all = new HashMap<>();
        for (String name : TopicSettings.names()) {
            String brokerName = TopicSettings.brokerName(name);
            String value = brokerName == null ? null : broker.valueOf(brokerName);
            if (value != null) {
                all.put(name, value);
            }
        }
        all.putAll(configs);
        return parse(topic, all);
    }

    /** What the partition's log is to do. */
    static LogConfig logConfig(String topic, Map<String, String> configs, BrokerConfig broker) {
        Map<String, Object> values = inForce(topic, configs, broker);
        return new LogConfig(
                (int) number(values, TopicConfig.SEGMENT_BYTES_CONFIG),
                number(values, TopicConfig.SEGMENT_MS_CONFIG),
                (int) number(values, TopicConfig.INDEX_INTERVAL_BYTES_CONFIG),
                (int) number(values, TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
                TimestampType.forName(String.valueOf(values.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG))),
                new TimestampBounds(
                        number(values, TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG),
                        number(values, TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG)),
                number(values, TopicConfig.RETENTION_MS_CONFIG),
                Math.max(-1, number(values, TopicConfig.RETENTION_BYTES_CONFIG)),
                cleanup(values));
    }

    private static CleanupConfig cleanup(Map<String, Object> values) {
        List<?> policies = (List<?>) Objects.requireNonNull(values.get(TopicConfig.CLEANUP_POLICY_CONFIG));
        return new CleanupConfig(
                policies.contains(TopicConfig.CLEANUP_POLICY_DELETE),
                policies.contains(TopicConfig.CLEANUP_POLICY_COMPACT),
                (double) Objects.requireNonNull(values.get(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG)),
                number(values, TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG),
                number(values, TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG),
                number(values, TopicConfig.DELETE_RETENTION_MS_CONFIG));
    }

    /** How many copies a topic with these valid settings asks for. */
    static long copies(Map<String, String> configs) {
        return number(TopicSettings.parse(configs), TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
    }

    private static long number(Map<String, Object> values, String name) {
        return values.get(name) instanceof Number number ? number.longValue() : -1;
    }

    /**
     * The settings after the changes. They are not checked yet, but for what cannot be done to a setting of that kind.
     */
    static Map<String, String> altered(
            String topic, Map<String, String> configs, Iterable<AlterConfigOp> changes, BrokerConfig broker) {
        Map<String, String> altered = new HashMap<>(configs);
        for (AlterConfigOp change : changes) {
            String name = change.configEntry().name();
            switch (change.opType()) {
                case SET -> altered.put(name, change.configEntry().value());
                case DELETE -> altered.remove(name);
                case APPEND, SUBTRACT -> altered.put(name, changedList(topic, altered, change, broker));
            }
        }
        return altered;
    }

    private static String changedList(
            String topic, Map<String, String> configs, AlterConfigOp change, BrokerConfig broker) {
        String name = change.configEntry().name();
        ConfigDef.ConfigKey key = TopicSettings.key(name);
        if (key == null || key.type != ConfigDef.Type.LIST) {
            throw new InvalidConfigurationException("The setting '" + name + "' of topic '" + topic
                    + "' is no list, so there is nothing to " + change.opType() + ": use SET");
        }
        String now = ConfigDef.convertToString(inForce(topic, configs, broker).get(name), key.type);
        List<String> elements =
                new ArrayList<>(now == null || now.isEmpty() ? List.of() : Arrays.asList(now.split("\\s*,\\s*")));
        List<String> given = Arrays.asList(change.configEntry().value().split("\\s*,\\s*"));
        if (change.opType() == AlterConfigOp.OpType.SUBTRACT) {
            elements.removeAll(given);
        } else {
            given.stream().filter(element -> !elements.contains(element)).forEach(elements::add);
        }
        return String.join(",", elements);
    }

    /** The value in force of one setting, as text. */
    static String valueOf(String name, Map<String, String> configs, BrokerConfig broker) {
        return Objects.requireNonNull(entry(name, configs.get(name), broker).value(), name);
    }

    /** Every setting with its value in force, where that comes from, and what it would be otherwise. */
    static List<ConfigEntry> describe(Map<String, String> configs, BrokerConfig broker) {
        List<ConfigEntry> entries = new ArrayList<>();
        for (String name : new TreeSet<>(TopicSettings.names())) {
            entries.add(entry(name, configs.get(name), broker));
        }
        return entries;
    }

    private static ConfigEntry entry(String name, @Nullable String own, BrokerConfig broker) {
        ConfigDef.ConfigKey key = Objects.requireNonNull(TopicSettings.key(name), name);
        String brokerName = TopicSettings.brokerName(name);
        List<ConfigSynonym> values = new ArrayList<>();
        if (own != null) {
            values.add(AdminResults.synonym(name, own, ConfigSource.DYNAMIC_TOPIC_CONFIG));
        }
        if (brokerName != null) {
            values.addAll(BrokerSettings.values(brokerName, broker.given()));
        }
        return new ConfigEntry(
                name,
                values.isEmpty() ? defaultOf(key) : values.get(0).value(),
                values.isEmpty() ? ConfigSource.DEFAULT_CONFIG : values.get(0).source(),
                false,
                false,
                values,
                ConfigEntry.ConfigType.valueOf(key.type.name()),
                key.documentation);
    }

    private static String defaultOf(ConfigDef.ConfigKey key) {
        return ConfigDef.convertToString(key.defaultValue, key.type);
    }
}
