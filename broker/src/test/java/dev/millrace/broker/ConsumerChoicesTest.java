package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidRegularExpression;
import org.apache.kafka.common.errors.UnsupportedAssignorException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a program chooses by its consumer's settings and subscriptions. */
class ConsumerChoicesTest {

    private static final TopicPartition FIRST = new TopicPartition("words", 0);
    private static final TopicPartition SECOND = new TopicPartition("words", 1);

    private final MovedClock clock = new MovedClock();
    private final LocalBroker broker = LocalBroker.inMemory(clock);

    @BeforeEach
    void create() {
        broker.catalog().create("words", 2, Map.of(), clock.nowMs());
    }

    @AfterEach
    void close() {
        broker.close();
    }

    private void send(TopicPartition partition, String... values) {
        try (Producer<String, String> producer = Clients.producer(broker)) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), "k", value));
            }
        }
    }

    private static int read(Consumer<String, String> consumer) {
        return consumer.poll(Duration.ZERO).count();
    }

    @Test
    void aPollHoldsBackUntilThereIsEnoughOrItHasWaitedLongEnough() {
        Consumer<String, String> consumer =
                Clients.consumer(broker, "fetch.min.bytes", 1_000, "fetch.max.wait.ms", 500);
        consumer.assign(List.of(FIRST, SECOND));
        send(FIRST, "short");
        assertThat(read(consumer)).isZero();
        clock.move(499);
        assertThat(read(consumer)).isZero();
        clock.move(1);
        assertThat(read(consumer)).isEqualTo(1);

        send(FIRST, "x".repeat(500));
        assertThat(read(consumer)).isZero();
        send(SECOND, "y".repeat(500));
        assertThat(read(consumer)).as("together they are enough").isEqualTo(2);
    }

    @Test
    void whatIsLeftOfAFetchIsNotHeldBack() {
        Consumer<String, String> consumer = Clients.consumer(broker, "fetch.min.bytes", 400, "max.poll.records", 1);
        consumer.assign(List.of(FIRST));
        send(FIRST, "a".repeat(300), "b".repeat(300));
        assertThat(read(consumer)).isEqualTo(1);
        assertThat(read(consumer)).isEqualTo(1);
    }

    @Test
    void aConsumerOfTheNewerProtocolSharesCooperatively() {
        Consumer<String, String> first = Clients.consumer(broker, "group.id", "g", "group.protocol", "consumer");
        first.subscribe(List.of("words"));
        first.poll(Duration.ZERO);
        Consumer<String, String> second = Clients.consumer(broker, "group.id", "g", "group.protocol", "CONSUMER");
        second.subscribe(List.of("words"));
        second.poll(Duration.ZERO);
        first.poll(Duration.ZERO);
        assertThat(first.assignment()).as("it keeps what it keeps").isNotEmpty();
        for (int round = 0; round < 6; round++) {
            first.poll(Duration.ZERO);
            second.poll(Duration.ZERO);
        }
        assertThat(first.assignment()).hasSize(1);
        assertThat(second.assignment()).hasSize(1).doesNotContainAnyElementsOf(first.assignment());
    }

    @Test
    void heartbeatsThatCannotKeepASessionAreRefused() {
        assertThatThrownBy(() -> Clients.consumer(broker, "group.id", "g", "session.timeout.ms", 3_000))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Invalid value 3000 for configuration heartbeat.interval.ms: must be lower than"
                        + " session.timeout.ms (3000)");
        Clients.consumer(broker, "session.timeout.ms", 3_000).close();
    }

    @Test
    void anAssignorThatCannotBeMadeIsRefusedAtOnceAlsoWithoutAGroup() {
        assertThatThrownBy(() -> Clients.consumer(broker, "partition.assignment.strategy", "org.example.Fair"))
                .isInstanceOf(KafkaException.class)
                .hasMessageContainingAll("partition.assignment.strategy", "org.example.Fair", "on the class path");
    }

    @Test
    void whatTheNewerProtocolLeavesToTheBrokerCannotBeSet() {
        assertThatThrownBy(() -> Clients.consumer(
                        broker, "group.id", "g", "group.protocol", "consumer", "session.timeout.ms", 10_000))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("session.timeout.ms")
                .hasMessageContaining("group.protocol");
        assertThatThrownBy(() -> Clients.consumer(
                        broker, "group.id", "g", "group.protocol", "consumer", "group.remote.assignor", "mine"))
                .isInstanceOf(UnsupportedAssignorException.class)
                .hasMessageContaining("uniform");
    }

    @Test
    void aSubscriptionPatternIsOfRe2() {
        Consumer<String, String> consumer = Clients.consumer(broker, "group.id", "g");
        consumer.subscribe(new SubscriptionPattern("(?P<first>w)or(ds|lds)"));
        consumer.poll(Duration.ZERO);
        assertThat(consumer.assignment()).containsExactlyInAnyOrder(FIRST, SECOND);
        for (String foreign : List.of("(?=w)words", "(w)\\1", "w++", "(?<!x)words", "(?>w)ords", "w(")) {
            assertThatThrownBy(() -> consumer.subscribe(new SubscriptionPattern(foreign)))
                    .as(foreign)
                    .isInstanceOf(InvalidRegularExpression.class);
        }
        consumer.subscribe(new SubscriptionPattern("[(?=]*words\\(?=?"));
        assertThatThrownBy(() -> consumer.subscribe(List.of("words"))).isInstanceOf(IllegalStateException.class);
        consumer.unsubscribe();
        consumer.subscribe(Pattern.compile("(?=w)words"));
    }

    @Test
    void allPartitionsWithoutAnOffsetAreNamedWhenThereIsNoPolicy() {
        Consumer<String, String> consumer = Clients.consumer(broker, "group.id", "g", "auto.offset.reset", "none");
        consumer.assign(List.of(FIRST, SECOND));
        assertThatThrownBy(() -> consumer.poll(Duration.ZERO))
                .isInstanceOfSatisfying(
                        NoOffsetForPartitionException.class,
                        e -> assertThat(e.partitions()).containsExactlyInAnyOrder(FIRST, SECOND));
    }

    @Test
    void anInterruptIsNoticedAlsoWhenThereAreRecords() {
        send(FIRST, "a");
        Consumer<String, String> consumer = Clients.consumer(broker);
        consumer.assign(List.of(FIRST));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> consumer.poll(Duration.ZERO)).isInstanceOf(InterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(read(consumer)).isEqualTo(1);
    }

    @Test
    void offsetsOfAPartitionThatIsNotThereAreNotCommitted() throws Exception {
        Consumer<String, String> consumer = Clients.consumer(broker, "group.id", "g", "enable.auto.commit", true);
        broker.catalog().create("other", 1, Map.of(), clock.nowMs());
        TopicPartition other = new TopicPartition("other", 0);
        consumer.assign(List.of(FIRST, other));
        read(consumer);
        assertThatThrownBy(
                        () -> consumer.commitSync(Map.of(new TopicPartition("missing", 0), new OffsetAndMetadata(1))))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("missing-0");
        broker.admin().deleteTopics(List.of("other")).all().get();
        read(consumer);
        consumer.commitSync();
        assertThat(broker.groups().committed("g")).containsOnlyKeys(FIRST);
    }

    @Test
    void metricsTellHowFarAConsumerIsBehind() {
        send(FIRST, "a", "b", "c");
        Consumer<String, String> consumer = Clients.consumer(broker, "max.poll.records", 2, "client.id", "me");
        assertThat(metric(consumer, "records-lag-max")).isNaN();
        consumer.assign(List.of(FIRST, SECOND));
        assertThat(read(consumer)).isEqualTo(2);
        assertThat(metric(consumer, "records-lag-max")).isEqualTo(1);
        assertThat(metric(consumer, "records-consumed-total")).isEqualTo(2);
        assertThat(metric(consumer, "assigned-partitions")).isEqualTo(2);
        Metric lag = consumer.metrics()
                .get(new MetricName(
                        "records-lag",
                        "consumer-fetch-manager-metrics",
                        "",
                        Map.of("client-id", "me", "topic", "words", "partition", "0")));
        assertThat(lag.metricValue()).isEqualTo(1.0);
        read(consumer);
        assertThat(lag.metricValue()).as("it is read when it is asked").isEqualTo(0.0);
    }

    private static double metric(Consumer<String, String> consumer, String name) {
        return consumer.metrics().entrySet().stream()
                .filter(each -> each.getKey().name().equals(name))
                .mapToDouble(each -> (double) each.getValue().metricValue())
                .findFirst()
                .orElseThrow();
    }
}
