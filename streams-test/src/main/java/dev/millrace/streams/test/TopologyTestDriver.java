package dev.millrace.streams.test;

import dev.millrace.broker.LocalBroker;
import dev.millrace.runtime.LocalClientSupplier;
import dev.millrace.runtime.StreamThread;
import dev.millrace.runtime.StreamsApplication;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.Topology;
import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.state.SessionStoreWithHeaders;
import dev.millrace.streams.state.TimestampedKeyValueStoreWithHeaders;
import dev.millrace.streams.state.TimestampedWindowStoreWithHeaders;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.state.ValueTimestampHeaders;
import dev.millrace.streams.state.VersionedKeyValueStore;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.topology.SourceNode;
import java.io.Closeable;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a topology in a test: no log on disk, no threads, a clock that only the test moves.
 *
 * <p>It is the engine of production on memory storage. Every topic has one partition. A record that is piped in goes all the
 * way before the call returns, and there is one commit after each record, also after each record of an internal topic:
 * caches are flushed, so that every update shows.
 *
 * <pre>{@code
 * try (TopologyTestDriver driver = new TopologyTestDriver(topology, properties)) {
 *     var words = driver.createInputTopic("words", new StringSerializer(), new StringSerializer());
 *     var counts = driver.createOutputTopic("counts", new StringDeserializer(), new LongDeserializer());
 *     words.pipeInput("hello world");
 *     assertThat(counts.readKeyValue()).isEqualTo(KeyValue.pair("hello", 1L));
 * }
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public class TopologyTestDriver implements Closeable {

    private static final int STEPS_TO_START = 1000;

    private final OutputCapture capture = new OutputCapture();
    private final LocalBroker broker;
    private final StreamsApplication application;
    private final StreamThread thread;
    private final Producer<byte[], byte[]> input;
    private final Set<String> sourceTopics;
    private final Set<Pattern> sourcePatterns;
    private long nowMs;

    /** A driver with the default configuration, whose clock starts at the present. */
    public TopologyTestDriver(Topology topology) {
        this(topology, new Properties());
    }

    /** A driver whose clock starts at the present. */
    public TopologyTestDriver(Topology topology, Properties config) {
        this(topology, config, null);
    }

    /** A driver with the default configuration. */
    public TopologyTestDriver(Topology topology, Instant initialWallClockTime) {
        this(topology, new Properties(), initialWallClockTime);
    }

    /**
     * A driver.
     *
     * @param config as for {@code MillraceStreams}; {@code application.id} and the log may be left out
     * @param initialWallClockTime where its clock starts; null: the present
     */
    public TopologyTestDriver(Topology topology, Properties config, @Nullable Instant initialWallClockTime) {
        this.nowMs = initialWallClockTime == null ? System.currentTimeMillis() : initialWallClockTime.toEpochMilli();
        this.broker = LocalBroker.inMemory(() -> nowMs);
        this.sourceTopics = new HashSet<>();
        this.sourcePatterns = new HashSet<>();
        readSources(topology);
        createTopics(sourceTopics);
        this.application = StreamsApplication.onePartition(
                topology,
                new StreamsConfig(completed(config)),
                new CapturingClients(new LocalClientSupplier(() -> broker), capture));
        application.prepareTopics();
        this.input = broker.producer(
                Map.of(ProducerConfig.LINGER_MS_CONFIG, 0), new ByteArraySerializer(), new ByteArraySerializer());
        this.thread = application.newThread(1, (thread, oldState, newState) -> {});
        startThread();
    }

    /** Results on window close come at once and not once a second, as in Kafka Streams' driver. */
    private static final String WINDOW_CLOSE_INTERVAL = "__emit.interval.ms.kstreams.windowed.aggregation__";

    private static Properties completed(Properties config) {
        Properties all = new Properties();
        config.forEach(all::put);
        all.putIfAbsent(StreamsConfig.APPLICATION_ID_CONFIG, "topology-test-driver");
        all.putIfAbsent(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "in-memory:1");
        all.putIfAbsent(WINDOW_CLOSE_INTERVAL, 0L);
        return all;
    }

    private void readSources(Topology topology) {
        topology.graph()
                .subTopologies()
                .forEach(part -> part.nodes().forEach(node -> {
                    if (node instanceof SourceNode source) {
                        source.topics().stream()
                                .filter(topic -> !topology.graph().isInternal(topic))
                                .forEach(sourceTopics::add);
                        if (source.pattern() != null) {
                            sourcePatterns.add(source.pattern());
                        }
                    }
                }));
        topology.graph()
                .globalStores()
                .forEach(store -> sourceTopics.addAll(store.source().topics()));
    }

    private void createTopics(Set<String> topics) {
        try (Admin admin = broker.admin()) {
            admin.createTopics(topics.stream()
                            .map(topic -> new NewTopic(topic, Optional.of(1), Optional.empty()))
                            .collect(Collectors.toSet()))
                    .all()
                    .get();
        } catch (ExecutionException | InterruptedException e) {
            throw new StreamsException("The topics " + topics + " could not be made in memory: " + e, e);
        }
    }

    private void startThread() {
        thread.start(nowMs);
        for (int i = 0; i < STEPS_TO_START && thread.state() != StreamThread.State.RUNNING; i++) {
            thread.step(nowMs, 0);
        }
        if (thread.state() != StreamThread.State.RUNNING) {
            throw new StreamsException("The topology did not get its tasks; its thread is " + thread.state());
        }
    }

    /**
     * A topic to pipe records into, whose time starts at the driver's clock and stands still.
     *
     * @throws IllegalArgumentException if the topology does not read that topic
     */
    public final <K extends @Nullable Object, V extends @Nullable Object> TestInputTopic<K, V> createInputTopic(
            String topicName, Serializer<K> keySerializer, Serializer<V> valueSerializer) {
        return createInputTopic(topicName, keySerializer, valueSerializer, Instant.ofEpochMilli(nowMs), Duration.ZERO);
    }

    /**
     * A topic to pipe records into.
     *
     * @param startTimestamp time of the first record that has none
     * @param autoAdvance how much later the next one is
     * @throws IllegalArgumentException if the topology does not read that topic
     */
    public final <K extends @Nullable Object, V extends @Nullable Object> TestInputTopic<K, V> createInputTopic(
            String topicName,
            Serializer<K> keySerializer,
            Serializer<V> valueSerializer,
            Instant startTimestamp,
            Duration autoAdvance) {
        return new TestInputTopic<>(this, topicName, keySerializer, valueSerializer, startTimestamp, autoAdvance);
    }

    /** A topic to read what the topology wrote from. */
    public final <K extends @Nullable Object, V extends @Nullable Object> TestOutputTopic<K, V> createOutputTopic(
            String topicName, Deserializer<K> keyDeserializer, Deserializer<V> valueDeserializer) {
        return new TestOutputTopic<>(this, topicName, keyDeserializer, valueDeserializer);
    }

    <K, V> void pipe(
            String topic,
            TestRecord<K, V> record,
            Serializer<K> keySerializer,
            Serializer<V> valueSerializer,
            Instant time) {
        requireSource(topic);
        byte[] key = keySerializer.serialize(topic, record.headers(), record.key());
        byte[] value = valueSerializer.serialize(topic, record.headers(), record.value());
        Future<RecordMetadata> sent =
                input.send(new ProducerRecord<>(topic, 0, time.toEpochMilli(), key, value, record.headers()));
        input.flush();
        try {
            sent.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new StreamsException("The record could not be put into topic " + topic + ": " + e, e);
        }
        runAll();
    }

    private void requireSource(String topic) {
        if (sourceTopics.contains(topic)) {
            return;
        }
        if (sourcePatterns.stream().noneMatch(pattern -> pattern.matcher(topic).matches())) {
            throw new IllegalArgumentException(
                    "Unknown topic: " + topic + ". The topology reads " + sourceTopics + " " + sourcePatterns);
        }
        createTopics(Set.of(topic));
        sourceTopics.add(topic);
    }

    private void runAll() {
        while (thread.stepOne(nowMs)) {
            // until nothing is left to process
        }
    }

    <K, V> TestRecord<K, V> read(String topic, Deserializer<K> keyDeserializer, Deserializer<V> valueDeserializer) {
        ProducerRecord<byte[], byte[]> record = capture.take(topic);
        K key = keyDeserializer.deserialize(topic, record.headers(), record.key());
        V value = valueDeserializer.deserialize(topic, record.headers(), record.value());
        return new TestRecord<>(key, value, record.headers(), record.timestamp());
    }

    final long queueSize(String topic) {
        return capture.size(topic);
    }

    /** Names of all topics that were written to, internal ones included. */
    public final Set<String> producedTopicNames() {
        return capture.topics();
    }

    /** Moves the wall clock on and calls the punctuators that are due by it. */
    public void advanceWallClockTime(Duration advance) {
        if (advance.isNegative()) {
            throw new IllegalArgumentException("Time cannot go back: " + advance);
        }
        nowMs += advance.toMillis();
        broker.tick(nowMs);
        runAll();
    }

    /** All stores, by name. */
    public Map<String, StateStore> getAllStateStores() {
        Map<String, StateStore> all = new LinkedHashMap<>();
        thread.stores().values().forEach(all::putAll);
        return all;
    }

    private @Nullable StateStore store(String name) {
        return getAllStateStores().get(name);
    }

    /**
     * A store of a kind of the user's own.
     *
     * @return null if there is none of that name
     * @throws IllegalArgumentException if it is a key-value, window or session store, which have their own methods
     */
    public @Nullable StateStore getStateStore(String name) throws IllegalArgumentException {
        StateStore store = store(name);
        String method = StoreAccess.methodFor(store);
        if (method != null) {
            throw new IllegalArgumentException("Store '" + name + "' is of a built-in kind: use " + method + "(\""
                    + name + "\") to get it with its type.");
        }
        return store;
    }

    /** A key-value store; of one with timestamps or headers, the plain values. Null if there is none of that name and kind. */
    public <K, V> @Nullable KeyValueStore<K, V> getKeyValueStore(String name) {
        return StoreAccess.keyValue(store(name));
    }

    /** A key-value store with timestamps; of one with headers, without these. Null if there is none of that name and kind. */
    public <K, V> @Nullable KeyValueStore<K, ValueAndTimestamp<V>> getTimestampedKeyValueStore(String name) {
        return StoreAccess.timestampedKeyValue(store(name));
    }

    /** A key-value store with timestamps and headers; null if there is none of that name and kind. */
    @SuppressWarnings("unchecked")
    public <K, V> @Nullable KeyValueStore<K, ValueTimestampHeaders<V>> getTimestampedKeyValueStoreWithHeaders(
            String name) {
        StateStore store = store(name);
        return store instanceof TimestampedKeyValueStoreWithHeaders
                ? (TimestampedKeyValueStoreWithHeaders<K, V>) store
                : null;
    }

    /** A versioned key-value store; null if there is none of that name and kind. */
    @SuppressWarnings("unchecked")
    public <K, V> @Nullable VersionedKeyValueStore<K, V> getVersionedKeyValueStore(String name) {
        StateStore store = store(name);
        return store instanceof VersionedKeyValueStore ? (VersionedKeyValueStore<K, V>) store : null;
    }

    /** A window store; of one with timestamps or headers, the plain values. Null if there is none of that name and kind. */
    public <K, V> @Nullable WindowStore<K, V> getWindowStore(String name) {
        return StoreAccess.window(store(name));
    }

    /** A window store with timestamps; of one with headers, without these. Null if there is none of that name and kind. */
    public <K, V> @Nullable WindowStore<K, ValueAndTimestamp<V>> getTimestampedWindowStore(String name) {
        return StoreAccess.timestampedWindow(store(name));
    }

    /** A window store with timestamps and headers; null if there is none of that name and kind. */
    @SuppressWarnings("unchecked")
    public <K, V> @Nullable WindowStore<K, ValueTimestampHeaders<V>> getTimestampedWindowStoreWithHeaders(String name) {
        StateStore store = store(name);
        return store instanceof TimestampedWindowStoreWithHeaders
                ? (TimestampedWindowStoreWithHeaders<K, V>) store
                : null;
    }

    /** A session store; of one with headers, the plain aggregates. Null if there is none of that name and kind. */
    public <K, V> @Nullable SessionStore<K, V> getSessionStore(String name) {
        return StoreAccess.session(store(name));
    }

    /** A session store with headers; null if there is none of that name and kind. */
    @SuppressWarnings("unchecked")
    public <K, V> @Nullable SessionStoreWithHeaders<K, V> getSessionStoreWithHeaders(String name) {
        StateStore store = store(name);
        return store instanceof SessionStoreWithHeaders ? (SessionStoreWithHeaders<K, V>) store : null;
    }

    /** Figures of the engine, and those that processors have added. */
    public Map<MetricName, ? extends Metric> metrics() {
        return application.metrics().metrics();
    }

    /** Ends the topology: processors and stores are closed. */
    @Override
    public void close() {
        thread.close();
        input.close();
        application.close();
        broker.close();
    }
}
