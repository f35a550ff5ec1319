package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.broker.LocalBroker;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.Topology;
import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.kstream.GlobalKTable;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Global stores are complete before a task begins, also if the log does not answer in time while they are filled. */
class GlobalTimeoutsTest {
    private static final long TASK_TIMEOUT_MS = 300_000;

    private long nowMs = 1_000_000;
    private final LocalBroker broker = LocalBroker.inMemory(() -> nowMs);
    private final LossyNetwork network = new LossyNetwork(new LocalClientSupplier(() -> broker));
    private final List<String> joined = new ArrayList<>();

    @BeforeEach
    void begin() throws Exception {
        try (Admin admin = broker.admin();
                Producer<String, String> producer =
                        broker.producer(Map.of(), new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(
                            new NewTopic("names", Optional.of(2), Optional.empty()),
                            new NewTopic("visits", Optional.of(1), Optional.empty())))
                    .all()
                    .get();
            for (int i = 0; i < 1_000; i++) {
                producer.send(new ProducerRecord<>("names", "id" + i, "name" + i));
            }
            producer.send(new ProducerRecord<>("visits", "id1", "home"));
            producer.send(new ProducerRecord<>("visits", "id999", "shop"));
            producer.flush();
        }
    }

    @AfterEach
    void end() {
        broker.close();
    }

    private Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        GlobalKTable<String, String> names = builder.globalTable("names");
        builder.<String, String>stream("visits")
                .leftJoin(names, (id, visit) -> id, (visit, name) -> name + " at " + visit)
                .foreach((id, visit) -> joined.add(visit));
        return builder.build();
    }

    private StreamThread start() {
        StreamsConfig config = new StreamsConfig(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG,
                "app",
                StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG,
                Serdes.StringSerde.class,
                StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG,
                Serdes.StringSerde.class,
                StreamsConfig.TASK_TIMEOUT_MS_CONFIG,
                TASK_TIMEOUT_MS));
        StreamsApplication application = new StreamsApplication(topology(), config, network, null, () -> "process");
        application.prepareTopics();
        StreamThread thread = application.newThread(1, (same, oldState, newState) -> {});
        thread.start(nowMs);
        return thread;
    }

    private void step(StreamThread thread, long ms) {
        thread.step(nowMs, 0);
        nowMs += ms;
        broker.tick(nowMs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"partitionsFor", "endOffsets", "position", "poll"})
    void noTaskBeginsBeforeTheGlobalStoresAreComplete(String request) {
        network.loseRequests(request, 3);
        StreamThread thread = start();
        for (int i = 0; i < 500 && joined.size() < 2; i++) {
            step(thread, 20);
        }
        assertThat(network.lost()).isEqualTo(3);
        assertThat(joined).containsExactly("name1 at home", "name999 at shop");
        thread.close();
    }

    @Test
    void aThreadWhoseGlobalTopicsCannotBeReadGivesUpAfterTheTaskTimeout() {
        network.loseRequests("poll", Integer.MAX_VALUE);
        StreamThread thread = start();
        for (long untilMs = nowMs + TASK_TIMEOUT_MS; nowMs < untilMs; ) {
            step(thread, 1_000);
        }
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 60; i++) {
                        step(thread, 1_000);
                    }
                })
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("task.timeout.ms")
                .hasMessageContaining("reading the global topics")
                .hasMessageContaining("names-");
        assertThat(joined).isEmpty();
        thread.close(false);
    }
}
