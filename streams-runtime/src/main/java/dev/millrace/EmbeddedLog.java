package dev.millrace;

import dev.millrace.broker.BrokerConfig;
import dev.millrace.broker.LocalBroker;
import dev.millrace.streams.StreamsConfig;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log in this process, for a program that puts records into the topics of its topology or reads what comes out.
 *
 * <p>All handles on one directory share one broker, and so does {@link MillraceStreams} with the same {@code log.dir}:
 * what one writes, the other reads. The broker closes with its last handle. Another process that opens the directory
 * meanwhile is refused.
 *
 * <pre>{@code
 * try (EmbeddedLog log = EmbeddedLog.open(Path.of("./data"));
 *         Producer<String, String> producer = log.producer(Map.of(), new StringSerializer(), new StringSerializer())) {
 *     producer.send(new ProducerRecord<>("words", "hello world"));
 * }
 * }</pre>
 *
 * <p>Thread-safe; the clients follow kafka-clients' rules.
 */
public final class EmbeddedLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedLog.class);

    private static final Map<Path, Shared> OPEN = new ConcurrentHashMap<>();

    /** One broker and who uses it. Is its own lock: a directory that takes long to open or close holds up no other. */
    private static final class Shared {
        final Map<String, BitSet> instances = new HashMap<>();

        /** Null before it is open, and if that fails. */
        @Nullable
        LocalBroker broker;

        int handles;
    }

    private final Path directory;
    private final Shared shared;
    private final LocalBroker broker;
    private boolean closed;

    private EmbeddedLog(Path directory, Shared shared, LocalBroker broker) {
        this.directory = directory;
        this.shared = shared;
        this.broker = broker;
    }

    /**
     * Opens the log of a directory with the default settings.
     *
     * @param logDir the value of {@code log.dir}; the broker's files are in its subdirectory {@code log}
     * @return a handle, to be closed by the caller
     * @throws RuntimeException of the storage if the directory is in use by another process or cannot be written
     */
    public static EmbeddedLog open(Path logDir) {
        return open(logDir, Map.of());
    }

    /**
     * Opens the log that a streams configuration names.
     *
     * @param config with {@code log.dir}, and the broker's settings such as {@code log.flush}; others are ignored
     * @return a handle, to be closed by the caller
     * @throws ConfigException if {@code log.dir} is missing or blank
     */
    public static EmbeddedLog open(Properties config) {
        String logDir = config.getProperty(StreamsConfig.LOG_DIR_CONFIG);
        if (logDir == null || logDir.isBlank()) {
            throw new ConfigException(
                    "'" + StreamsConfig.LOG_DIR_CONFIG + "' is not set: it names the directory of the embedded log");
        }
        Map<String, Object> settings = new HashMap<>();
        config.forEach((key, value) -> settings.put(String.valueOf(key), value));
        return open(Path.of(logDir), settings);
    }

    /**
     * Opens the log of a directory.
     *
     * @param logDir the value of {@code log.dir}; the broker's files are in its subdirectory {@code log}
     * @param config the broker's settings, others are ignored; a line in the program's log names those that look like a
     *     mistyped one. If the directory is open already in this process, its
     *     first opener's hold; a line in the program's log says which of these differ
     * @return a handle, to be closed by the caller
     * @throws ConfigException if a value is not allowed, or if {@code log.flush} asks for more than the open log
     *     promises
     */
    public static EmbeddedLog open(Path logDir, Map<String, ?> config) {
        MistypedSettings.warn(LOG, config.keySet());
        return openWithSettings(logDir, brokerSettings(config));
    }

    /** As {@link #open(Path, Map)}, where the names are known to be the broker's. */
    static EmbeddedLog openWithSettings(Path logDir, Map<String, Object> settings) {
        Path directory = absolute(logDir);
        while (true) {
            Shared shared = OPEN.computeIfAbsent(directory, first -> new Shared());
            synchronized (shared) {
                if (OPEN.get(directory) == shared) { // else the last handle was closed meanwhile
                    LocalBroker broker = shared.broker;
                    if (broker == null) {
                        broker = openFirst(directory, shared, settings);
                    } else {
                        compare(directory, broker.config(), BrokerConfig.of(settings));
                    }
                    shared.handles++;
                    return new EmbeddedLog(directory, shared, broker);
                }
            }
        }
    }

    /** By which a log is known in this process, whatever its directory was called. */
    static Path absolute(Path logDir) {
        return logDir.toAbsolutePath().normalize();
    }

    private static LocalBroker openFirst(Path directory, Shared shared, Map<String, Object> settings) {
        // A program that asks for a cluster's replicas runs here unchanged, unless it says that it wants to be told.
        settings.putIfAbsent(BrokerConfig.CLAMP_REPLICATION_FACTOR, true);
        try {
            LocalBroker broker = LocalBroker.open(directory.resolve("log"), settings);
            shared.broker = broker;
            return broker;
        } finally {
            if (shared.broker == null) {
                OPEN.remove(directory, shared);
            }
        }
    }

    static Map<String, Object> brokerSettings(Map<String, ?> config) {
        Map<String, Object> settings = new HashMap<>(config);
        settings.keySet().retainAll(BrokerConfig.names());
        return settings;
    }

    /** Who comes second does not change the log, so it must not believe that it did: least of all about a power cut. */
    private static void compare(Path directory, BrokerConfig inForce, BrokerConfig asked) {
        asked.given().forEach((name, value) -> {
            String held = inForce.valueOf(name);
            if (value.equals(held)) {
                return;
            }
            String difference = "The log in " + directory + " is open in this process with " + name + "=" + held
                    + ", not " + value + ": the settings of its first opener hold";
            if (name.equals(BrokerConfig.LOG_FLUSH) && asked.promisesMoreThan(inForce)) {
                throw new ConfigException(
                        difference + ", and they promise less. Open it with " + name + "=" + value + " first.");
            }
            LOG.warn(difference);
        });
    }

    /** The broker behind this handle. */
    LocalBroker broker() {
        return broker;
    }

    /** The lowest number, from 0, that no other live instance of the application has in this log. */
    int claimInstance(String applicationId) {
        synchronized (shared) {
            BitSet used = shared.instances.computeIfAbsent(applicationId, id -> new BitSet());
            int number = used.nextClearBit(0);
            used.set(number);
            return number;
        }
    }

    void releaseInstance(String applicationId, int number) {
        synchronized (shared) {
            shared.instances.computeIfAbsent(applicationId, id -> new BitSet()).clear(number);
        }
    }

    /**
     * A new producer.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param config keys of {@link org.apache.kafka.clients.producer.ProducerConfig}; no address is needed
     * @param keySerializer makes the bytes of keys
     * @param valueSerializer makes the bytes of values
     * @return to be closed by the caller, before this handle
     */
    public <K, V> Producer<K, V> producer(
            Map<String, Object> config, Serializer<K> keySerializer, Serializer<V> valueSerializer) {
        return broker.producer(config, keySerializer, valueSerializer);
    }

    /**
     * A new consumer.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param config keys of {@link org.apache.kafka.clients.consumer.ConsumerConfig}; no address is needed
     * @param keyDeserializer reads the bytes of keys
     * @param valueDeserializer reads the bytes of values
     * @return to be closed by the caller, before this handle; for one thread at a time
     */
    public <K, V> Consumer<K, V> consumer(
            Map<String, Object> config, Deserializer<K> keyDeserializer, Deserializer<V> valueDeserializer) {
        return broker.consumer(config, keyDeserializer, valueDeserializer);
    }

    /**
     * A new admin client, to create topics before a topology starts.
     *
     * @return to be closed by the caller, before this handle
     */
    public Admin admin() {
        return broker.admin();
    }

    /** Gives up this handle; the last one closes the broker. Closing again does nothing. */
    @Override
    public void close() {
        synchronized (shared) {
            if (closed) {
                return;
            }
            closed = true;
            shared.handles--;
            if (shared.handles == 0) {
                try {
                    broker.close();
                } finally {
                    OPEN.remove(directory, shared);
                }
            }
        }
    }
}
