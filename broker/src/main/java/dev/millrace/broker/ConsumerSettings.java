package dev.millrace.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.UnsupportedAssignorException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a consumer, read and checked by Kafka's own definitions ({@link ConsumerConfig}). Those that concern
 * a connection mean nothing here and are accepted.
 */
final class ConsumerSettings {

    /** Where a consumer without a position starts; {@link #AGO} is so long before now. */
    enum Reset {
        EARLIEST,
        LATEST,
        NONE,
        AGO
    }

    private static final AtomicInteger NEXT_CLIENT = new AtomicInteger(1);

    private final AbstractConfig config;
    private final Map<String, Object> originals;

    final String clientId;
    final @Nullable String groupId;
    final @Nullable String groupInstanceId;
    final @Nullable String rack;
    final IsolationLevel isolation;
    final Reset reset;
    final Duration resetAgo;
    final boolean autoCommit;
    final long autoCommitIntervalMs;
    final int maxPollRecords;
    final int maxPollIntervalMs;
    final int sessionTimeoutMs;
    final int heartbeatIntervalMs;
    final int fetchBytes;
    final int fetchMinBytes;
    final int fetchMaxWaitMs;
    final int partitionFetchBytes;
    final boolean checkCrcs;
    final boolean excludeInternalTopics;
    final Duration defaultApiTimeout;
    private final boolean newerProtocol;

    ConsumerSettings(Map<String, Object> given, @Nullable Deserializer<?> key, @Nullable Deserializer<?> value) {
        Map<String, Object> props = new HashMap<>(given);
        props.putIfAbsent(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "in-process:0");
        if (key != null) {
            props.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, key.getClass());
        }
        if (value != null) {
            props.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, value.getClass());
        }
        Map<String, Object> parsed = new HashMap<>(props);
        parsed.remove(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG); // may hold instances: read by assignors()
        config = new AbstractConfig(ConsumerConfig.configDef(), parsed, false);
        groupId = config.getString(ConsumerConfig.GROUP_ID_CONFIG);
        if (groupId != null && groupId.isBlank()) {
            throw new KafkaException(
                    "The consumer cannot be made",
                    new InvalidGroupIdException("The " + ConsumerConfig.GROUP_ID_CONFIG
                            + " is blank: name the group, or leave the setting out"));
        }
        groupInstanceId = blankToNull(config.getString(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG));
        clientId = clientId(config.getString(ConsumerConfig.CLIENT_ID_CONFIG), groupId);
        props.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        originals = props;
        rack = blankToNull(config.getString(ConsumerConfig.CLIENT_RACK_CONFIG));
        isolation = IsolationLevel.valueOf(
                config.getString(ConsumerConfig.ISOLATION_LEVEL_CONFIG).toUpperCase(Locale.ROOT));
        String policy =
                config.getString(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG).toLowerCase(Locale.ROOT);
        boolean ago = policy.startsWith("by_duration:");
        reset = ago ? Reset.AGO : Reset.valueOf(policy.toUpperCase(Locale.ROOT));
        resetAgo = ago
                ? Duration.parse(policy.substring("by_duration:".length()).toUpperCase(Locale.ROOT))
                : Duration.ZERO;
        autoCommit = autoCommit();
        autoCommitIntervalMs = config.getInt(ConsumerConfig.AUTO_COMMIT_INTERVAL_MS_CONFIG);
        maxPollRecords = config.getInt(ConsumerConfig.MAX_POLL_RECORDS_CONFIG);
        maxPollIntervalMs = config.getInt(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG);
        sessionTimeoutMs = config.getInt(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG);
        heartbeatIntervalMs = config.getInt(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG);
        fetchBytes = config.getInt(ConsumerConfig.FETCH_MAX_BYTES_CONFIG);
        fetchMinBytes = config.getInt(ConsumerConfig.FETCH_MIN_BYTES_CONFIG);
        fetchMaxWaitMs = config.getInt(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG);
        partitionFetchBytes = config.getInt(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG);
        checkCrcs = config.getBoolean(ConsumerConfig.CHECK_CRCS_CONFIG);
        excludeInternalTopics = config.getBoolean(ConsumerConfig.EXCLUDE_INTERNAL_TOPICS_CONFIG);
        defaultApiTimeout = Duration.ofMillis(config.getInt(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG));
        newerProtocol = hasNewerProtocol();
        ensureHeartbeatsKeepTheSession();
    }

    private void ensureHeartbeatsKeepTheSession() {
        if (groupId != null && !newerProtocol && heartbeatIntervalMs >= sessionTimeoutMs) {
            throw new ConfigException(
                    ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                    heartbeatIntervalMs,
                    "must be lower than " + ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG + " (" + sessionTimeoutMs + ")");
        }
    }

    @SuppressWarnings("unchecked")
    <T> Deserializer<T> deserializer(@Nullable Deserializer<T> given, boolean forKey) {
        if (given != null) {
            return given;
        }
        Deserializer<T> deserializer = config.getConfiguredInstance(
                forKey ? ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG : ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                Deserializer.class);
        deserializer.configure(originals, forKey);
        return deserializer;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    <K, V> List<ConsumerInterceptor<K, V>> interceptors() {
        List raw = config.getConfiguredInstances(
                ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
                ConsumerInterceptor.class,
                Map.of(ConsumerConfig.CLIENT_ID_CONFIG, clientId));
        return raw;
    }

    /** The assignment strategies in order of preference: class names, classes, or instances. */
    List<ConsumerPartitionAssignor> assignors() {
        if (newerProtocol) {
            return brokersAssignor();
        }
        Object given = originals.get(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);
        List<?> listed =
                given == null ? config.getList(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG) : elements(given);
        List<ConsumerPartitionAssignor> assignors = new ArrayList<>();
        for (Object each : listed) {
            ConsumerPartitionAssignor assignor = assignor(each);
            for (ConsumerPartitionAssignor other : assignors) {
                if (other.name().equals(assignor.name())) {
                    throw new KafkaException(
                            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG + " names two assignors '"
                                    + assignor.name() + "': " + other.getClass().getName() + " and "
                                    + assignor.getClass().getName());
                }
            }
            assignors.add(assignor);
        }
        return assignors;
    }

    private static List<?> elements(Object given) {
        if (given instanceof List<?> list) {
            return list;
        }
        if (given instanceof String names) {
            return names.isBlank() ? List.of() : List.of(names.trim().split("\\s*,\\s*"));
        }
        return List.of(given);
    }

    private ConsumerPartitionAssignor assignor(Object given) {
        if (given instanceof ConsumerPartitionAssignor assignor) {
            return assignor;
        }
        String name = given instanceof Class<?> type ? type.getName() : given.toString();
        try {
            return config.getConfiguredInstances(List.of(name), ConsumerPartitionAssignor.class, originals)
                    .get(0);
        } catch (KafkaException e) {
            throw new KafkaException(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG + ": no assignor can be made of "
                            + name
                            + "; it must be a ConsumerPartitionAssignor on the class path with a public constructor without"
                            + " arguments",
                    e);
        }
    }

    private boolean autoCommit() {
        boolean enabled = config.getBoolean(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG);
        if (groupId != null) {
            return enabled;
        }
        if (enabled && originals.containsKey(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG)) {
            throw new InvalidConfigurationException(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG
                    + " is true, but there is no " + ConsumerConfig.GROUP_ID_CONFIG + " to commit for: set one");
        }
        return false;
    }

    /**
     * Groups of the newer protocol (KIP-848) share their partitions here as classic ones do that rebalance
     * cooperatively; what that protocol leaves to the broker must not be set, as on a cluster.
     */
    private boolean hasNewerProtocol() {
        if (!config.getString(ConsumerConfig.GROUP_PROTOCOL_CONFIG).equalsIgnoreCase("consumer")) {
            if (config.getString(ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG) != null) {
                throw new ConfigException(ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG + " can only be set when "
                        + ConsumerConfig.GROUP_PROTOCOL_CONFIG + " is consumer");
            }
            return false;
        }
        for (String name : List.of(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG)) {
            if (originals.containsKey(name)) {
                throw new ConfigException(name + " cannot be set when " + ConsumerConfig.GROUP_PROTOCOL_CONFIG
                        + " is consumer: remove one of the two");
            }
        }
        return true;
    }

    private List<ConsumerPartitionAssignor> brokersAssignor() {
        String name = config.getString(ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG);
        if (name == null || name.equals("uniform")) {
            return List.of(new CooperativeStickyAssignor());
        }
        if (name.equals("range")) {
            return List.of(new RangeAssignor());
        }
        throw new UnsupportedAssignorException(ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG + " is '" + name
                + "'; the broker has the assignors uniform and range");
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private static String clientId(@Nullable String given, @Nullable String groupId) {
        if (given != null && !given.isEmpty()) {
            return given;
        }
        return "consumer-" + groupId + "-" + NEXT_CLIENT.getAndIncrement();
    }
}
