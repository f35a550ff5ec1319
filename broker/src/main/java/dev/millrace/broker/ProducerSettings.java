package dev.millrace.broker;

import dev.millrace.log.record.Compression;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a producer, read and checked by Kafka's own definitions ({@link ProducerConfig}).
 *
 * <p>Those that concern a connection (bootstrap servers, security, retries, requests in flight) mean nothing here and
 * are accepted, so that one set of properties serves both worlds.
 */
final class ProducerSettings {

    private static final short ACKS_ALL = -1;

    private final ProducerConfig config;
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
    final int compressionLevel;
    final boolean ignoreKeys;
    final long maxBlockMs;
    final long deliveryTimeoutMs;

    ProducerSettings(Map<String, Object> given, @Nullable Serializer<?> key, @Nullable Serializer<?> value) {
        Map<String, Object> props = new HashMap<>(given);
        props.putIfAbsent(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "in-process:0");
        if (key != null) {
            props.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, key.getClass());
        }
        if (value != null) {
            props.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, value.getClass());
        }
        config = new ProducerConfig(props);
        transactionalId = config.getString(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        clientId = config.getString(ProducerConfig.CLIENT_ID_CONFIG);
        props.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        originals = props;
        transactionTimeoutMs = config.getInt(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
        acks = acks(config.getString(ProducerConfig.ACKS_CONFIG));
        idempotent = config.getBoolean(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG);
        batchSizeBytes = Math.max(1, config.getInt(ProducerConfig.BATCH_SIZE_CONFIG));
        maxRequestSizeBytes = config.getInt(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
        lingerMs = config.getLong(ProducerConfig.LINGER_MS_CONFIG);
        bufferBytes = config.getLong(ProducerConfig.BUFFER_MEMORY_CONFIG);
        compression = Compression.forName(config.getString(ProducerConfig.COMPRESSION_TYPE_CONFIG));
        compressionLevel = compressionLevel();
        ignoreKeys = config.getBoolean(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG);
        maxBlockMs = config.getLong(ProducerConfig.MAX_BLOCK_MS_CONFIG);
        deliveryTimeoutMs = deliveryTimeoutMs();
    }

    private int compressionLevel() {
        if (compression == Compression.GZIP) {
            return config.getInt(ProducerConfig.COMPRESSION_GZIP_LEVEL_CONFIG);
        }
        if (compression == Compression.LZ4) {
            return config.getInt(ProducerConfig.COMPRESSION_LZ4_LEVEL_CONFIG);
        }
        return compression == Compression.ZSTD
                ? config.getInt(ProducerConfig.COMPRESSION_ZSTD_LEVEL_CONFIG)
                : compression.defaultLevel();
    }

    /** As Kafka's producer does: one that was asked for must be long enough, the default is made so. */
    private long deliveryTimeoutMs() {
        long timeoutMs = config.getInt(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG);
        long leastMs = lingerMs + config.getInt(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG);
        if (timeoutMs < leastMs && originals.containsKey(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG)) {
            throw new ConfigException(
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    timeoutMs,
                    "must be at least " + ProducerConfig.LINGER_MS_CONFIG + " and "
                            + ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG + " together (" + leastMs + ")");
        }
        return Math.max(timeoutMs, leastMs);
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
        try {
            List raw = config.getConfiguredInstances(
                    ProducerConfig.INTERCEPTOR_CLASSES_CONFIG,
                    ProducerInterceptor.class,
                    Map.of(ProducerConfig.CLIENT_ID_CONFIG, clientId));
            return raw;
        } catch (ClassCastException e) {
            throw new ConfigException(
                    ProducerConfig.INTERCEPTOR_CLASSES_CONFIG,
                    config.getList(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG),
                    "every class must be a " + ProducerInterceptor.class.getName() + ": " + e.getMessage());
        }
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

    private static short acks(String text) {
        return text.trim().equalsIgnoreCase("all") ? ACKS_ALL : Short.parseShort(text.trim());
    }
}
