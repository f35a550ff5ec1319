package dev.millrace.streams;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Where the runtime gets its clients: from an in-process log, from a Kafka cluster, or, in the hands of a user, wrapped
 * or replaced. Named by {@code default.client.supplier} or given to the constructor of {@code MillraceStreams}. The
 * runtime closes what it gets. Safe for several threads.
 */
public interface KafkaClientSupplier {
    /**
     * An admin client.
     *
     * @param config its configuration
     * @return a new client
     * @throws UnsupportedOperationException unless overridden
     */
    default Admin getAdmin(Map<String, Object> config) {
        throw new UnsupportedOperationException(getClass().getName() + " must override getAdmin");
    }

    /**
     * A producer, one for each stream thread.
     *
     * @param config its configuration
     * @return a new client
     */
    Producer<byte[], byte[]> getProducer(Map<String, Object> config);

    /**
     * The consumer of input topics, one for each stream thread.
     *
     * @param config its configuration
     * @return a new client
     */
    Consumer<byte[], byte[]> getConsumer(Map<String, Object> config);

    /**
     * The consumer from which stores are restored.
     *
     * @param config its configuration
     * @return a new client
     */
    Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config);

    /**
     * The consumer of global tables.
     *
     * @param config its configuration
     * @return a new client
     */
    Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config);
}
