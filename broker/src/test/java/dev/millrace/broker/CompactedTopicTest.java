package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A topic with {@code cleanup.policy=compact}, as clients see it. */
class CompactedTopicTest {
    private static final TopicPartition TABLE = new TopicPartition("table", 0);

    private final MovedClock clock = new MovedClock();
    private final LocalBroker broker = LocalBroker.inMemory(clock);
    private final Producer<String, String> producer = Clients.producer(broker, "batch.size", 1);

    @AfterEach
    void close() {
        broker.close();
    }

    private void create(String... config) throws Exception {
        Map<String, String> all = new HashMap<>(
                Map.of("cleanup.policy", "compact", "segment.bytes", "1000", "min.cleanable.dirty.ratio", "0"));
        for (int i = 0; i < config.length; i += 2) {
            all.put(config[i], config[i + 1]);
        }
        try (Admin admin = broker.admin()) {
            admin.createTopics(List.of(new NewTopic("table", 1, (short) 1).configs(all)))
                    .all()
                    .get();
        }
    }

    private void put(String key, String value) {
        producer.send(new ProducerRecord<>("table", key, value));
    }

    /** Everything from the beginning to the end, however little of it there is in one poll. */
    private List<String> contents(String isolation) {
        List<String> contents = new ArrayList<>();
        try (Consumer<String, String> consumer = Clients.consumer(broker, "isolation.level", isolation)) {
            consumer.assign(List.of(TABLE));
            consumer.seekToBeginning(List.of(TABLE));
            while (consumer.position(TABLE)
                    < consumer.endOffsets(List.of(TABLE)).get(TABLE)) {
                consumer.poll(Duration.ZERO).forEach(record -> contents.add(record.key() + "=" + record.value()));
            }
        }
        return contents;
    }

    private void compact() {
        producer.flush();
        for (int i = 0; i < 50; i++) {
            broker.tick(clock.nowMs());
        }
    }

    @Test
    void aConsumerReadsTheLatestOfEachKeyAndGetsToTheEnd() throws Exception {
        create();
        for (int i = 0; i < 500; i++) {
            put("k" + i % 10, "v" + i);
        }
        compact();
        List<String> contents = contents("read_committed");
        assertThat(contents).hasSizeBetween(10, 40).endsWith("k8=v498", "k9=v499");
        assertThat(contents).contains("k0=v490");
        try (Consumer<String, String> consumer = Clients.consumer(broker)) {
            consumer.assign(List.of(TABLE));
            for (long offset : new long[] {0, 1, 250, 489}) {
                consumer.seek(TABLE, offset);
                while (consumer.position(TABLE)
                        < consumer.endOffsets(List.of(TABLE)).get(TABLE)) {
                    consumer.poll(Duration.ZERO)
                            .forEach(record -> assertThat(record.offset()).isGreaterThanOrEqualTo(offset));
                }
            }
        }
    }

    @Test
    void aTransactionStaysAllOrNothing() throws Exception {
        create();
        Producer<String, String> transactional = Clients.transactional(broker, "t", "batch.size", 1);
        transactional.initTransactions();
        for (int i = 0; i < 60; i++) {
            transactional.beginTransaction();
            transactional.send(new ProducerRecord<>("table", "a", "v" + i));
            transactional.send(new ProducerRecord<>("table", "b", "v" + i));
            if (i % 3 == 2) {
                transactional.abortTransaction();
            } else {
                transactional.commitTransaction();
            }
        }
        compact();
        List<String> contents = contents("read_committed");
        assertThat(contents).hasSizeLessThan(20).endsWith("a=v58", "b=v58");
        assertThat(contents("read_uncommitted")).hasSizeLessThan(30);
    }

    @Test
    void aRecordWithoutAKeyIsRefusedInWords() throws Exception {
        create();
        assertThatThrownBy(() -> {
                    var sent = producer.send(new ProducerRecord<>("table", null, "nobody's"));
                    producer.flush();
                    sent.get();
                })
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(InvalidRecordException.class)
                .hasMessageContaining("without a key")
                .hasMessageContaining("table-0");
    }

    @Test
    void thePolicyIsAlteredWhileRunning() throws Exception {
        create("cleanup.policy", "delete");
        for (int i = 0; i < 100; i++) {
            put("k" + i % 2, "v" + i);
        }
        compact();
        assertThat(contents("read_committed")).hasSize(100);
        try (Admin admin = broker.admin()) {
            ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "table");
            admin.incrementalAlterConfigs(Map.of(
                            topic,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("cleanup.policy", "compact"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            assertThat(admin.describeConfigs(List.of(topic))
                            .all()
                            .get()
                            .get(topic)
                            .get("cleanup.policy")
                            .value())
                    .isEqualTo("compact");
        }
        compact();
        assertThat(contents("read_committed")).hasSizeLessThan(20).endsWith("k0=v98", "k1=v99");
    }
}
