package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.LocalBroker;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.kstream.KStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A rebalance that is not over when a thread's poll returns: it has given up its partitions, and waits for the other
 * members.
 */
class RebalanceBetweenPollsTest {
    private static final int PARTITIONS = 3;

    private long nowMs = 1_000_000;
    private final LocalBroker broker = LocalBroker.inMemory(() -> nowMs);
    private final List<String> read = new ArrayList<>();
    private final List<String> produced = new ArrayList<>();

    @BeforeEach
    void createTopics() throws Exception {
        try (Admin admin = broker.admin()) {
            admin.createTopics(List.of(
                            new NewTopic("left", Optional.of(PARTITIONS), Optional.empty()),
                            new NewTopic("right", Optional.of(PARTITIONS), Optional.empty())))
                    .all()
                    .get();
        }
    }

    @AfterEach
    void end() {
        broker.close();
    }

    @Test
    void aTaskOfTwoTopicsWaitsForTheMembersThatHaveNotJoinedAgain() {
        StreamsApplication application = application();
        StreamThread first = start(application, 1);
        StreamThread second = start(application, 2);
        produce();
        step(30, first, second);
        assertThat(read).containsExactlyInAnyOrderElementsOf(produced);

        StreamThread third = start(application, 3);
        step(5, third);
        produce();
        step(10, first);
        step(40, first, second, third);
        assertThat(read).containsExactlyInAnyOrderElementsOf(produced);
        List.of(first, second, third).forEach(StreamThread::close);
    }

    private StreamsApplication application() {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, String> left = builder.stream("left");
        left.merge(builder.stream("right")).foreach((key, value) -> read.add(value));
        StreamsConfig config = new StreamsConfig(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG, "app",
                StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class,
                StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class));
        StreamsApplication application = new StreamsApplication(
                builder.build(), config, new LocalClientSupplier(() -> broker), null, () -> "process");
        application.prepareTopics();
        return application;
    }

    private StreamThread start(StreamsApplication application, int index) {
        StreamThread thread = application.newThread(index, (same, oldState, newState) -> {});
        thread.start(nowMs);
        return thread;
    }

    private void produce() {
        try (Producer<String, String> producer =
                broker.producer(Map.of(), new StringSerializer(), new StringSerializer())) {
            for (String topic : List.of("left", "right")) {
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    String value = topic + " " + partition + " " + produced.size();
                    produced.add(value);
                    producer.send(new ProducerRecord<>(topic, partition, nowMs, "key", value));
                }
            }
        }
    }

    private void step(int times, StreamThread... threads) {
        for (int i = 0; i < times; i++) {
            for (StreamThread thread : threads) {
                thread.step(nowMs, 0);
                nowMs += 20;
                broker.tick(nowMs);
            }
        }
    }
}
