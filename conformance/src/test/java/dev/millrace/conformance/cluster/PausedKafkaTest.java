package dev.millrace.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.MillraceStreams;
import dev.millrace.MillraceStreams.State;
import dev.millrace.streams.KafkaClientSupplier;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Produced;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Apache Kafka stops answering in the middle of an application's work, as if its process were stopped (KIP-572). */
/* The long timeout: on a busy machine a broker that had just started took 204 of 300 records, and no more for 240 s. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class PausedKafkaTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int WORDS = 300;
    private static final int ATTEMPTS = 4;

    /** So that requests of the work time out soon, and those of the start do not. */
    private static final Map<String, Object> IMPATIENT = Map.of(
            "request.timeout.ms", 500,
            "default.api.timeout.ms", 600,
            "admin.request.timeout.ms", 30_000,
            "admin.default.api.timeout.ms", 60_000,
            "producer.max.block.ms", 600,
            "producer.delivery.timeout.ms", 60_000,
            "producer.linger.ms", 0);

    @TempDir
    static Path directory;

    private static PausableProxy proxy;
    private static KafkaProcess broker;

    private final AtomicInteger seen = new AtomicInteger();
    private final Set<String> timedOut = ConcurrentHashMap.newKeySet();
    private final AtomicInteger timeouts = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    @BeforeAll
    static void start() throws Exception {
        proxy = new PausableProxy();
        broker = new KafkaProcess(
                Files.createDirectory(directory.resolve("kafka")),
                Map.of(
                        "advertised.listeners", "PLAINTEXT://localhost:" + proxy.port(),
                        "offsets.topic.num.partitions", "2",
                        "transaction.state.log.num.partitions", "2"));
        proxy.forwardTo(broker.bootstrapServers());
    }

    @AfterAll
    static void end() throws Exception {
        proxy.close();
        broker.close();
    }

    private static String servers() {
        return "localhost:" + proxy.port();
    }

    /** A client whose timeouts are counted. */
    private <T> T watched(Class<T> type, T client) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return method.invoke(client, arguments);
                    } catch (InvocationTargetException e) {
                        if (e.getCause() instanceof TimeoutException) {
                            timedOut.add(method.getName());
                            timeouts.incrementAndGet();
                        }
                        throw e.getCause();
                    }
                }));
    }

    private final class WatchedClients implements KafkaClientSupplier {
        @Override
        public Admin getAdmin(Map<String, Object> config) {
            return Admin.create(config);
        }

        @SuppressWarnings("unchecked")
        @Override
        public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
            return watched(
                    Producer.class, new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()));
        }

        @SuppressWarnings("unchecked")
        @Override
        public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
            return watched(
                    Consumer.class,
                    new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        }

        @Override
        public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
            return getConsumer(config);
        }

        @Override
        public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
            return getConsumer(config);
        }
    }

    private static void produceWords(String name) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
            admin.createTopics(List.of(
                            new NewTopic(name + "-words", 1, (short) 1), new NewTopic(name + "-counts", 1, (short) 1)))
                    .all()
                    .get();
        }
        for (int attempt = 1; !produceAllWords(name, attempt); attempt++) {
            assertThat(attempt)
                    .as("tries to produce to a broker that is not paused")
                    .isLessThan(ATTEMPTS);
        }
    }

    /** In a transaction, so that none counts twice if a broker that has just started takes some of them only. */
    private static boolean produceAllWords(String name, int attempt) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", servers(),
                "transactional.id", name + "-words-" + attempt,
                "transaction.timeout.ms", 20_000,
                "request.timeout.ms", 10_000,
                "delivery.timeout.ms", 20_000,
                "max.block.ms", 40_000);
        Producer<String, String> producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer());
        try {
            producer.initTransactions();
            producer.beginTransaction();
            for (int i = 0; i < WORDS; i++) {
                producer.send(new ProducerRecord<>(name + "-words", "word" + i % 7, ""));
            }
            producer.commitTransaction();
            return true;
        } catch (KafkaException e) {
            return false;
        } finally {
            producer.close(Duration.ZERO);
        }
    }

    /** Counts words; the broker stops answering at the {@code pauseAt}th of them that is seen. */
    private MillraceStreams counter(String name, int pauseAt, long taskTimeoutMs) {
        return counter(name, pauseAt, taskTimeoutMs, Map.of());
    }

    private MillraceStreams counter(String name, int pauseAt, long taskTimeoutMs, Map<String, Object> overrides) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(name + "-words", Consumed.with(Serdes.String(), Serdes.String()))
                .peek((word, nothing) -> {
                    if (seen.incrementAndGet() == pauseAt) {
                        proxy.pause();
                    }
                })
                .groupByKey()
                .count(Materialized.as("counts"))
                .toStream()
                .to(name + "-counts", Produced.with(Serdes.String(), Serdes.Long()));
        Properties config = new Properties();
        config.putAll(IMPATIENT);
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, name);
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, servers());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        config.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
        config.put(StreamsConfig.STATE_DIR_CONFIG, directory.resolve(name).toString());
        config.put(StreamsConfig.TASK_TIMEOUT_MS_CONFIG, taskTimeoutMs);
        config.putAll(overrides);
        MillraceStreams streams = new MillraceStreams(builder.build(), config, new WatchedClients());
        streams.setUncaughtExceptionHandler(e -> {
            failure.set(e);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        return streams;
    }

    /** The last committed count of each word. */
    private static Map<String, Long> counts(String name) {
        TopicPartition partition = new TopicPartition(name + "-counts", 0);
        Map<String, Long> last = new HashMap<>();
        try (Consumer<String, Long> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new LongDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, Long> record : consumer.poll(Duration.ofMillis(100))) {
                    last.put(record.key(), record.value());
                }
            }
        }
        return last;
    }

    private static Map<String, Long> expected() {
        Map<String, Long> expected = new HashMap<>();
        for (int i = 0; i < WORDS; i++) {
            expected.merge("word" + i % 7, 1L, Long::sum);
        }
        return expected;
    }

    @Test
    void whatTimesOutIsTriedAgainAndEachRecordCountsOnce() throws Exception {
        produceWords("patient");
        try (MillraceStreams streams = counter("patient", 200, 300_000)) {
            streams.start();
            await().atMost(PATIENCE).until(() -> timeouts.get() >= 3);
            assertThat(timedOut).as("what timed out").isNotEmpty();
            assertThat(streams.state().isRunningOrRebalancing()).isTrue();
            proxy.resume();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(counts("patient")).isEqualTo(expected()));
            assertThat(failure.get()).isNull();
        } finally {
            proxy.resume();
        }
    }

    /** Its topics cannot be made at first, so it starts without and makes them later. */
    @Test
    void anApplicationStartsThoughTheLogDoesNotAnswerYet() throws Exception {
        produceWords("early");
        Map<String, Object> impatientAtTheStart =
                Map.of("admin.request.timeout.ms", 500, "admin.default.api.timeout.ms", 600);
        proxy.pause();
        try (MillraceStreams streams = counter("early", Integer.MAX_VALUE, 300_000, impatientAtTheStart)) {
            streams.start();
            assertThat(streams.state()).isEqualTo(State.REBALANCING);
            proxy.resume();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(counts("early")).isEqualTo(expected()));
            assertThat(failure.get()).isNull();
        } finally {
            proxy.resume();
        }
    }

    @Test
    void anApplicationThatHasWaitedForItsTaskTimeoutEndsAndSaysWhy() throws Exception {
        produceWords("impatient");
        try (MillraceStreams streams = counter("impatient", 200, 0)) {
            streams.start();
            await().atMost(PATIENCE).until(() -> failure.get() != null);
            assertThat(failure.get()).isInstanceOf(StreamsException.class).hasMessageContaining("task.timeout.ms is 0");
            proxy.resume();
            await().atMost(PATIENCE).until(() -> streams.state() == State.ERROR);
        } finally {
            proxy.resume();
        }
        try (MillraceStreams successor = counter("impatient", Integer.MAX_VALUE, 300_000)) {
            successor.start();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(counts("impatient")).isEqualTo(expected()));
        }
    }
}
