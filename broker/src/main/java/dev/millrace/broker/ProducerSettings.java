package dev.millrace.broker;

import dev.millrace.log.record.Compression;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a producer, read and checked by Kafka's own definitions ({@link ProducerConfig}).
 *
 * <p>Those that concern a connection (bootstrap servers, security, retries, requests in flight) mean nothing here and are
 * accepted, so that one set of properties serves both worlds.
 */
final class ProducerSettings {

    private static final AtomicInteger NEXT_CLIENT = new AtomicInteger(1);
    private static final short ACKS_ALL = -1;

    private final AbstractConfig config;
    private final Map<String, Object> originals;

    final String clientId;
    final @Nullable String transactionalId;
    final int transactionTimeoutMs;
    final boolean idempotent;
    final short acks;
    final int batchSizeBytes;
    final int maxRequestSizeBytes;
    final long lingerMs;
    final long bufferBytes;
    final Compression compression;
    final boolean ignoreKeys;

    ProducerSettings(Map<String, Object> given, @Nullable Serializer<?> key, @Nullable Serializer<?> value) {
        Map<String, Object> props = new HashMap<>(given);
        props.putIfAbsent(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "in-process:0");
        if (key != null) {
            props.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, key.getClass());
        }
        if (value != null) {
            props.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, value.getClass());
        }
        config = new AbstractConfig(ProducerConfig.configDef(), props, false);
        transactionalId = config.getString(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        clientId = clientId(config.getString(ProducerConfig.CLIENT_ID_CONFIG), transactionalId);
        props.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        originals = props;
        transactionTimeoutMs = config.getInt(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
        acks = acks(config.getString(ProducerConfig.ACKS_CONFIG));
        idempotent = idempotence();
        batchSizeBytes = Math.max(1, config.getInt(ProducerConfig.BATCH_SIZE_CONFIG));
        maxRequestSizeBytes = config.getInt(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
        lingerMs = config.getLong(ProducerConfig.LINGER_MS_CONFIG);
        bufferBytes = config.getLong(ProducerConfig.BUFFER_MEMORY_CONFIG);
        compression = Compression.forName(config.getString(ProducerConfig.COMPRESSION_TYPE_CONFIG));
        ignoreKeys = config.getBoolean(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG);
    }

    @SuppressWarnings("unchecked")
    <T> Serializer<T> serializer(@Nullable Serializer<T> given, boolean forKey) {
        if (given != null) {
            return given;
        }
        Serializer<T> serializer = config.getConfiguredInstance(
                forKey ? ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG : ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                Serializer.class);
        serializer.configure(originals, forKey);
        return serializer;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    <K, V> List<ProducerInterceptor<K, V>> interceptors() {
        List raw = config.getConfiguredInstances(
                ProducerConfig.INTERCEPTOR_CLASSES_CONFIG,
                ProducerInterceptor.class,
                Map.of(ProducerConfig.CLIENT_ID_CONFIG, clientId));
        return raw;
    }

    @SuppressWarnings("NullAway") // Kafka's method answers null for a class that is not set, which its signature hides.
    @Nullable
    Partitioner partitioner() {
        return config.getConfiguredInstance(
                ProducerConfig.PARTITIONER_CLASS_CONFIG,
                Partitioner.class,
                Map.of(ProducerConfig.CLIENT_ID_CONFIG, clientId));
    }

    boolean acksAll() {
        return acks == ACKS_ALL;
    }

    private boolean idempotence() {
        boolean asked = originals.containsKey(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG);
        boolean enabled = config.getBoolean(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG);
        boolean all = acks == ACKS_ALL;
        if (transactionalId != null && !(enabled && all)) {
            throw new ConfigException("A producer with a " + ProducerConfig.TRANSACTIONAL_ID_CONFIG
                    + " must be idempotent and wait for all: leave " + ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG
                    + " and "
                    + ProducerConfig.ACKS_CONFIG + " at their defaults (true, all), not " + enabled + " and " + acks);
        }
        if (asked && enabled && !all) {
            throw new ConfigException(
                    ProducerConfig.ACKS_CONFIG,
                    acks,
                    "an idempotent producer needs 'all'; or set " + ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG
                            + " to false");
        }
        return enabled && all;
    }

    private static short acks(String text) {
        return text.trim().equalsIgnoreCase("all") ? ACKS_ALL : Short.parseShort(text.trim());
    }

    private static String clientId(@Nullable String given, @Nullable String transactionalId) {
        if (given != null && !given.isEmpty()) {
            return given;
        }
        return "producer-" + (transactionalId == null ? NEXT_CLIENT.getAndIncrement() : transactionalId);
    }
}
