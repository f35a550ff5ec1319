package dev.millrace.conformance.cluster;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One broker of Apache Kafka, in its own process, for all test classes that ask for it: to start one takes seconds.
 * Ends with the test run.
 */
public final class SharedKafka implements BeforeAllCallback, AutoCloseable {

    /** So that tests wait less. */
    private static final Map<String, String> QUICK = Map.of(
            "offsets.topic.num.partitions", "2",
            "transaction.state.log.num.partitions", "2",
            "group.consumer.min.heartbeat.interval.ms", "50",
            "group.consumer.heartbeat.interval.ms", "50",
            "transaction.abort.timed.out.transaction.cleanup.interval.ms", "100");

    private static SharedKafka started;

    private Path directory;
    private KafkaProcess broker;

    /** Where it listens. */
    public static String bootstrapServers() {
        return started.broker.bootstrapServers();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        if (started == null) {
            directory = Files.createTempDirectory("millrace-kafka");
            broker = new KafkaProcess(directory, QUICK);
            started = this;
            context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL).put(SharedKafka.class, this);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        broker.close();
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException error) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
