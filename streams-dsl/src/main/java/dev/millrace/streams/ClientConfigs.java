package dev.millrace.streams;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * A client's configuration is built in layers, each overriding the one before:
 *
 *   1. defaults that suit stream processing
 *   2. the user's settings without a prefix: those that this kind of client knows, and those that nobody knows (they
 *      may be meant for a serde or an interceptor)
 *   3. the user's settings behind "consumer.", "producer." or "admin."
 *   4. the user's settings behind "main.consumer.", "restore.consumer." or "global.consumer."
 *   5. what the engine relies on; a user's other wish is answered by a warning
 */
/** Derives the configurations of clients from that of the application. */
final class ClientConfigs {
    private static final Logger log = LoggerFactory.getLogger(StreamsConfig.class);

    /** More would let a batch overtake another one when it is sent again. */
    private static final int MAX_IN_FLIGHT_WITH_IDEMPOTENCE = 5;

    private static final int DEFAULT_TRANSACTION_TIMEOUT_MS = 10_000;
    private static final int DEFAULT_MAX_POLL_RECORDS = 1000;
    private static final int DEFAULT_LINGER_MS = 100;

    private static final List<String> PREFIXES = List.of(
            StreamsConfig.CONSUMER_PREFIX,
            StreamsConfig.MAIN_CONSUMER_PREFIX,
            StreamsConfig.RESTORE_CONSUMER_PREFIX,
            StreamsConfig.GLOBAL_CONSUMER_PREFIX,
            StreamsConfig.PRODUCER_PREFIX,
            StreamsConfig.ADMIN_CLIENT_PREFIX,
            StreamsConfig.TOPIC_PREFIX,
            StreamsConfig.CLIENT_TAG_PREFIX);

    private final StreamsConfig config;
    private final Map<String, Object> originals;

    ClientConfigs(StreamsConfig config) {
        this.config = config;
        this.originals = config.originals();
    }

    Map<String, Object> mainConsumer(String groupId, String clientId, int threadIdx) {
        Map<String, Object> result = consumer("earliest", StreamsConfig.MAIN_CONSUMER_PREFIX);
        fix(result, ConsumerConfig.GROUP_ID_CONFIG, groupId);
        fix(result, ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        Object member = result.get(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        if (member != null) {
            result.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, member + "-" + threadIdx);
        }
        return result;
    }

    Map<String, Object> restoreConsumer(String clientId) {
        Map<String, Object> result = consumer("none", StreamsConfig.RESTORE_CONSUMER_PREFIX);
        return withoutGroup(result, clientId);
    }

    Map<String, Object> globalConsumer(String clientId) {
        Map<String, Object> result = consumer("none", StreamsConfig.GLOBAL_CONSUMER_PREFIX);
        return withoutGroup(result, clientId + "-global-consumer");
    }

    private static Map<String, Object> withoutGroup(Map<String, Object> result, String clientId) {
        result.remove(ConsumerConfig.GROUP_ID_CONFIG);
        result.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        result.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        result.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        return result;
    }

    private Map<String, Object> consumer(String offsetReset, String prefix) {
        Map<String, Object> result = new HashMap<>();
        result.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, DEFAULT_MAX_POLL_RECORDS);
        result.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, offsetReset);
        result.putAll(userSettings(ConsumerConfig.configNames(), StreamsConfig.CONSUMER_PREFIX));
        result.putAll(config.originalsWithPrefix(prefix));
        fix(result, ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        fix(result, ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        if (config.exactlyOnce()) {
            fix(result, ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        }
        return result;
    }

    Map<String, Object> producer(String clientId) {
        Map<String, Object> result = new HashMap<>();
        result.put(ProducerConfig.LINGER_MS_CONFIG, DEFAULT_LINGER_MS);
        if (config.exactlyOnce()) {
            result.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
            result.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, DEFAULT_TRANSACTION_TIMEOUT_MS);
        }
        result.putAll(userSettings(ProducerConfig.configNames(), StreamsConfig.PRODUCER_PREFIX));
        if (config.exactlyOnce()) {
            fix(result, ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
            checkInFlight(result.get(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION));
            checkTransactionTimeout(result.get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG));
        }
        if (result.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG) != null) {
            log.warn("The setting {} is ignored: the runtime sets it", ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        }
        fix(result, ProducerConfig.CLIENT_ID_CONFIG, clientId);
        return result;
    }

    Map<String, Object> admin(String clientId) {
        Map<String, Object> result = new HashMap<>();
        result.put(
                StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, config.getBoolean(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG));
        result.putAll(userSettings(AdminClientConfig.configNames(), StreamsConfig.ADMIN_CLIENT_PREFIX));
        fix(result, AdminClientConfig.CLIENT_ID_CONFIG, clientId);
        return result;
    }

    private Map<String, Object> userSettings(Set<String> known, String prefix) {
        Map<String, Object> result = new HashMap<>();
        originals.forEach((name, value) -> {
            if (known.contains(name) || isUnknown(name)) {
                result.put(name, value);
            }
        });
        // Names of clients are made by the runtime; the user's client.id is part of them already.
        result.remove(StreamsConfig.CLIENT_ID_CONFIG);
        result.putAll(config.originalsWithPrefix(prefix));
        return result;
    }

    private static boolean isUnknown(String name) {
        return PREFIXES.stream().noneMatch(name::startsWith) && !KNOWN.contains(name);
    }

    private static final Set<String> KNOWN = known();

    private static Set<String> known() {
        Set<String> names = new HashSet<>(StreamsConfigDef.DEFINITION.names());
        names.addAll(ConsumerConfig.configNames());
        names.addAll(ProducerConfig.configNames());
        names.addAll(AdminClientConfig.configNames());
        return names;
    }

    /** Sets what the engine relies on. */
    private static void fix(Map<String, Object> result, String name, Object value) {
        Object wish = result.put(name, value);
        if (wish != null && !wish.toString().equals(value.toString())) {
            log.warn("The setting {}={} is ignored: stream processing needs {}", name, wish, value);
        }
    }

    private static void checkInFlight(@Nullable Object maxInFlight) {
        String name = ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION;
        if (maxInFlight != null && number(name, maxInFlight) > MAX_IN_FLIGHT_WITH_IDEMPOTENCE) {
            throw new ConfigException(
                    name, maxInFlight, "with exactly_once_v2 it must be at most " + MAX_IN_FLIGHT_WITH_IDEMPOTENCE);
        }
    }

    private void checkTransactionTimeout(@Nullable Object timeoutMs) {
        long commitIntervalMs = config.getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG);
        String name = ProducerConfig.TRANSACTION_TIMEOUT_CONFIG;
        if (timeoutMs != null && number(name, timeoutMs) < commitIntervalMs) {
            throw new IllegalArgumentException("Every transaction would time out: " + name + " is " + timeoutMs
                    + " ms but commit.interval.ms is " + commitIntervalMs + " ms. Lower commit.interval.ms, or raise "
                    + StreamsConfig.PRODUCER_PREFIX + name);
        }
    }

    private static long number(String name, Object value) {
        try {
            return Long.parseLong(value.toString().trim());
        } catch (NumberFormatException e) {
            throw new ConfigException(name, value, "must be a whole number");
        }
    }
}
