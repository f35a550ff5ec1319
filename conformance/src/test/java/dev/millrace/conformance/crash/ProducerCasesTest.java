package dev.millrace.conformance.crash;

import static dev.millrace.conformance.crash.SmallLog.A;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.millrace.broker.BrokerConfig;
import dev.millrace.broker.LocalBroker;
import dev.millrace.conformance.audit.Baseline;
import dev.millrace.transaction.ProducerIdentity;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/**
 * The faults of the reliability page that a producer meets: lost answers, commits that a disk holds up, records that do
 * not fit.
 */
@ExtendWith(Baseline.class)
class ProducerCasesTest {

    private static final int SEEDS = 100;
    private static final int IN_FLIGHT = 5;
    private static final TopicPartition WORDS = new TopicPartition("words", 0);
    private static final Logger MAIN_LOG = (Logger) LoggerFactory.getLogger("dev.millrace");

    @BeforeAll
    static void expectErrors() {
        MAIN_LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void listenAgain() {
        MAIN_LOG.setLevel(null);
    }

    /**
     * A client that has up to five batches under way over a connection that breaks, which loses requests and answers,
     * and a log whose power is cut now and then. What the client does not hear of it sends again over a new connection,
     * all of it, in order.
     */
    @Test
    void case26_lostAcknowledgementsWithFiveInFlightLeaveOneCopyInOrder() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            StrictStorage storage = new StrictStorage(seed);
            SmallLog log = new SmallLog(storage).withPartitions();
            ProducerIdentity producer = log.recoveredCoordinator().initProducerId(null, 0, null, log.nowMs);
            Deque<Integer> inFlight = new ArrayDeque<>();
            boolean connected = true;
            int next = 0;
            int acknowledged = 0;
            while (acknowledged < 60) {
                if (inFlight.size() < IN_FLIGHT && random.nextInt(3) > 0) {
                    inFlight.add(next);
                    connected &= random.nextInt(5) > 0;
                    if (connected) {
                        log.append(A, producer, next, false, "v" + next);
                    }
                    next++;
                    continue;
                }
                if (random.nextInt(12) == 0) {
                    storage = random.nextBoolean() ? storage.crash() : storage.kill();
                    log = new SmallLog(storage).withPartitions();
                }
                for (int batch : List.copyOf(inFlight)) {
                    log.append(A, producer, batch, false, "v" + batch);
                }
                connected = true;
                log.directory.sync();
                int heard = random.nextInt(inFlight.size() + 1);
                for (int i = 0; i < heard; i++) {
                    inFlight.remove();
                    acknowledged++;
                }
            }
            log.directory.sync();
            List<String> found = log.read(A);
            SmallLog.assertPrefix(found, acknowledged, next, "seed " + seed);
        }
    }

    private static LocalBroker open(StrictStorage storage) {
        return LocalBroker.open(storage, BrokerConfig.DEFAULT, () -> 1_000, false);
    }

    private static Producer<String, String> initialised(LocalBroker broker) {
        Producer<String, String> producer =
                broker.producer(Map.of("transactional.id", "tx"), new StringSerializer(), new StringSerializer());
        producer.initTransactions();
        return producer;
    }

    private static Consumer<String, String> consumer(LocalBroker broker, String... config) {
        Map<String, Object> all =
                new HashMap<>(Map.of("auto.offset.reset", "earliest", "isolation.level", "read_committed"));
        for (int i = 0; i < config.length; i += 2) {
            all.put(config[i], config[i + 1]);
        }
        return broker.consumer(all, new StringDeserializer(), new StringDeserializer());
    }

    private static List<String> committed(LocalBroker broker, String topic) {
        List<String> values = new ArrayList<>();
        try (Consumer<String, String> consumer = consumer(broker)) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            for (int idle = 0; idle < 2; idle++) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ZERO)) {
                    values.add(record.value());
                    idle = -1;
                }
            }
        }
        return values;
    }

    @Test
    void case30_aCommitThatTimedOutIsDecidedAndSaysSoHoweverOftenItIsAskedFor() {
        StrictStorage storage = new StrictStorage(30);
        LocalBroker broker = open(storage);
        Producer<String, String> producer = initialised(broker);
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("words", 0, "k", "1"));
        producer.send(new ProducerRecord<>("others", 0, "k", "2"));
        producer.flush();
        storage.inject(Fault.WRITE, path -> path.contains("words") && path.endsWith(".log"), 1);
        for (int times = 0; times < 3; times++) {
            assertThatThrownBy(producer::commitTransaction)
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("call commitTransaction() again");
        }
        assertThatThrownBy(producer::abortTransaction)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("commitTransaction()");
        assertThatThrownBy(() -> producer.send(new ProducerRecord<>("words", 0, "k", "3")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> initialised(broker)).isInstanceOf(TimeoutException.class);

        LocalBroker after = open(storage.crash());
        assertThat(committed(after, "words")).as("decided, so carried out").containsExactly("1");
        assertThat(committed(after, "others")).containsExactly("2");
        initialised(after).close();
    }

    @Test
    void case30_aCommitThatAFullDiskHeldUpIsCompleteOnceThereIsRoom() {
        int heldUp = 0;
        for (int room = 0; room < 1_200; room += 40) {
            StrictStorage storage = new StrictStorage(room);
            LocalBroker broker = open(storage);
            Producer<String, String> producer = initialised(broker);
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("words", 0, "k", "1"));
            producer.send(new ProducerRecord<>("others", 0, "k", "2"));
            producer.flush();
            storage.freeBytes(room);
            boolean decided = false;
            boolean committed = false;
            try {
                producer.commitTransaction();
                committed = true;
            } catch (TimeoutException e) {
                decided = true;
            } catch (KafkaException undecided) {
                // Nothing was decided: the transaction can only be aborted.
            }
            storage.freeBytes(Long.MAX_VALUE);
            if (decided) {
                heldUp++;
                producer.commitTransaction();
                committed = true;
            } else if (!committed) {
                producer.abortTransaction();
            }
            List<String> expected = committed ? List.of("1") : List.of();
            assertThat(committed(broker, "words")).as("room for %d bytes", room).isEqualTo(expected);
            assertThat(committed(broker, "others"))
                    .as("room for %d bytes", room)
                    .hasSameSizeAs(expected);
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("words", 0, "k", "next"));
            producer.commitTransaction();
            assertThat(committed(broker, "words")).as("room for %d bytes", room).endsWith("next");
            broker.close();
        }
        assertThat(heldUp).as("the case was met").isPositive();
    }

    /** What the output does not take goes to a topic for dead letters, together with the offset behind it. */
    @Test
    void case39_anOversizedRecordIsADeadLetterAndItsOffsetIsCommittedInOneTransaction() throws Exception {
        for (int crashAt = 0; crashAt < 4; crashAt++) {
            StrictStorage storage = new StrictStorage(39);
            LocalBroker broker = open(storage);
            try (Admin admin = broker.admin()) {
                NewTopic out = new NewTopic("out", Optional.of(1), Optional.empty());
                admin.createTopics(List.of(
                                new NewTopic("words", 1, (short) 1),
                                out.configs(Map.of("max.message.bytes", "300")),
                                new NewTopic("dead", 1, (short) 1)))
                        .all()
                        .get();
            }
            try (Producer<String, String> input =
                    broker.producer(Map.of(), new StringSerializer(), new StringSerializer())) {
                for (String value : List.of("small", "x".repeat(1_000), "last")) {
                    input.send(new ProducerRecord<>("words", 0, "k", value));
                }
            }
            copy(broker, crashAt);
            LocalBroker after = open(storage.crash());
            copy(after, Integer.MAX_VALUE);
            assertThat(committed(after, "out")).as("crash at %d", crashAt).containsExactly("small", "last");
            assertThat(committed(after, "dead")).as("crash at %d", crashAt).containsExactly("x".repeat(1_000));
            try (Consumer<String, String> consumer = consumer(after, "group.id", "g")) {
                assertThat(consumer.committed(Set.of(WORDS)).get(WORDS).offset())
                        .isEqualTo(3);
            }
        }
    }

    /** Copies words to out, one transaction a record; gives up in the middle of the given one, as a crash would. */
    private static void copy(LocalBroker broker, int crashAt) {
        Consumer<String, String> consumer = consumer(broker, "group.id", "g", "enable.auto.commit", "false");
        consumer.assign(List.of(WORDS));
        Producer<String, String> producer = initialised(broker);
        int number = 0;
        while (true) {
            List<ConsumerRecord<String, String>> records =
                    consumer.poll(Duration.ZERO).records(WORDS);
            if (records.isEmpty()) {
                return;
            }
            for (ConsumerRecord<String, String> record : records) {
                boolean crash = number++ == crashAt;
                if (!copied(producer, consumer, record, "out", crash)) {
                    copied(producer, consumer, record, "dead", crash);
                }
                if (crash) {
                    return;
                }
            }
        }
    }

    /** Returns whether the record fits; if not, its transaction is aborted. */
    private static boolean copied(
            Producer<String, String> producer,
            Consumer<String, String> consumer,
            ConsumerRecord<String, String> record,
            String topic,
            boolean crash) {
        producer.beginTransaction();
        try {
            var sent = producer.send(new ProducerRecord<>(topic, 0, record.key(), record.value()));
            producer.flush();
            producer.sendOffsetsToTransaction(
                    Map.of(WORDS, new OffsetAndMetadata(record.offset() + 1)), consumer.groupMetadata());
            if (!crash) {
                producer.commitTransaction();
            }
            return sent.isDone();
        } catch (KafkaException e) {
            assertThat(e).hasCauseInstanceOf(RecordTooLargeException.class);
            producer.abortTransaction();
            return false;
        }
    }
}
