package dev.millrace.conformance.cluster;

import dev.millrace.broker.LocalBroker;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The clients of a log, of strings: Kafka's own over a socket, or ours in the process. */
interface ClientsOf {

    Producer<String, String> producer(Map<String, Object> config);

    Consumer<String, String> consumer(Map<String, Object> config);

    Admin admin();

    /** Clients of Apache Kafka. */
    record Kafka(String bootstrapServers) implements ClientsOf {

        private Map<String, Object> connected(Map<String, Object> config) {
            Map<String, Object> all = new HashMap<>(config);
            all.put("bootstrap.servers", bootstrapServers);
            return all;
        }

        @Override
        public Producer<String, String> producer(Map<String, Object> config) {
            return new KafkaProducer<>(connected(config), new StringSerializer(), new StringSerializer());
        }

        @Override
        public Consumer<String, String> consumer(Map<String, Object> config) {
            return new KafkaConsumer<>(connected(config), new StringDeserializer(), new StringDeserializer());
        }

        @Override
        public Admin admin() {
            return Admin.create(connected(Map.of()));
        }
    }

    /** Clients of the embedded log. */
    record Embedded(LocalBroker broker) implements ClientsOf {

        @Override
        public Producer<String, String> producer(Map<String, Object> config) {
            return broker.producer(config, new StringSerializer(), new StringSerializer());
        }

        @Override
        public Consumer<String, String> consumer(Map<String, Object> config) {
            return broker.consumer(config, new StringDeserializer(), new StringDeserializer());
        }

        @Override
        public Admin admin() {
            return broker.admin();
        }
    }
}
