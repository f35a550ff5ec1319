package dev.millrace.broker;

import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A broker in this process: topics on local disk or in memory, and Kafka's own client interfaces on top of them.
 *
 * <p>Thread-safe. Clients of one broker see each other; a second broker on the same directory is refused.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class LocalBroker implements AutoCloseable {

    private LocalBroker() {}

    /** Opens (or creates) the broker of a directory, with its own thread and the system's clock. */
    public static LocalBroker open(Path directory, Map<String, ?> config) {
        throw new UnsupportedOperationException("lands within the hour: " + directory + config);
    }

    /** A broker in memory without a thread: the caller drives it with {@link #tick(long)}. */
    public static LocalBroker inMemory(BrokerClock clock) {
        throw new UnsupportedOperationException("lands within the hour: " + clock);
    }

    /** A producer; {@code config} takes the keys of {@link org.apache.kafka.clients.producer.ProducerConfig}. */
    public <K, V> Producer<K, V> producer(Map<String, Object> config, Serializer<K> key, Serializer<V> value) {
        throw new UnsupportedOperationException("lands within the hour");
    }

    /** A producer whose serializers are named in the configuration. */
    public <K, V> Producer<K, V> producer(Map<String, Object> config) {
        throw new UnsupportedOperationException("lands within the hour");
    }

    /** A consumer; {@code config} takes the keys of {@link org.apache.kafka.clients.consumer.ConsumerConfig}. */
    public <K, V> Consumer<K, V> consumer(Map<String, Object> config, Deserializer<K> key, Deserializer<V> value) {
        throw new UnsupportedOperationException("lands within the hour");
    }

    /** A consumer whose deserializers are named in the configuration. */
    public <K, V> Consumer<K, V> consumer(Map<String, Object> config) {
        throw new UnsupportedOperationException("lands within the hour");
    }

    /** A new admin client; closing it does not close the broker. */
    public Admin admin() {
        throw new UnsupportedOperationException("lands within the hour");
    }

    /** One step of everything that depends on time; a broker with a thread calls it itself. */
    public void tick(long nowMs) {}

    /** Closes the broker: everything durable, no thread left. May be called again. */
    @Override
    public void close() {}
}
