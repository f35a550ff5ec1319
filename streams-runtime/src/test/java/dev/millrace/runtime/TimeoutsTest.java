package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.broker.LocalBroker;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.Topology;
import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Produced;
import dev.millrace.streams.state.Stores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream thread whose log does not answer in time tries again, for {@code task.timeout.ms} (KIP-572). */
class TimeoutsTest {
    private static final List<String> WORDS = List.of("a", "b", "a", "c", "b", "a");
    private static final long TASK_TIMEOUT_MS = 300_000;

    private long nowMs = 1_000_000;
    private final LocalBroker broker = LocalBroker.inMemory(() -> nowMs);
    private final LossyNetwork network = new LossyNetwork(new LocalClientSupplier(() -> broker));
    private int produced;

    @BeforeEach
    void begin() throws Exception {
        try (Admin admin = broker.admin()) {
            admin.createTopics(List.of(
                            new NewTopic("words", Optional.of(1), Optional.empty()),
                            new NewTopic("counts", Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
        StreamThread first = start(StreamsConfig.EXACTLY_ONCE_V2, TASK_TIMEOUT_MS);
        countOnceMore(first);
        first.close();
    }

    @AfterEach
    void end() {
        broker.close();
    }

    private static Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("words", Consumed.with(Serdes.String(), Serdes.String()))
                .groupBy((key, word) -> word, Grouped.with(Serdes.String(), Serdes.String()))
                .count(Materialized.<String, Long>as(Stores.inMemoryKeyValueStore("store"))
                        .withCachingDisabled())
                .toStream()
                .to(
                        "counts",
                        Produced.with(Serdes.String(), Serdes.Long())
                                .withStreamPartitioner(
                                        (topic, word, count, partitions) -> Optional.of(Set.of(partitions - 1))));
        return builder.build();
    }

    private StreamThread start(String guarantee, long taskTimeoutMs) {
        return start(guarantee, taskTimeoutMs, 1);
    }

    private StreamThread start(String guarantee, long taskTimeoutMs, int index) {
        StreamsConfig config = new StreamsConfig(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG,
                "app",
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                guarantee,
                StreamsConfig.TASK_TIMEOUT_MS_CONFIG,
                taskTimeoutMs));
        StreamsApplication application = new StreamsApplication(topology(), config, network, null, () -> "process");
        application.prepareTopics();
        StreamThread thread = application.newThread(index, (same, oldState, newState) -> {});
        thread.start(nowMs);
        return thread;
    }

    private void produce() {
        try (Producer<String, String> producer =
                broker.producer(Map.of(), new StringSerializer(), new StringSerializer())) {
            for (String word : WORDS) {
                producer.send(new ProducerRecord<>("words", 0, nowMs, "k", word));
            }
            producer.flush();
        }
        produced++;
    }

    private void step(StreamThread thread) {
        thread.step(nowMs, 0);
        nowMs += 20;
        broker.tick(nowMs);
    }

    /** Each word is counted once for each time that it was produced, and nothing waits to be committed. */
    private void countOnceMore(StreamThread... threads) {
        produce();
        countAll(threads);
    }

    private void countAll(StreamThread... threads) {
        for (int i = 0; i < 500 && counts().size() < produced * WORDS.size(); i++) {
            step(threads[i % threads.length]);
        }
        for (int i = 0; i < 10; i++) {
            step(threads[i % threads.length]);
        }
        assertThat(counts()).isEqualTo(expected());
    }

    private List<String> expected() {
        List<String> expected = new ArrayList<>();
        Map<String, Long> last = new HashMap<>();
        for (int i = 0; i < produced; i++) {
            WORDS.forEach(word -> expected.add(word + " " + last.merge(word, 1L, Long::sum)));
        }
        return expected;
    }

    private List<String> counts() {
        TopicPartition partition = new TopicPartition("counts", 0);
        List<String> counts = new ArrayList<>();
        try (Consumer<String, Long> consumer = broker.consumer(
                Map.of("isolation.level", "read_committed"), new StringDeserializer(), new LongDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ZERO).forEach(record -> counts.add(record.key() + " " + record.value()));
            }
        }
        return counts;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "initTransactions",
                "committed",
                "beginningOffsets",
                "endOffsets",
                "position",
                "partitionsFor",
                "sendOffsetsToTransaction",
                "commitTransaction"
            })
    void aRequestThatTimesOutIsMadeAgainAndEachRecordCountsOnce(String request) {
        network.loseRequests(request, 3);
        StreamThread thread = start(StreamsConfig.EXACTLY_ONCE_V2, TASK_TIMEOUT_MS);
        countOnceMore(thread);
        assertThat(network.lost()).isEqualTo(3);
        countOnceMore(thread);
        thread.close();
    }

    @Test
    void aCommitThatCannotLearnTheInputPositionsIsTriedAgain() {
        StreamThread thread = start(StreamsConfig.EXACTLY_ONCE_V2, TASK_TIMEOUT_MS);
        countOnceMore(thread);
        network.loseRequests("position", 3);
        countOnceMore(thread);
        assertThat(network.lost()).isEqualTo(3);
        thread.close();
    }

    @Test
    void case30_aCommitThatWasDoneThoughItTimedOutIsDoneOnce() {
        network.loseAnswers("commitTransaction", 3);
        StreamThread thread = start(StreamsConfig.EXACTLY_ONCE_V2, TASK_TIMEOUT_MS);
        countOnceMore(thread);
        assertThat(network.lost()).isEqualTo(3);
        countOnceMore(thread);
        thread.close();
    }

    @Test
    void offsetsThatAreCommittedWithoutATransactionAreCommittedAgain() {
        network.loseRequests("commitSync", 3);
        StreamThread thread = start(StreamsConfig.AT_LEAST_ONCE, TASK_TIMEOUT_MS);
        countOnceMore(thread);
        assertThat(network.lost()).isEqualTo(3);
        thread.close();
    }

    @Test
    void tasksBeginAgainFromTheirLastCommitIfARecordCouldNotBeSentInTime() {
        StreamThread thread = start(StreamsConfig.EXACTLY_ONCE_V2, TASK_TIMEOUT_MS);
        network.loseRequests("send", 2);
        countOnceMore(thread);
        assertThat(network.lost()).isEqualTo(2);
        countOnceMore(thread);
        thread.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"committed", "endOffsets", "position", "sendOffsetsToTransaction", "commitTransaction"})
    void aRequestThatTimesOutWhileTasksMoveIsMadeAgainAndEachRecordCountsOnce(String request) {
        StreamThread one = start(StreamsConfig.EXACTLY_ONCE_V2, TASK_TIMEOUT_MS, 1);
        countOnceMore(one);
        produce();
        step(one);
        network.loseRequests(request, 3);
        StreamThread other = start(StreamsConfig.EXACTLY_ONCE_V2, TASK_TIMEOUT_MS, 2);
        countAll(one, other);
        assertThat(network.lost()).isEqualTo(3);
        countOnceMore(one, other);
        assertThat(other.stores().keySet()).as("what has moved").hasSize(1);
        one.close();
        other.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {StreamsConfig.AT_LEAST_ONCE, StreamsConfig.EXACTLY_ONCE_V2})
    void aWakeupThatIsTooLateForThePollDoesNotBreakOffTheCommitBeforeTasksMove(String guarantee) {
        StreamThread one = start(guarantee, TASK_TIMEOUT_MS, 1);
        countOnceMore(one);
        produce();
        step(one);
        network.wakeBefore("position");
        StreamThread other = start(guarantee, TASK_TIMEOUT_MS, 2);
        countAll(one, other);
        network.wakeBefore("");
        countOnceMore(one, other);
        assertThat(other.stores().keySet()).as("what has moved").hasSize(1);
        one.close();
        other.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"commitTransaction", "partitionsFor"})
    void aThreadGivesUpAfterTheTaskTimeoutAndItsSuccessorCountsEachRecordOnce(String request) {
        network.loseRequests(request, Integer.MAX_VALUE);
        StreamThread thread = start(StreamsConfig.EXACTLY_ONCE_V2, TASK_TIMEOUT_MS);
        produce();
        for (long untilMs = nowMs + TASK_TIMEOUT_MS - 20_000; nowMs < untilMs; nowMs += 1_000) {
            step(thread);
        }
        nowMs += 40_000;
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        step(thread);
                    }
                })
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("task.timeout.ms is 300000")
                .hasStackTraceContaining(request + "() was lost");
        thread.close(false);

        network.loseRequests("", 0);
        StreamThread successor = start(StreamsConfig.EXACTLY_ONCE_V2, TASK_TIMEOUT_MS);
        countOnceMore(successor);
        successor.close();
    }

    @Test
    void withATaskTimeoutOfZeroTheFirstTimeoutIsAnError() {
        StreamThread thread = start(StreamsConfig.EXACTLY_ONCE_V2, 0);
        network.loseRequests("commitTransaction", 1);
        produce();
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        step(thread);
                    }
                })
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("task.timeout.ms");
        thread.close(false);
    }
}
