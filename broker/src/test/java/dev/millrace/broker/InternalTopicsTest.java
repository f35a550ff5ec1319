package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.LogDirectory;
import dev.millrace.log.storage.MemoryStorage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The broker's own topics: what they hold stays, whatever the defaults of users' topics. */
class InternalTopicsTest {

    private static final TopicPartition WORDS = new TopicPartition("words", 0);
    private static final String G = "g";

    private final MovedClock clock = new MovedClock();
    private final MemoryStorage storage = new MemoryStorage();
    private LocalBroker broker;

    @AfterEach
    void close() {
        broker.close();
    }

    private void open(BrokerConfig config) {
        broker = LocalBroker.open(storage, config, clock, false);
    }

    private void restart(BrokerConfig config) {
        MemoryStorage disk = storage.copy();
        broker.close();
        broker = LocalBroker.open(disk, config, clock, false);
    }

    @Test
    void nobodyButTheBrokerWritesToThem() {
        open(BrokerConfig.DEFAULT);
        for (String topic : List.of(TopicNames.OFFSETS, TopicNames.TRANSACTIONS, TopicNames.CATALOG)) {
            try (Producer<String, String> producer = Clients.producer(broker)) {
                assertThat(producer.send(new ProducerRecord<>(topic, 0, "k", "v")))
                        .failsWithin(Duration.ZERO)
                        .withThrowableOfType(ExecutionException.class)
                        .withCauseInstanceOf(InvalidTopicException.class)
                        .withMessageContaining("'" + topic + "' is the broker's own");
            }
        }
        restart(BrokerConfig.DEFAULT);
        assertThat(broker.catalog().topics()).hasSize(2);
    }

    @Test
    void theTransactionLogIsSpreadOverEightPartitionsOrOverAsManyAsAnEarlierVersionGaveIt() throws Exception {
        open(BrokerConfig.DEFAULT);
        assertThat(transactionLogs()).isEqualTo(8);
        commitOne("new");
        restart(BrokerConfig.DEFAULT);
        assertThat(transactionLogs()).isEqualTo(8);
        commitOne("new again");
        assertThat(Clients.contents(broker, "words")).containsExactly("k=new", "k=new again");
        broker.close();

        broker = LocalBroker.open(earlier(), BrokerConfig.DEFAULT, clock, false);
        assertThat(transactionLogs()).isOne();
        commitOne("old");
        assertThat(Clients.contents(broker, "words")).containsExactly("k=old");
    }

    /** What a version left whose transaction log had one partition. */
    private MemoryStorage earlier() throws IOException {
        MemoryStorage files = new MemoryStorage();
        try (LogDirectory logs = LogDirectory.open(files, BrokerConfig.DEFAULT.logDirectory(), clock.nowMs())) {
            TopicCatalog.open(logs, BrokerConfig.DEFAULT, new AppendSignal(), clock.nowMs())
                    .create(TopicNames.TRANSACTIONS, 1, Map.of(), clock.nowMs());
            logs.sync();
            return files.copy();
        }
    }

    private int transactionLogs() {
        return broker.catalog().existing(TopicNames.TRANSACTIONS).partitionCount();
    }

    private void commitOne(String value) {
        try (Producer<String, String> producer = Clients.transactional(broker, "tx")) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("words", 0, "k", value));
            producer.commitTransaction();
        }
    }

    @Test
    void theDefaultsOfUsersTopicsDoNotReachThem() {
        BrokerConfig strict = BrokerConfig.of(Map.of(
                "log.retention.ms", 1,
                "log.retention.bytes", 1,
                "log.roll.ms", 1,
                "message.max.bytes", 120,
                "log.cleanup.policy", "delete",
                "log.message.timestamp.type", "LogAppendTime"));
        open(strict);
        broker.catalog().create("words", 1, Map.of(), clock.nowMs());
        broker.groups()
                .commit(
                        GroupIdentity.outside(G),
                        Map.of(WORDS, new OffsetAndMetadata(7, "x".repeat(500))),
                        broker.catalog()::has,
                        clock.nowMs());
        try (Producer<String, String> producer = Clients.transactional(broker, "tx")) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("words", "k", "v"));
            producer.commitTransaction();
        }
        for (int i = 0; i < 50; i++) {
            clock.move(1_000);
            broker.tick(clock.nowMs());
        }
        restart(strict);
        assertThat(broker.groups().committed(G).get(WORDS).offset()).isEqualTo(7);
        assertThat(broker.catalog().topic("words")).isNotNull();
        assertThat(broker.transactions().list()).isNotEmpty();
    }
}
