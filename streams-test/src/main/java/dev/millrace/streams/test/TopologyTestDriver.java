package dev.millrace.streams.test;

import dev.millrace.streams.Topology;
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
import java.io.Closeable;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a topology in a test: no log on disk, no threads, a clock that only the test moves.
 *
 * <p>It is the engine of production on memory storage. Every topic has one partition. A record that is piped in goes
 * all the way before the call returns, and there is one commit after each record, also after each record of an internal
 * topic: caches are flushed, so that every update shows. {@link TestDriverOptions} has it otherwise: several
 * partitions, commits and caches as in production, stores on disk; and {@link #restart} and {@link #crash} end the
 * application in the middle.
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

    private final OutputCapture capture = new OutputCapture();
    private final TestEngine engine;

    /**
     * A driver with the default configuration, whose clock starts at the present.
     *
     * @param topology the topology to run
     */
    public TopologyTestDriver(Topology topology) {
        this(topology, new Properties());
    }

    /**
     * A driver whose clock starts at the present.
     *
     * @param topology the topology to run
     * @param config as for {@code MillraceStreams}; {@code application.id} and the log may be left out
     */
    public TopologyTestDriver(Topology topology, Properties config) {
        this(topology, config, null);
    }

    /**
     * A driver with the default configuration.
     *
     * @param topology the topology to run
     * @param initialWallClockTime where its clock starts
     */
    public TopologyTestDriver(Topology topology, Instant initialWallClockTime) {
        this(topology, new Properties(), initialWallClockTime);
    }

    /**
     * A driver.
     *
     * @param topology the topology to run
     * @param config as for {@code MillraceStreams}; {@code application.id} and the log may be left out
     * @param initialWallClockTime where its clock starts; null: the present
     */
    public TopologyTestDriver(Topology topology, Properties config, @Nullable Instant initialWallClockTime) {
        this(topology, optionsOf(config, initialWallClockTime));
    }

    private static TestDriverOptions optionsOf(Properties config, @Nullable Instant wallClock) {
        TestDriverOptions options = TestDriverOptions.defaults().withConfig(config);
        return wallClock == null ? options : options.withWallClock(wallClock);
    }

    /**
     * A driver that runs the topology in a way of its own.
     *
     * @param topology the topology to run
     * @param options configuration, clock, partitions, commits and directory
     * @throws dev.millrace.streams.errors.TopologyException with several partitions: if topics that have to be
     *     partitioned alike are not
     */
    public TopologyTestDriver(Topology topology, TestDriverOptions options) {
        Instant wallClock = options.wallClock();
        long startMs = wallClock == null ? System.currentTimeMillis() : wallClock.toEpochMilli();
        this.engine = new TestEngine(topology, options, capture, startMs);
    }

    /**
     * A topic to pipe records into, whose time starts at the driver's clock and stands still.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param topicName a topic that the topology reads
     * @param keySerializer makes the bytes of keys; the caller's to close
     * @param valueSerializer makes the bytes of values; the caller's to close
     * @return the topic; several for one name each have a time of their own
     */
    public final <K extends @Nullable Object, V extends @Nullable Object> TestInputTopic<K, V> createInputTopic(
            String topicName, Serializer<K> keySerializer, Serializer<V> valueSerializer) {
        return createInputTopic(
                topicName, keySerializer, valueSerializer, Instant.ofEpochMilli(engine.nowMs()), Duration.ZERO);
    }

    /**
     * A topic to pipe records into. One that the topology reads by a pattern exists from now on.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param topicName a topic that the topology reads
     * @param keySerializer makes the bytes of keys; the caller's to close
     * @param valueSerializer makes the bytes of values; the caller's to close
     * @param startTimestamp time of the first record that has none
     * @param autoAdvance how much later the next one is
     * @return the topic; several for one name each have a time of their own
     */
    public final <K extends @Nullable Object, V extends @Nullable Object> TestInputTopic<K, V> createInputTopic(
            String topicName,
            Serializer<K> keySerializer,
            Serializer<V> valueSerializer,
            Instant startTimestamp,
            Duration autoAdvance) {
        engine.find(topicName);
        return new TestInputTopic<>(this, topicName, keySerializer, valueSerializer, startTimestamp, autoAdvance);
    }

    /**
     * A topic to read what the topology wrote from.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param topicName a topic that the topology writes to; it need not have done so yet
     * @param keyDeserializer reads the bytes of keys; the caller's to close
     * @param valueDeserializer reads the bytes of values; the caller's to close
     * @return the topic; several for one name take records from one another
     */
    public final <K extends @Nullable Object, V extends @Nullable Object> TestOutputTopic<K, V> createOutputTopic(
            String topicName, Deserializer<K> keyDeserializer, Deserializer<V> valueDeserializer) {
        return new TestOutputTopic<>(this, topicName, keyDeserializer, valueDeserializer);
    }

    <K, V> void pipe(
            String topic,
            @Nullable Integer partition,
            TestRecord<K, V> record,
            Serializer<K> keySerializer,
            Serializer<V> valueSerializer,
            Instant time) {
        byte[] key = write("key", topic, record.headers(), keySerializer, record.key());
        byte[] value = write("value", topic, record.headers(), valueSerializer, record.value());
        Integer to = partition == null ? engine.defaultPartition(topic) : partition;
        engine.pipe(new ProducerRecord<>(topic, to, time.toEpochMilli(), key, value, record.headers()));
    }

    <K, V> TestRecord<K, V> read(String topic, Deserializer<K> keyDeserializer, Deserializer<V> valueDeserializer) {
        ProducerRecord<byte[], byte[]> record = capture.take(topic);
        K key = read("key", topic, record.headers(), keyDeserializer, record.key());
        V value = read("value", topic, record.headers(), valueDeserializer, record.value());
        return new TestRecord<>(key, value, record.headers(), record.timestamp());
    }

    private static <T> byte @Nullable [] write(
            String part, String topic, Headers headers, Serializer<T> serializer, @Nullable T object) {
        try {
            return serializer.serialize(topic, headers, object);
        } catch (RuntimeException e) {
            throw new SerializationException(
                    "The test pipes a " + part + " into topic '" + topic + "' that "
                            + serializer.getClass().getName()
                            + " does not take: " + e.getMessage() + ". Give createInputTopic the right serializer",
                    e);
        }
    }

    private static <T> T read(
            String part, String topic, Headers headers, Deserializer<T> deserializer, byte @Nullable [] bytes) {
        try {
            return deserializer.deserialize(topic, headers, bytes);
        } catch (RuntimeException e) {
            throw new SerializationException(
                    "Topic '" + topic + "' has a " + part + " that "
                            + deserializer.getClass().getName()
                            + " cannot read: " + e.getMessage()
                            + ". Give createOutputTopic the deserializer for what the topology writes there",
                    e);
        }
    }

    final long queueSize(String topic) {
        return capture.size(topic);
    }

    /**
     * Names of all topics that were written to, internal ones included.
     *
     * @return a live view that cannot be changed; internal topics have the application id in front
     */
    public final Set<String> producedTopicNames() {
        return capture.topics();
    }

    /**
     * Moves the wall clock on and calls the punctuators that are due by it.
     *
     * @param advance how far; zero calls nothing that is not due already
     * @throws IllegalArgumentException if it is negative
     */
    public void advanceWallClockTime(Duration advance) {
        if (advance.isNegative()) {
            throw new IllegalArgumentException("Time cannot go back: " + advance);
        }
        engine.advance(advance.toMillis());
    }

    /**
     * Commits what was processed, and what becomes visible by that. Of use with {@link
     * TestDriverOptions#withCommitsAsInProduction} only.
     */
    public void commit() {
        engine.commit();
    }

    /**
     * Ends the application in order and begins it again: a commit, processors and stores are closed, and a new instance
     * takes over, whose stores come back from disk and from their changelogs. Topics, output that was not read yet, and
     * the clock stay. Stores that the test has are closed; ask for them again.
     */
    public void restart() {
        engine.restart(true);
    }

    /**
     * Ends the application as a crash does and begins it again. What was processed since the last commit is processed
     * again: under exactly-once nobody has seen it, otherwise its output is there twice. By default there is a commit
     * after each record, so that nothing is lost; see {@link TestDriverOptions#withCommitsAsInProduction}.
     */
    public void crash() {
        engine.restart(false);
    }

    /**
     * All stores, by name; with several partitions, those of the lowest partition that has the store.
     *
     * @return a copy, with the stores as processors see them; they may be read and written while the driver is open
     */
    public Map<String, StateStore> getAllStateStores() {
        Map<String, StateStore> all = new LinkedHashMap<>();
        new TreeMap<>(engine.stores()).values().forEach(stores -> stores.forEach(all::putIfAbsent));
        return all;
    }

    /**
     * The instances of a store, by partition; empty if there is none of that name.
     *
     * @param name name of the store
     * @return a copy
     */
    public Map<Integer, StateStore> getStateStores(String name) {
        Map<Integer, StateStore> byPartition = new TreeMap<>();
        engine.stores().forEach((task, stores) -> {
            StateStore store = stores.get(name);
            if (store != null) {
                byPartition.put(task.partition(), store);
            }
        });
        return byPartition;
    }

    private @Nullable StateStore store(String name) {
        Map<Integer, StateStore> byPartition = getStateStores(name);
        if (byPartition.size() > 1) {
            throw new IllegalStateException("The store '" + name + "' is there once for each of the partitions "
                    + byPartition.keySet() + ": say which, or use getStateStores(\"" + name + "\").");
        }
        return byPartition.values().stream().findFirst().orElse(null);
    }

    /**
     * As {@link #getKeyValueStore(String)}, of one partition.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param name name of the store
     * @param partition partition of the task that has it
     * @return null if that partition has none of that name and kind
     */
    public <K, V> @Nullable KeyValueStore<K, V> getKeyValueStore(String name, int partition) {
        return StoreAccess.keyValue(getStateStores(name).get(partition));
    }

    /**
     * As {@link #getWindowStore(String)}, of one partition.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param name name of the store
     * @param partition partition of the task that has it
     * @return null if that partition has none of that name and kind
     */
    public <K, V> @Nullable WindowStore<K, V> getWindowStore(String name, int partition) {
        return StoreAccess.window(getStateStores(name).get(partition));
    }

    /**
     * As {@link #getSessionStore(String)}, of one partition.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param name name of the store
     * @param partition partition of the task that has it
     * @return null if that partition has none of that name and kind
     */
    public <K, V> @Nullable SessionStore<K, V> getSessionStore(String name, int partition) {
        return StoreAccess.session(getStateStores(name).get(partition));
    }

    /**
     * A store of a kind of the user's own.
     *
     * @param name name of the store
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

    /**
     * A key-value store; of one with timestamps or headers, the plain values. Null if there is none of that name and
     * kind.
     *
     * @param <K> type of the keys; not checked
     * @param <V> type of the values; not checked
     * @param name name of the store
     * @return the store, or a view of it: what is put through a view has neither timestamp nor headers
     */
    public <K, V> @Nullable KeyValueStore<K, V> getKeyValueStore(String name) {
        return StoreAccess.keyValue(store(name));
    }

    /**
     * A key-value store with timestamps; of one with headers, without these. Null if there is none of that name and
     * kind.
     *
     * @param <K> type of the keys; not checked
     * @param <V> type of the values, without timestamp; not checked
     * @param name name of the store
     * @return the store, or a view of it: what is put through a view has no headers
     */
    public <K, V> @Nullable KeyValueStore<K, ValueAndTimestamp<V>> getTimestampedKeyValueStore(String name) {
        return StoreAccess.timestampedKeyValue(store(name));
    }

    /**
     * A key-value store with timestamps and headers; null if there is none of that name and kind.
     *
     * @param <K> type of the keys; not checked
     * @param <V> type of the values, without timestamp and headers; not checked
     * @param name name of the store
     * @return the store itself
     */
    @SuppressWarnings("unchecked")
    public <K, V> @Nullable KeyValueStore<K, ValueTimestampHeaders<V>> getTimestampedKeyValueStoreWithHeaders(
            String name) {
        StateStore store = store(name);
        return store instanceof TimestampedKeyValueStoreWithHeaders
                ? (TimestampedKeyValueStoreWithHeaders<K, V>) store
                : null;
    }

    /**
     * A versioned key-value store; null if there is none of that name and kind.
     *
     * @param <K> type of the keys; not checked
     * @param <V> type of the values; not checked
     * @param name name of the store
     * @return the store itself
     */
    @SuppressWarnings("unchecked")
    public <K, V> @Nullable VersionedKeyValueStore<K, V> getVersionedKeyValueStore(String name) {
        StateStore store = store(name);
        return store instanceof VersionedKeyValueStore ? (VersionedKeyValueStore<K, V>) store : null;
    }

    /**
     * A window store; of one with timestamps or headers, the plain values. Null if there is none of that name and kind.
     *
     * @param <K> type of the keys; not checked
     * @param <V> type of the values; not checked
     * @param name name of the store
     * @return the store, or a view of it: what is put through a view has neither timestamp nor headers
     */
    public <K, V> @Nullable WindowStore<K, V> getWindowStore(String name) {
        return StoreAccess.window(store(name));
    }

    /**
     * A window store with timestamps; of one with headers, without these. Null if there is none of that name and kind.
     *
     * @param <K> type of the keys; not checked
     * @param <V> type of the values, without timestamp; not checked
     * @param name name of the store
     * @return the store, or a view of it: what is put through a view has no headers
     */
    public <K, V> @Nullable WindowStore<K, ValueAndTimestamp<V>> getTimestampedWindowStore(String name) {
        return StoreAccess.timestampedWindow(store(name));
    }

    /**
     * A window store with timestamps and headers; null if there is none of that name and kind.
     *
     * @param <K> type of the keys; not checked
     * @param <V> type of the values, without timestamp and headers; not checked
     * @param name name of the store
     * @return the store itself
     */
    @SuppressWarnings("unchecked")
    public <K, V> @Nullable WindowStore<K, ValueTimestampHeaders<V>> getTimestampedWindowStoreWithHeaders(String name) {
        StateStore store = store(name);
        return store instanceof TimestampedWindowStoreWithHeaders
                ? (TimestampedWindowStoreWithHeaders<K, V>) store
                : null;
    }

    /**
     * A session store; of one with headers, the plain aggregates. Null if there is none of that name and kind.
     *
     * @param <K> type of the keys; not checked
     * @param <V> type of the aggregates; not checked
     * @param name name of the store
     * @return the store, or a view of it: what is put through a view has no headers
     */
    public <K, V> @Nullable SessionStore<K, V> getSessionStore(String name) {
        return StoreAccess.session(store(name));
    }

    /**
     * A session store with headers; null if there is none of that name and kind.
     *
     * @param <K> type of the keys; not checked
     * @param <V> type of the aggregates, without headers; not checked
     * @param name name of the store
     * @return the store itself
     */
    @SuppressWarnings("unchecked")
    public <K, V> @Nullable SessionStoreWithHeaders<K, V> getSessionStoreWithHeaders(String name) {
        StateStore store = store(name);
        return store instanceof SessionStoreWithHeaders ? (SessionStoreWithHeaders<K, V>) store : null;
    }

    /**
     * Figures of the engine, and those that processors have added.
     *
     * @return by name; cannot be changed
     */
    public Map<MetricName, ? extends Metric> metrics() {
        return engine.metrics().metrics();
    }

    /** Ends the topology: processors and stores are closed. */
    @Override
    public void close() {
        engine.close();
    }
}
