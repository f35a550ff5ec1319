package dev.millrace.streams;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What spans several settings: former names, defaults that depend on others, tags, lists of improvements. */
final class StreamsConfigRules {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsConfig.class);

    /** Former names of settings, which old configurations still use. */
    private static final Map<String, String> FORMER_NAMES = Map.of(
            "cache.max.bytes.buffering", StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG,
            "default.deserialization.exception.handler", StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
            "default.production.exception.handler", StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG);

    static final List<String> OPTIMIZATIONS = List.of(
            StreamsConfig.REUSE_KTABLE_SOURCE_TOPICS,
            StreamsConfig.MERGE_REPARTITION_TOPICS,
            StreamsConfig.SINGLE_STORE_SELF_JOIN);

    private StreamsConfigRules() {}

    /** The configuration with former names replaced by those of today, unless both are there. */
    static Map<String, Object> withoutFormerNames(Map<?, ?> props) {
        Map<String, Object> result = new HashMap<>();
        props.forEach((name, value) -> result.put(String.valueOf(name), value));
        FORMER_NAMES.forEach((former, name) -> {
            Object value = result.get(former);
            if (value != null && !result.containsKey(name)) {
                LOG.warn("The setting {} is now called {}: please rename it", former, name);
                result.put(name, value);
            }
        });
        return result;
    }

    static void warnOfInertSettings(Set<String> names) {
        List<String> inert = InertSettings.among(names);
        if (!inert.isEmpty()) {
            LOG.warn("These settings have no effect yet: {}", inert);
        }
    }

    /** Defaults that depend on other settings, where the user has not set them. */
    static Map<String, Object> dependentDefaults(Map<String, Object> parsed, Map<String, Object> originals) {
        Map<String, Object> updates = new HashMap<>();
        boolean exactlyOnce =
                StreamsConfig.EXACTLY_ONCE_V2.equals(parsed.get(StreamsConfig.PROCESSING_GUARANTEE_CONFIG));
        if (exactlyOnce && !originals.containsKey(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG)) {
            updates.put(
                    StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, StreamsConfigDef.DEFAULT_EXACTLY_ONCE_COMMIT_INTERVAL_MS);
        }
        if (parsed.get(StreamsConfig.STATE_DIR_CONFIG) == null) {
            Object logDir = parsed.get(StreamsConfig.LOG_DIR_CONFIG);
            updates.put(
                    StreamsConfig.STATE_DIR_CONFIG,
                    logDir == null ? System.getProperty("java.io.tmpdir") + "/millrace" : logDir + "/state");
        }
        return updates;
    }

    /** A new instance of the class that a setting names, configured; an error names the setting. */
    static <T> T instance(StreamsConfig config, String name, Class<T> type) {
        try {
            return config.getConfiguredInstance(name, type);
        } catch (RuntimeException e) {
            ConfigException told = new ConfigException(name, config.getClass(name), String.valueOf(e.getMessage()));
            told.initCause(e);
            throw told;
        }
    }

    /** A new instance of a default serde, configured. */
    static Serde<?> defaultSerde(StreamsConfig config, String name, boolean isKey) {
        Class<?> type = config.getClass(name);
        if (type == null) {
            String kind = isKey ? "keys" : "values";
            throw new ConfigException(
                    "A serde for " + kind + " is needed, but " + name + " is not set: set it, or give the"
                            + " serde to the operation, as in Consumed.with, Grouped.with, Produced.with or Materialized.with");
        }
        try {
            Serde<?> serde = config.getConfiguredInstance(name, Serde.class);
            serde.configure(config.originals(), isKey);
            return serde;
        } catch (RuntimeException e) {
            throw unusableSerde(name, type, isKey, e);
        }
    }

    /** What is wrong with a default serde, and what it may lack. */
    private static ConfigException unusableSerde(String name, Class<?> serde, boolean isKey, RuntimeException cause) {
        String remedy = "";
        if (serde == Serdes.ListSerde.class) {
            remedy = isKey
                    ? " (a list serde needs " + CommonClientConfigs.DEFAULT_LIST_KEY_SERDE_TYPE_CLASS + " and "
                            + CommonClientConfigs.DEFAULT_LIST_KEY_SERDE_INNER_CLASS + ")"
                    : " (a list serde needs " + CommonClientConfigs.DEFAULT_LIST_VALUE_SERDE_TYPE_CLASS + " and "
                            + CommonClientConfigs.DEFAULT_LIST_VALUE_SERDE_INNER_CLASS + ")";
        }
        ConfigException told =
                new ConfigException(name + "=" + serde.getName() + " cannot be used: " + cause.getMessage() + remedy);
        told.initCause(cause);
        return told;
    }

    static Map<String, String> clientTags(Map<String, Object> originals) {
        Map<String, String> tags = new TreeMap<>();
        originals.forEach((name, value) -> {
            if (name.startsWith(StreamsConfig.CLIENT_TAG_PREFIX)) {
                tags.put(name.substring(StreamsConfig.CLIENT_TAG_PREFIX.length()), String.valueOf(value));
            }
        });
        return tags;
    }

    static void checkTags(Map<String, String> tags, List<String> rackAwareTags) {
        if (tags.size() > StreamsConfig.MAX_RACK_AWARE_ASSIGNMENT_TAG_LIST_SIZE) {
            throw new ConfigException("There are " + tags.size() + " client tags " + tags.keySet() + ", but at most "
                    + StreamsConfig.MAX_RACK_AWARE_ASSIGNMENT_TAG_LIST_SIZE + " are allowed");
        }
        tags.forEach((tag, value) -> {
            String name = StreamsConfig.CLIENT_TAG_PREFIX + tag;
            if (tag.isEmpty() || tag.length() > StreamsConfig.MAX_RACK_AWARE_ASSIGNMENT_TAG_KEY_LENGTH) {
                throw new ConfigException(
                        name,
                        value,
                        "the tag's name must have 1 to " + StreamsConfig.MAX_RACK_AWARE_ASSIGNMENT_TAG_KEY_LENGTH
                                + " characters");
            }
            if (value.isEmpty() || value.length() > StreamsConfig.MAX_RACK_AWARE_ASSIGNMENT_TAG_VALUE_LENGTH) {
                throw new ConfigException(
                        name,
                        value,
                        "a tag must have 1 to " + StreamsConfig.MAX_RACK_AWARE_ASSIGNMENT_TAG_VALUE_LENGTH
                                + " characters");
            }
        });
        for (String tag : rackAwareTags) {
            if (!tags.containsKey(tag)) {
                throw new ConfigException(
                        StreamsConfig.RACK_AWARE_ASSIGNMENT_TAGS_CONFIG,
                        rackAwareTags,
                        "this instance has no tag " + tag + ": set " + StreamsConfig.CLIENT_TAG_PREFIX + tag);
            }
        }
    }

    /** See {@link StreamsConfig#verifyTopologyOptimizationConfigs}. */
    static Set<String> optimizations(String config) {
        List<String> parts = List.of(config.trim().split("\\s*,\\s*"));
        if (parts.equals(List.of(StreamsConfig.OPTIMIZE))) {
            return new LinkedHashSet<>(OPTIMIZATIONS);
        }
        if (parts.equals(List.of(StreamsConfig.NO_OPTIMIZATION))) {
            return new LinkedHashSet<>();
        }
        if (!OPTIMIZATIONS.containsAll(parts)) {
            throw new ConfigException(
                    StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG,
                    config,
                    "must be " + StreamsConfig.NO_OPTIMIZATION + ", " + StreamsConfig.OPTIMIZE + ", or a list of "
                            + OPTIMIZATIONS);
        }
        return new LinkedHashSet<>(parts);
    }
}
