package dev.millrace.benchmarks;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/** A single Apache Kafka broker in this process, reached over a local socket: the peer of benchmarks and of tests. */
public final class KafkaBroker implements AutoCloseable {

    private final String bootstrapServers;
    private final KafkaRaftServer server;

    /**
     * Starts a broker as it ships.
     *
     * @param directory where it keeps its files; must exist
     * @throws Exception if it does not start
     */
    public KafkaBroker(Path directory) throws Exception {
        this(directory, Map.of());
    }

    /**
     * Starts a broker.
     *
     * @param directory where it keeps its files; must exist
     * @param settings of the broker, beside those that one node needs
     * @throws Exception if it does not start
     */
    public KafkaBroker(Path directory, Map<String, String> settings) throws Exception {
        int port = freePort();
        int controllerPort = freePort();
        bootstrapServers = "localhost:" + port;
        Properties config = new Properties();
        config.put("process.roles", "broker,controller");
        config.put("node.id", "1");
        config.put("controller.quorum.voters", "1@localhost:" + controllerPort);
        config.put("listeners", "PLAINTEXT://localhost:" + port + ",CONTROLLER://localhost:" + controllerPort);
        config.put("controller.listener.names", "CONTROLLER");
        config.put("log.dirs", directory.resolve("log").toString());
        config.put("offsets.topic.replication.factor", "1");
        config.put("offsets.topic.num.partitions", "4");
        config.put("transaction.state.log.replication.factor", "1");
        config.put("transaction.state.log.min.isr", "1");
        config.put("transaction.state.log.num.partitions", "4");
        config.put("group.initial.rebalance.delay.ms", "0");
        config.putAll(settings);
        Path file = directory.resolve("server.properties");
        try (OutputStream out = Files.newOutputStream(file)) {
            config.store(out, null);
        }
        PrintStream quiet = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        String[] format = {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()};
        if (StorageTool.execute(format, quiet) != 0) {
            throw new IllegalStateException("Kafka's storage tool did not format " + directory);
        }
        server = new KafkaRaftServer(new KafkaConfig(config), Time.SYSTEM);
        server.startup();
    }

    /** Where it listens, as {@code bootstrap.servers} wants it. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Stops it, and waits until it has stopped. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
