package dev.millrace;

import dev.millrace.runtime.ClusterClientSupplier;
import dev.millrace.runtime.LocalClientSupplier;
import dev.millrace.streams.KafkaClientSupplier;
import dev.millrace.streams.StreamsConfig;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which log an instance works on: one of the caller's clients, the embedded one of {@code log.dir}, or the cluster of
 * {@code bootstrap.servers}. The embedded log is opened when the first client is asked for. Thread-safe.
 */
final class LogChoice implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogChoice.class);

    private final StreamsConfig config;
    private final KafkaClientSupplier clients;
    private final @Nullable Path directory;
    private @Nullable EmbeddedLog embedded;
    private int instance;
    private boolean closed;

    /**
     * @param given clients of the caller's making; null: the configuration says which
     * @throws ConfigException if it names both logs or none
     */
    LogChoice(StreamsConfig config, @Nullable KafkaClientSupplier given) {
        this.config = config;
        this.directory = given == null ? embeddedDirectory(config) : null;
        if (directory != null && config.getInt(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG) > 0) {
            LOG.warn(
                    "{}={} has no meaning with {}: the log and the state of all tasks are on this machine, so a copy of the"
                            + " state would be lost with them. Leave it out here; on an Apache Kafka cluster it has no effect yet",
                    StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG,
                    config.getInt(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG),
                    StreamsConfig.LOG_DIR_CONFIG);
        }
        this.clients = given != null
                ? given
                : directory != null ? new LocalClientSupplier(() -> open().broker()) : new ClusterClientSupplier();
    }

    private static @Nullable Path embeddedDirectory(StreamsConfig config) {
        String logDir = config.logDir();
        Object servers = config.originals().get(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG);
        boolean embedded = logDir != null && !logDir.isBlank();
        boolean cluster = servers != null && !servers.toString().isBlank();
        if (embedded == cluster) {
            throw new ConfigException((embedded ? "Both" : "Neither") + " of 'log.dir' and 'bootstrap.servers' "
                    + (embedded ? "are" : "is") + " set. Set exactly one: 'log.dir' to a directory for the log in this"
                    + " process, or 'bootstrap.servers' to the host:port list of an Apache Kafka cluster.");
        }
        return logDir == null || cluster ? null : Path.of(logDir);
    }

    KafkaClientSupplier clients() {
        return clients;
    }

    private synchronized EmbeddedLog open() {
        if (closed) { // while it started: an embedded log that is opened now would be closed by nobody
            throw new IllegalStateException("The instance of application '" + config.applicationId() + "' is closed");
        }
        EmbeddedLog open = embedded;
        if (open == null) {
            Path logDir = directory;
            if (logDir == null) {
                throw new IllegalStateException("This instance has no embedded log");
            }
            open = EmbeddedLog.openWithSettings(logDir, EmbeddedLog.brokerSettings(config.originals()));
            instance = open.claimInstance(config.applicationId());
            embedded = open;
        }
        return open;
    }

    /** Names the log, so that two can be told apart: its directory, or the cluster's addresses. */
    String name() {
        return directory != null
                ? EmbeddedLog.absolute(directory).toString()
                : String.valueOf(config.originals().get(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG));
    }

    /**
     * Tells the transactions of this instance from those of others. In an embedded log it is the same after a restart;
     * on a cluster, where an instance cannot know the others, it is new.
     */
    String instanceName() {
        return directory == null ? UUID.randomUUID().toString() : String.valueOf(numberOfInstance());
    }

    private synchronized int numberOfInstance() {
        return instance;
    }

    /** Closes the embedded log, if this was its last user. Closing again does nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        EmbeddedLog open = embedded;
        if (open != null) {
            embedded = null;
            open.releaseInstance(config.applicationId(), instance);
            open.close();
        }
    }
}
