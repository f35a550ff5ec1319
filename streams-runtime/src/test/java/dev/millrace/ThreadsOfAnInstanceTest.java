package dev.millrace;

import static dev.millrace.Playground.awaitState;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.MillraceStreams.State;
import dev.millrace.runtime.LocalClientSupplier;
import dev.millrace.runtime.StreamThread;
import dev.millrace.streams.KafkaClientSupplier;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.Topology;
import dev.millrace.streams.errors.DeserializationExceptionHandler;
import dev.millrace.streams.errors.ErrorHandlerContext;
import dev.millrace.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.processor.TimestampExtractor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads of an instance that are started, fail, are replaced, removed and closed at awkward moments. */
class ThreadsOfAnInstanceTest {

    @TempDir
    Path directory;

    private Playground playground;
    private Runnable beforeAdmin = () -> {};
    private Runnable beforeProducer = () -> {};
    private Runnable beforeConsumer = () -> {};
    private Runnable beforeRestoreConsumer = () -> {};

    /** Clients of the playground's log; a test comes between. */
    private final class Clients implements KafkaClientSupplier {
        private final KafkaClientSupplier local =
                new LocalClientSupplier(() -> playground.log().broker());

        @Override
        public Admin getAdmin(Map<String, Object> config) {
            beforeAdmin.run();
            return local.getAdmin(config);
        }

        @Override
        public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
            beforeProducer.run();
            return local.getProducer(config);
        }

        @Override
        public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
            beforeConsumer.run();
            return local.getConsumer(config);
        }

        @Override
        public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
            beforeRestoreConsumer.run();
            return local.getRestoreConsumer(config);
        }

        @Override
        public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
            return local.getGlobalConsumer(config);
        }
    }

    @BeforeEach
    void openLog() throws Exception {
        playground = new Playground(directory);
        playground.createTopics(3, "words");
    }

    @AfterEach
    void closeLog() {
        playground.close();
    }

    private MillraceStreams instance(int threads, java.util.function.Consumer<String> work, String... more) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("words", Consumed.with(Serdes.String(), Serdes.String()))
                .foreach((key, word) -> work.accept(word));
        Topology topology = builder.build();
        Properties config = playground.config("app", more);
        config.remove(StreamsConfig.LOG_DIR_CONFIG);
        config.put(StreamsConfig.CLIENT_ID_CONFIG, "awkward");
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        return new MillraceStreams(topology, config, new Clients());
    }

    /** Whoever is at the work of a stream thread; the last moments of a thread that has closed it do not count. */
    private static Set<String> atWork() {
        Set<String> names = new HashSet<>();
        Thread.getAllStackTraces().forEach((thread, frames) -> {
            if (Stream.of(frames).anyMatch(frame -> frame.getClassName().equals(StreamThread.class.getName()))) {
                names.add(thread.getName());
            }
        });
        return names;
    }

    @Test
    void whatIsClosedWhileItStartsHasNoThreadsAfterwards() {
        MillraceStreams streams = instance(2, word -> {});
        beforeAdmin = () -> CompletableFuture.runAsync(streams::close).join();
        streams.start();
        assertThat(streams.state()).isEqualTo(State.NOT_RUNNING);
        assertThat(atWork()).isEmpty();
    }

    @Test
    void anEmbeddedLogThatIsClosedWhileItStartsIsNotOpenedOnceMore() {
        LogChoice log = new LogChoice(new StreamsConfig(playground.config("app")), null);
        log.close();
        assertThatThrownBy(() -> log.clients().getAdmin(Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    /** Fails where all threads run already. */
    public static final class FailingReporter implements MetricsReporter {
        @Override
        public void configure(Map<String, ?> configs) {}

        @Override
        public void init(List<org.apache.kafka.common.metrics.KafkaMetric> metrics) {
            throw new IllegalStateException("no place to report to");
        }

        @Override
        public void metricChange(org.apache.kafka.common.metrics.KafkaMetric metric) {}

        @Override
        public void metricRemoval(org.apache.kafka.common.metrics.KafkaMetric metric) {}

        @Override
        public void close() {}
    }

    @Test
    void aStartThatFailsWhenItsThreadsRunHasEndedThemBeforeItReturns() {
        MillraceStreams streams =
                instance(2, word -> {}, StreamsConfig.METRIC_REPORTER_CLASSES_CONFIG, FailingReporter.class.getName());
        assertThatThrownBy(streams::start).hasMessageContaining("no place to report to");
        assertThat(atWork()).isEmpty();
        assertThat(streams.state()).isEqualTo(State.ERROR);
    }

    @Test
    void aThreadThatCannotBeMadeEndsTheStartInError() {
        MillraceStreams streams = instance(2, word -> {});
        beforeProducer = () -> beforeProducer = () -> {
            throw new IllegalStateException("no more producers");
        };
        assertThatThrownBy(streams::start).hasMessageContaining("no more producers");
        assertThat(streams.state()).isEqualTo(State.ERROR);
        beforeProducer = () -> {};
        try (MillraceStreams again = instance(1, word -> {})) {
            again.start();
            awaitState(again, State.RUNNING); // nobody has kept partitions
        }
    }

    /** What a user's handler of failures may do instead of an answer. */
    enum Handler {
        FAILS,
        SAYS_NOTHING
    }

    @ParameterizedTest
    @EnumSource
    void anInstanceWhoseFailureHandlerGivesNoAnswerIsClosed(Handler behaviour) {
        MillraceStreams streams = instance(1, word -> {
            throw new IllegalStateException("as of a user's operator");
        });
        streams.setUncaughtExceptionHandler(failure -> {
            if (behaviour == Handler.FAILS) {
                throw new IllegalStateException("as of a user's handler");
            }
            return null;
        });
        streams.start();
        playground.produce("words", "a");
        awaitState(streams, State.ERROR);
        streams.close();
    }

    @Test
    void anInstanceWhoseLastThreadCannotBeReplacedEndsInError() {
        MillraceStreams streams = instance(1, word -> {
            throw new IllegalStateException("as of a user's operator");
        });
        streams.setUncaughtExceptionHandler(failure -> {
            beforeProducer = () -> {
                throw new IllegalStateException("no more producers");
            };
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });
        streams.start();
        playground.produce("words", "a");
        awaitState(streams, State.ERROR);
        streams.close();
    }

    /** Counts the clients of an application that are open. */
    public static final class OpenClients
            implements ConsumerInterceptor<byte[], byte[]>, ProducerInterceptor<byte[], byte[]> {
        private static final Set<String> IDS = ConcurrentHashMap.newKeySet();
        private String clientId;

        @Override
        public void configure(Map<String, ?> configs) {
            clientId = (String) configs.get("client.id");
            assertThat(IDS.add(clientId)).as(clientId + " is new").isTrue();
        }

        @Override
        public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
            return records;
        }

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

        @Override
        public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
            return record;
        }

        @Override
        public void onAcknowledgement(RecordMetadata metadata, Exception failure) {}

        @Override
        public void close() {
            IDS.remove(clientId);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aThreadThatCannotBeMadeLeavesNoClientOpenAndMayBeAddedLater(boolean onlyTheLastClientFails) {
        String interceptor = OpenClients.class.getName();
        MillraceStreams streams = instance(
                1,
                word -> {},
                StreamsConfig.CONSUMER_PREFIX + "interceptor.classes",
                interceptor,
                StreamsConfig.PRODUCER_PREFIX + "interceptor.classes",
                interceptor);
        streams.start();
        awaitState(streams, State.RUNNING);
        Set<String> open = Set.copyOf(OpenClients.IDS);
        assertThat(open).hasSize(3).allMatch(client -> client.startsWith("awkward-StreamThread-1-"));
        Runnable fail = () -> {
            throw new IllegalStateException("no more consumers");
        };
        if (onlyTheLastClientFails) {
            beforeRestoreConsumer = fail;
        } else {
            beforeConsumer = fail;
        }
        assertThatThrownBy(streams::addStreamThread).hasMessage("no more consumers");
        assertThat(OpenClients.IDS).isEqualTo(open);
        assertThat(streams.metrics().keySet())
                .noneMatch(metric -> metric.tags().containsValue("awkward-StreamThread-2"));
        beforeRestoreConsumer = () -> {};
        beforeConsumer = () -> {};
        assertThat(streams.addStreamThread()).contains("awkward-StreamThread-2");
        streams.close();
        assertThat(OpenClients.IDS).isEmpty();
    }

    @Test
    void threadsThatAreRemovedAtTheSameTimeAreTwo() throws Exception {
        CountDownLatch working = new CountDownLatch(2);
        CountDownLatch goOn = new CountDownLatch(1);
        try (MillraceStreams streams = instance(2, word -> {
            working.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        })) {
            streams.start();
            awaitState(streams, State.RUNNING);
            playground.produce("words", List.of("a", "b", "c", "d", "e", "f", "g", "h"));
            working.await();
            Set<String> named = new HashSet<>();
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> streams.removeStreamThread(Duration.ZERO))
                        .isInstanceOfSatisfying(TimeoutException.class, e -> named.add(e.getMessage()));
            }
            assertThat(named).hasSize(2);
            assertThat(streams.removeStreamThread(Duration.ZERO)).as("a third").isEmpty();
            goOn.countDown();
        }
        assertThat(atWork()).isEmpty();
    }

    /** Notes on which threads each object of a user's is used. */
    private static final Map<Object, Set<Thread>> USED_ON = Collections.synchronizedMap(new IdentityHashMap<>());

    private static void usedNow(Object userObject) {
        USED_ON.computeIfAbsent(userObject, first -> ConcurrentHashMap.newKeySet())
                .add(Thread.currentThread());
    }

    /** A default serde that is not thread-safe. */
    public static final class OwnSerde implements Serde<String> {
        @Override
        public Serializer<String> serializer() {
            return (topic, text) -> text.getBytes(UTF_8);
        }

        @Override
        public Deserializer<String> deserializer() {
            return (topic, bytes) -> {
                usedNow(this);
                String text = new String(bytes, UTF_8);
                if (text.startsWith("bad")) {
                    throw new IllegalStateException("as of a user's serde");
                }
                return text;
            };
        }
    }

    /** An extractor that is not. */
    public static final class OwnExtractor implements TimestampExtractor {
        @Override
        public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
            usedNow(this);
            return record.timestamp();
        }
    }

    /** A handler that is not. */
    public static final class OwnHandler implements DeserializationExceptionHandler {
        @Override
        public Response handleError(ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception e) {
            usedNow(this);
            return Response.resume();
        }

        @Override
        public void configure(Map<String, ?> configs) {}
    }

    @Test
    void whatTheConfigurationNamesForTasksIsUsedByOneThreadAlone() {
        USED_ON.clear();
        StreamsBuilder builder = new StreamsBuilder();
        Set<Thread> workers = ConcurrentHashMap.newKeySet();
        builder.stream("words").foreach((key, word) -> workers.add(Thread.currentThread()));
        Properties config = playground.config(
                "app",
                StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG,
                OwnSerde.class.getName(),
                StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG,
                OwnSerde.class.getName(),
                StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG,
                OwnExtractor.class.getName(),
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
                OwnHandler.class.getName(),
                StreamsConfig.NUM_STREAM_THREADS_CONFIG,
                "3");
        try (MillraceStreams streams = playground.start(builder.build(), config)) {
            awaitState(streams, State.RUNNING);
            for (int i = 0; i < 30; i++) {
                playground.produce("words", "word" + i, "bad" + i);
            }
            await().until(() -> workers.size() == 3 && USED_ON.size() >= 3 * 4);
        }
        assertThat(USED_ON)
                .allSatisfy((userObject, threads) -> assertThat(threads)
                        .as(userObject.getClass().getSimpleName())
                        .hasSize(1));
    }
}
