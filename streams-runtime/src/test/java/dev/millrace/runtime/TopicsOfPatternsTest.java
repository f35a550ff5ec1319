package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.broker.LocalBroker;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.errors.TopologyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Topics that come into being while an application runs, and that patterns of its sources match. */
class TopicsOfPatternsTest {
    private long nowMs = 1_000_000;
    private final LocalBroker broker = LocalBroker.inMemory(() -> nowMs);
    private final LossyNetwork network = new LossyNetwork(new LocalClientSupplier(() -> broker));
    private final List<String> read = new ArrayList<>();

    @AfterEach
    void end() {
        broker.close();
    }

    private StreamThread start() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.<String, String>stream(Pattern.compile("orders-.*")).foreach((key, value) -> read.add(value));
        builder.<String, String>stream(Pattern.compile(".*-eu")).foreach((key, value) -> read.add(value));
        StreamsConfig config = new StreamsConfig(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG, "app",
                StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class,
                StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class));
        StreamsApplication application =
                new StreamsApplication(builder.build(), config, network, null, () -> "process");
        application.prepareTopics();
        StreamThread thread = application.newThread(1, (same, oldState, newState) -> {});
        thread.start(nowMs);
        return thread;
    }

    private void create(String topic) throws Exception {
        try (Admin admin = broker.admin();
                Producer<String, String> producer =
                        broker.producer(Map.of(), new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
            producer.send(new ProducerRecord<>(topic, "key", "of " + topic));
        }
    }

    private void step(StreamThread thread, int times) {
        for (int i = 0; i < times; i++) {
            thread.step(nowMs, 0);
            nowMs += 1_000;
            broker.tick(nowMs);
        }
    }

    @Test
    void aNewTopicOfOnePatternIsRead() throws Exception {
        create("orders-us");
        StreamThread thread = start();
        step(thread, 20);
        create("bills-eu");
        step(thread, 400);
        assertThat(read).containsExactlyInAnyOrder("of orders-us", "of bills-eu");
        thread.close();
    }

    @Test
    void aNewTopicOfTwoPatternsIsRefusedBeforeItIsRead() throws Exception {
        create("orders-us");
        StreamThread thread = start();
        step(thread, 20);
        create("orders-eu");
        assertThatThrownBy(() -> step(thread, 400))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("Topic 'orders-eu' matches the patterns of several sources")
                .hasMessageContaining("(orders-.*)")
                .hasMessageContaining("(.*-eu)");
        assertThat(read).containsExactly("of orders-us");
        thread.close(false);
    }
}
