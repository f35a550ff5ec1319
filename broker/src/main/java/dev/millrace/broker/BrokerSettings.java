package dev.millrace.broker;

import dev.millrace.log.CompactorConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSynonym;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * What settings a broker can have: its own, and those that give topics their defaults
 * ({@link TopicSettings#brokerName}). Where Apache Kafka has the setting, it has Kafka's name. docs/configuration.md
 * shows this table; a test holds the two together.
 */
final class BrokerSettings {

    static final String LOG_FLUSH = "log.flush";
    static final String FLUSH_INTERVAL_MS = "log.flush.interval.ms";
    static final String CLEANER_ENABLE = "log.cleaner.enable";
    static final String CLEANER_MAP_BYTES = "log.cleaner.dedupe.buffer.size";
    static final String NUM_PARTITIONS = "num.partitions";
    static final String AUTO_CREATE_TOPICS = "auto.create.topics.enable";
    static final String DELETE_TOPIC = "delete.topic.enable";
    static final String CLAMP_REPLICATION_FACTOR = "replication.factor.clamp";
    static final String REBALANCE_DELAY_MS = "group.initial.rebalance.delay.ms";
    static final String GROUP_MAX_SIZE = "group.max.size";
    static final String OFFSET_METADATA_MAX_BYTES = "offset.metadata.max.bytes";
    static final String OFFSETS_RETENTION_MINUTES = "offsets.retention.minutes";
    static final String TRANSACTION_MAX_TIMEOUT_MS = "transaction.max.timeout.ms";
    static final String TRANSACTIONAL_ID_EXPIRATION_MS = "transactional.id.expiration.ms";
    static final String QUOTA_WINDOW_NUM = "quota.window.num";
    static final String QUOTA_WINDOW_SIZE_SECONDS = "quota.window.size.seconds";

    private static final ConfigDef DEFINITION = define();

    private BrokerSettings() {}

    static Set<String> names() {
        return DEFINITION.names();
    }

    /** By name, in the order of names. */
    static List<ConfigKey> all() {
        List<ConfigKey> keys = new ArrayList<>();
        new TreeSet<>(names()).forEach(name -> keys.add(key(name)));
        return keys;
    }

    private static ConfigKey key(String name) {
        return Objects.requireNonNull(DEFINITION.configKeys().get(name), name);
    }

    /** All values, those that are not given with their defaults. Throws if a name is unknown or a value not allowed. */
    static Map<String, Object> parse(Map<String, ?> given) {
        for (String name : given.keySet()) {
            if (!names().contains(name)) {
                throw new ConfigException(
                        "Unknown setting '" + name + "' of the embedded broker; known are " + new TreeSet<>(names()));
            }
        }
        return DEFINITION.parse(given);
    }

    static String text(String name, Object value) {
        return ConfigDef.convertToString(value, key(name).type);
    }

    static @Nullable String defaultOf(String name) {
        return ConfigDef.convertToString(key(name).defaultValue, key(name).type);
    }

    /** Every setting with its value. They are all read only: a broker reads them when it is opened. */
    static List<ConfigEntry> describe(Map<String, String> given) {
        List<ConfigEntry> entries = new ArrayList<>();
        for (ConfigKey key : all()) {
            List<ConfigSynonym> values = values(key.name, given);
            entries.add(new ConfigEntry(
                    key.name,
                    values.get(0).value(),
                    values.get(0).source(),
                    false,
                    true,
                    values,
                    ConfigEntry.ConfigType.valueOf(key.type.name()),
                    key.documentation));
        }
        return entries;
    }

    /** Where the value of a setting comes from: what was given, then the default. */
    static List<ConfigSynonym> values(String name, Map<String, String> given) {
        List<ConfigSynonym> values = new ArrayList<>();
        if (given.containsKey(name)) {
            values.add(AdminResults.synonym(name, given.get(name), ConfigSource.STATIC_BROKER_CONFIG));
        }
        values.add(AdminResults.synonym(name, defaultOf(name), ConfigSource.DEFAULT_CONFIG));
        return values;
    }

    private static ConfigDef define() {
        ConfigDef definition = new ConfigDef();
        defineLog(definition);
        defineTopics(definition);
        defineGroups(definition);
        whole(definition, TRANSACTION_MAX_TIMEOUT_MS, 900_000, 1, "The longest transaction.timeout.ms of a producer.");
        whole(
                definition,
                TRANSACTIONAL_ID_EXPIRATION_MS,
                604_800_000,
                1,
                "How long a transactional.id that nobody uses is remembered, in milliseconds.");
        whole(
                definition,
                QUOTA_WINDOW_NUM,
                11,
                1,
                "Over how many windows the rate of a client with a quota is measured.");
        whole(definition, QUOTA_WINDOW_SIZE_SECONDS, 1, 1, "How long one of these windows is, in seconds.");
        return definition;
    }

    private static void defineLog(ConfigDef definition) {
        define(
                definition,
                LOG_FLUSH,
                ConfigDef.Type.STRING,
                "commit",
                ValidString.in("commit", "interval", "os"),
                "When an acknowledged write survives a power cut: at once (commit), after log.flush.interval.ms (interval),"
                        + " or when the operating system pleases (os). All of them survive the end of the process.");
        define(
                definition,
                FLUSH_INTERVAL_MS,
                ConfigDef.Type.LONG,
                1_000L,
                Range.atLeast(1),
                "With log.flush=interval: at most how much is lost by a power cut, in milliseconds.");
        flag(definition, CLEANER_ENABLE, true, "Whether topics are compacted that are to be.");
        whole(
                definition,
                CLEANER_MAP_BYTES,
                CompactorConfig.DEFAULT.mapBytes(),
                1024,
                "Memory for the keys of one pass of compaction, in bytes, while there is one.");
    }

    private static void defineTopics(ConfigDef definition) {
        for (String name : TopicSettings.names()) {
            String brokerName = TopicSettings.brokerName(name);
            ConfigKey key = TopicSettings.key(name);
            if (brokerName != null && key != null) {
                definition.define(
                        brokerName,
                        key.type,
                        key.defaultValue,
                        key.validator,
                        key.importance,
                        "Default of the topics' " + name + ". " + key.documentation);
            }
        }
        whole(definition, NUM_PARTITIONS, 1, 1, "Partitions of a topic that is created without a number.");
        flag(definition, AUTO_CREATE_TOPICS, true, "Whether the first record for an unknown topic creates it.");
        flag(definition, DELETE_TOPIC, true, "Whether topics may be deleted.");
        flag(
                definition,
                CLAMP_REPLICATION_FACTOR,
                false,
                "Whether a replication factor above 1 is taken for 1; else it is refused, for there is one node.");
    }

    private static void defineGroups(ConfigDef definition) {
        whole(
                definition,
                REBALANCE_DELAY_MS,
                0,
                0,
                "How long a new group waits for more members before it assigns partitions, in milliseconds.");
        whole(definition, GROUP_MAX_SIZE, Integer.MAX_VALUE, 1, "How many members a consumer group may have.");
        whole(
                definition,
                OFFSET_METADATA_MAX_BYTES,
                4096,
                0,
                "How long the text may be that a consumer commits with an offset.");
        whole(
                definition,
                OFFSETS_RETENTION_MINUTES,
                10_080,
                1,
                "How long committed offsets are kept once the group has no members, or has members but none that subscribes"
                        + " to the topic, in minutes.");
    }

    private static void whole(ConfigDef definition, String name, int defaultValue, int atLeast, String meaning) {
        define(definition, name, ConfigDef.Type.INT, defaultValue, Range.atLeast(atLeast), meaning);
    }

    private static void flag(ConfigDef definition, String name, boolean defaultValue, String meaning) {
        define(definition, name, ConfigDef.Type.BOOLEAN, defaultValue, (key, value) -> {}, meaning);
    }

    private static void define(
            ConfigDef definition,
            String name,
            ConfigDef.Type type,
            Object defaultValue,
            Validator allowed,
            String meaning) {
        definition.define(name, type, defaultValue, allowed, Importance.MEDIUM, meaning);
    }
}
