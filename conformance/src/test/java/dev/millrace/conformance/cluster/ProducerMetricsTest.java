package dev.millrace.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.LocalBroker;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which metrics a producer has: those of Kafka's that have a meaning without a network, and no others. */
@ExtendWith(SharedKafka.class)
class ProducerMetricsTest {

    private static final Set<String> GROUPS = Set.of("producer-metrics", "producer-topic-metrics");

    /**
     * Connections, sockets, the thread that serves them, the metadata that comes through them; and the first phase of a
     * commit in two phases, which there is none of here.
     */
    private static final Pattern OF_THE_NETWORK = Pattern.compile(
            "(connection|successful-|failed-|reauthentication|network-io|incoming-byte|response|select|io-|iotime"
                    + "|metadata-|requests-in-flight|request-size|reauth|txn-prepare-).*");

    private static Set<String> names(Producer<String, String> producer) {
        producer.send(new ProducerRecord<>("metrics-of-producers", "key", "value"));
        producer.flush();
        return producer.metrics().keySet().stream()
                .filter(name -> GROUPS.contains(name.group()))
                .map(name -> name.group() + " " + new TreeSet<>(name.tags().keySet()) + " " + name.name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void aProducerHasTheMetricsOfKafkasButThoseOfTheNetwork() {
        Set<String> kafkas;
        Set<String> ours;
        try (Producer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", SharedKafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            kafkas = names(producer);
        }
        try (LocalBroker broker = LocalBroker.inMemory(() -> 1_000_000);
                Producer<String, String> producer =
                        broker.producer(Map.of(), new StringSerializer(), new StringSerializer())) {
            ours = names(producer);
        }
        assertThat(kafkas).containsAll(ours);
        kafkas.removeAll(ours);
        assertThat(kafkas)
                .as("what Kafka's has beside ours")
                .allSatisfy(name ->
                        assertThat(name.substring(name.lastIndexOf(' ') + 1)).matches(OF_THE_NETWORK));
    }
}
