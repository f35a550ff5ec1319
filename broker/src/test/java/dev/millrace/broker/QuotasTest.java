package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.log.storage.MemoryStorage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterClientQuotasOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What quotas do to clients. One KB a second, measured over ten windows of a second: nine seconds of it are free. */
class QuotasTest {

    private static final double RATE = 1_000;
    private static final String VALUE = "x".repeat(500);

    private final MovedClock clock = new MovedClock();
    private MemoryStorage storage = new MemoryStorage();
    private LocalBroker broker = open(false);

    /** What a new process finds. */
    private void restart(boolean driven) {
        MemoryStorage left = storage.copy();
        broker.close();
        storage = left;
        broker = open(driven);
    }

    private LocalBroker open(boolean driven) {
        BrokerConfig config = BrokerConfig.of(Map.of("quota.window.num", 10, "quota.window.size.seconds", 1));
        return LocalBroker.open(storage, config, clock, driven);
    }

    @AfterEach
    void close() {
        broker.close();
    }

    private static ClientQuotaEntity client(String id) {
        Map<String, String> names = new HashMap<>();
        names.put(ClientQuotaEntity.CLIENT_ID, id);
        return new ClientQuotaEntity(names);
    }

    private void limit(String clientId, String key, Double value) throws Exception {
        try (Admin admin = broker.admin()) {
            admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                            client(clientId), List.of(new ClientQuotaAlteration.Op(key, value)))))
                    .all()
                    .get();
        }
    }

    private Producer<String, String> producer(String clientId) {
        return Clients.producer(broker, "client.id", clientId, "batch.size", 100, "max.block.ms", 5_000);
    }

    private static Future<RecordMetadata> send(Producer<String, String> producer) {
        return producer.send(new ProducerRecord<>("words", 0, "k", VALUE));
    }

    private static double metric(Map<?, ? extends Metric> metrics, String name) {
        return (double) metrics.values().stream()
                .filter(metric -> metric.metricName().name().equals(name))
                .findFirst()
                .orElseThrow()
                .metricValue();
    }

    @Test
    void aProducerThatHasUsedUpItsQuotaWaitsAndNoOtherDoes() throws Exception {
        limit("greedy", ClientQuotas.PRODUCER_BYTE_RATE, RATE);
        Producer<String, String> greedy = producer("greedy");
        int sent = 0;
        while (metric(greedy.metrics(), "produce-throttle-time-max") == 0 || sent == 0) {
            send(greedy);
            sent++;
        }
        assertThat(sent).isBetween(14, 18); // nine seconds of 1,000 bytes
        while (metric(greedy.metrics(), "produce-throttle-time-max") <= 5_000) {
            send(greedy).get(); // a broker without a thread does not wait: its time is the test's
        }
        assertThatThrownBy(() -> send(greedy).get())
                .hasCauseInstanceOf(BufferExhaustedException.class)
                .hasMessageContaining("greedy")
                .hasMessageContaining("producer_byte_rate");
        Producer<String, String> modest = producer("modest");
        for (int i = 0; i < 100; i++) {
            send(modest).get();
        }
        assertThat(metric(modest.metrics(), "produce-throttle-time-max")).isNaN();
        clock.move(1_000);
        send(greedy).get();
    }

    @Test
    void aThrottledSenderSleepsUntilItsTimeHasCome() throws Exception {
        restart(true);
        limit("greedy", ClientQuotas.PRODUCER_BYTE_RATE, RATE);
        Producer<String, String> greedy = producer("greedy");
        CompletableFuture<Void> done = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 20; i++) {
                send(greedy);
            }
        });
        await().until(() -> metric(greedy.metrics(), "produce-throttle-time-max") > 0);
        Producer<String, String> modest = producer("modest");
        for (int i = 0; i < 100; i++) {
            send(modest).get();
        }
        greedy.flush();
        assertThat(done).isNotDone();
        await().until(() -> {
            clock.move(500);
            return done.isDone();
        });
        done.get();
        assertThat(clock.nowMs()).isGreaterThan(1_000_000 + 1_000);
    }

    @Test
    void aConsumerThatHasUsedUpItsQuotaIsGivenNothingUntilItsTimeHasCome() throws Exception {
        Producer<String, String> producer = producer("producer");
        for (int i = 0; i < 40; i++) {
            send(producer).get();
        }
        limit("greedy", ClientQuotas.CONSUMER_BYTE_RATE, RATE);
        try (Consumer<String, String> greedy =
                        Clients.consumer(broker, "client.id", "greedy", "fetch.max.bytes", 2_000);
                Consumer<String, String> modest = Clients.consumer(broker, "client.id", "modest")) {
            greedy.assign(List.of(new TopicPartition("words", 0)));
            modest.assign(List.of(new TopicPartition("words", 0)));
            int read = 0;
            for (int polls = 0; polls < 20; polls++) {
                read += greedy.poll(Duration.ZERO).count();
            }
            assertThat(read).isBetween(15, 24);
            assertThat(greedy.poll(Duration.ZERO)).isEmpty();
            assertThat(metric(greedy.metrics(), "fetch-throttle-time-max")).isPositive();
            assertThat(Clients.drain(modest)).hasSize(40);
            for (int seconds = 0; seconds < 40 && read < 40; seconds++) {
                clock.move(1_000);
                read += greedy.poll(Duration.ZERO).count();
            }
            assertThat(read).isEqualTo(40);
            assertThat(clock.nowMs()).isGreaterThan(1_000_000 + 8_000);
        }
    }

    @Test
    void clientsOfOneIdShareItsQuotaAndReopeningGivesNoNewOne() throws Exception {
        limit("greedy", ClientQuotas.PRODUCER_BYTE_RATE, RATE);
        double longestMs = 0;
        for (int i = 0; i < 25; i++) {
            try (Producer<String, String> producer = producer("greedy")) {
                send(producer).get();
                longestMs = metric(producer.metrics(), "produce-throttle-time-max");
            }
            broker.tick(clock.nowMs());
        }
        assertThat(longestMs).isGreaterThan(3_000);
    }

    @Test
    void theDefaultHoldsForWhoHasNothingSetKeyByKey() throws Exception {
        limit(null, ClientQuotas.PRODUCER_BYTE_RATE, RATE);
        limit("own", ClientQuotas.PRODUCER_BYTE_RATE, 1_000_000.0);
        limit("other", ClientQuotas.CONSUMER_BYTE_RATE, 5.0);
        ClientQuotas quotas = broker.catalog().quotas();
        for (String id : List.of("own", "other", "any")) {
            Throttle throttle = quotas.use(id, ClientQuotas.PRODUCER_BYTE_RATE, clock.nowMs());
            assertThat(throttle.take(20_000, clock.nowMs())).as(id).isEqualTo(id.equals("own") ? 0 : 11_000);
        }
        assertThat(quotas.use("own", ClientQuotas.CONSUMER_BYTE_RATE, clock.nowMs())
                        .isLimited())
                .isFalse();
        Throttle any = quotas.use("any", ClientQuotas.PRODUCER_BYTE_RATE, clock.nowMs());
        limit(null, ClientQuotas.PRODUCER_BYTE_RATE, null);
        assertThat(any.isLimited()).isFalse();
    }

    @Test
    void quotasAreThereAfterARestartUntilTheyAreTakenAway() throws Exception {
        limit("a", ClientQuotas.PRODUCER_BYTE_RATE, 10.0);
        limit("a", ClientQuotas.CONSUMER_BYTE_RATE, 20.0);
        limit("b", ClientQuotas.CONSUMER_BYTE_RATE, 30.0);
        limit(null, ClientQuotas.CONSUMER_BYTE_RATE, 40.0);
        limit("b", ClientQuotas.CONSUMER_BYTE_RATE, null);
        Map<String, Map<String, Double>> before = broker.catalog().quotas().all();
        assertThat(before).containsOnlyKeys("a", QuotaEventFormat.DEFAULT);
        for (int i = 0; i < 1_100; i++) { // so many that the catalog is written anew at the next start
            limit("a", ClientQuotas.PRODUCER_BYTE_RATE, 10.0);
        }
        for (int starts = 0; starts < 2; starts++) {
            restart(false);
            assertThat(broker.catalog().quotas().all()).isEqualTo(before);
        }
    }

    @Test
    void quotasAreDescribedByFilter() throws Exception {
        limit("a", ClientQuotas.PRODUCER_BYTE_RATE, 10.0);
        limit(null, ClientQuotas.CONSUMER_BYTE_RATE, 40.0);
        assertThat(described(ClientQuotaFilter.all())).containsOnlyKeys(client("a"), client(null));
        assertThat(described(
                        ClientQuotaFilter.contains(List.of(ClientQuotaFilterComponent.ofEntity("client-id", "a")))))
                .isEqualTo(Map.of(client("a"), Map.of("producer_byte_rate", 10.0)));
        assertThat(described(
                        ClientQuotaFilter.contains(List.of(ClientQuotaFilterComponent.ofDefaultEntity("client-id")))))
                .containsOnlyKeys(client(null));
        assertThat(described(
                        ClientQuotaFilter.containsOnly(List.of(ClientQuotaFilterComponent.ofEntityType("client-id")))))
                .hasSize(2);
        assertThat(described(ClientQuotaFilter.contains(List.of(ClientQuotaFilterComponent.ofEntityType("user")))))
                .isEmpty();
    }

    private Map<ClientQuotaEntity, Map<String, Double>> described(ClientQuotaFilter filter) throws Exception {
        try (Admin admin = broker.admin()) {
            return admin.describeClientQuotas(filter).entities().get();
        }
    }

    @Test
    void whatCannotBeLimitedIsRefusedWithTheReason() throws Exception {
        assertThatThrownBy(() -> limit("a", "request_percentage", 1.0))
                .hasCauseInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("request_percentage")
                .hasMessageContaining("producer_byte_rate");
        for (double wrong : new double[] {0, -1, 0.5, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> limit("a", ClientQuotas.PRODUCER_BYTE_RATE, wrong))
                    .hasCauseInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("above 0");
        }
        ClientQuotaAlteration user = new ClientQuotaAlteration(
                new ClientQuotaEntity(Map.of("user", "ann")),
                List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 1.0)));
        ClientQuotaAlteration fine = new ClientQuotaAlteration(
                client("a"), List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 1.0)));
        try (Admin admin = broker.admin()) {
            var result =
                    admin.alterClientQuotas(List.of(user, fine), new AlterClientQuotasOptions().validateOnly(true));
            assertThatThrownBy(() -> result.values().get(user.entity()).get())
                    .hasCauseInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("users")
                    .hasMessageContaining("client-id");
            result.values().get(fine.entity()).get();
        }
        assertThat(broker.catalog().quotas().all()).isEmpty();
    }
}
