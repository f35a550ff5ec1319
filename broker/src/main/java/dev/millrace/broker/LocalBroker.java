package dev.millrace.broker;

import dev.millrace.log.FlushMode;
import dev.millrace.log.LogDirectory;
import dev.millrace.log.PartitionLog;
import dev.millrace.log.Workers;
import dev.millrace.log.storage.DiskStorage;
import dev.millrace.log.storage.MemoryStorage;
import dev.millrace.log.storage.Storage;
import dev.millrace.transaction.TransactionConfig;
import dev.millrace.transaction.TransactionCoordinator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A broker in this process: topics on local disk or in memory, and Kafka's own client interfaces on top of them.
 *
 * <p>Thread-safe. Its clients see each other; they are ordinary {@link Producer}s, {@link Consumer}s and
 * {@link Admin}s, and Kafka's documentation of those holds. A second broker on the same directory is refused, in this
 * process and in another.
 *
 * <p>What a crash or a restart leaves behind: every acknowledged record (with {@code acks=all}, the default) and every
 * committed transaction is there again, transactions that were open are aborted, consumer groups have no members and
 * their committed offsets.
 */
/*
 * Opening puts the parts together in the order in which they know each other: the log directory recovers the
 * partitions; the catalog says which of them are topics; the groups replay the offsets; the transaction coordinator
 * completes what was decided and aborts what was open, which writes markers to partitions and ends pending offsets; one
 * sync makes that durable before anybody is served.
 *
 * What comes with time is in BrokerSteps. Nothing ever waits for it: whoever waits for an acknowledgement ships and
 * syncs itself.
 */
public final class LocalBroker implements AutoCloseable {

    /** Whoever waits for a time looks this often whether the broker was closed. */
    private static final long PAUSE_STEP_MS = 100;

    /**
     * What the defaults of users' topics must not change. Internal logs are shortened and compacted by whole closed
     * segments, so these are small; only a start reads them, from the beginning, so nobody is behind and would miss a
     * tombstone or a marker; and an event may be as large as what it says.
     */
    private static final Map<String, String> INTERNAL_CONFIGS = Map.of(
            TopicConfig.SEGMENT_BYTES_CONFIG, "8388608",
            TopicConfig.DELETE_RETENTION_MS_CONFIG, "60000",
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(Integer.MAX_VALUE),
            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime",
            TopicConfig.RETENTION_MS_CONFIG, "-1",
            TopicConfig.RETENTION_BYTES_CONFIG, "-1");

    private static final TopicPartition OFFSETS = new TopicPartition(TopicNames.OFFSETS, 0);

    /** So that producers who commit at the same time seldom wait for each other's records (docs/decisions/0045). */
    private static final int TRANSACTION_LOGS = 8;

    private final Storage storage;
    private final BrokerConfig config;
    private final BrokerClock clock;
    private final LogDirectory logs;
    private final AppendSignal signal = new AppendSignal();
    private final TopicCatalog catalog;
    private final GroupCoordinator groups;
    private final TransactionCoordinator transactions;
    private final AtomicInteger producerNumbers = new AtomicInteger();
    private final BrokerSteps steps;
    private final AtomicReference<@Nullable Thread> closer = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closed;

    private LocalBroker(Storage storage, BrokerConfig config, BrokerClock clock, boolean driven) throws IOException {
        this.storage = storage;
        this.config = config;
        this.clock = clock;
        long nowMs = clock.nowMs();
        logs = LogDirectory.open(storage, config.logDirectory(), driven ? new StartDriver() : Workers.CALLER, nowMs);
        logs.addAppendListener(signal::signal);
        catalog = TopicCatalog.open(logs, config, signal, nowMs);
        ensureInternalTopic(TopicNames.OFFSETS, 1, TopicConfig.CLEANUP_POLICY_COMPACT, nowMs);
        ensureInternalTopic( // shortened by snapshots
                TopicNames.TRANSACTIONS, TRANSACTION_LOGS, TopicConfig.CLEANUP_POLICY_DELETE, nowMs);
        groups = GroupCoordinator.open(new EventLog(catalog.existingLog(OFFSETS)), config, signal, nowMs);
        transactions = TransactionCoordinator.open(
                transactionLogs(),
                new TransactionMarkers(catalog, groups),
                new TransactionConfig(
                        config.transactionMaxTimeoutMs(),
                        config.transactionalIdExpirationMs(),
                        TransactionConfig.DEFAULT.snapshotBytes()),
                nowMs);
        endTransactions(nowMs);
        logs.sync();
        steps = new BrokerSteps(logs, catalog, groups, transactions, clock, driven);
    }

    /** On a full disk with the room that is kept for deletions: nothing could be deleted if the broker did not start. */
    private void endTransactions(long nowMs) {
        transactions.recover(nowMs);
        try {
            transactions.abortOngoing(nowMs);
        } catch (KafkaStorageException e) {
            if (!logs.makeRoom(e)) {
                throw e;
            }
            transactions.abortOngoing(nowMs);
        }
    }

    /** As many as the topic was created with, which earlier versions gave one. */
    private List<PartitionLog> transactionLogs() {
        List<PartitionLog> logs = new ArrayList<>();
        int count = catalog.existing(TopicNames.TRANSACTIONS).partitionCount();
        for (int partition = 0; partition < count; partition++) {
            logs.add(catalog.existingLog(new TopicPartition(TopicNames.TRANSACTIONS, partition)));
        }
        return logs;
    }

    private void ensureInternalTopic(String name, int partitions, String policy, long nowMs) {
        Map<String, String> configs = new HashMap<>(INTERNAL_CONFIGS);
        configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, policy);
        Topic topic = catalog.topic(name);
        if (topic == null) {
            catalog.create(name, partitions, configs, nowMs);
        } else if (!topic.configs().keySet().containsAll(configs.keySet())) {
            catalog.configure(name, configs, nowMs);
        }
    }

    /**
     * Opens the broker of a directory, with its own thread and the system's clock. The directory is created if it is
     * absent.
     *
     * @param directory where the log lives
     * @param config settings by name, see {@link BrokerConfig}
     * @return the broker, which is the caller's to close
     * @throws org.apache.kafka.common.config.ConfigException if a setting is unknown or has a value that is not allowed
     * @throws KafkaStorageException if the directory cannot be used (somebody else uses it, no right to write,
     *     damaged); the text says why and what to do
     */
    public static LocalBroker open(Path directory, Map<String, ?> config) {
        BrokerConfig settings = BrokerConfig.of(config);
        try {
            return open(new DiskStorage(directory), settings, SystemClock.INSTANCE, true);
        } catch (IOException e) {
            throw new KafkaStorageException(e.getMessage(), e);
        }
    }

    /**
     * A broker in memory without a thread, for tests: nothing happens by itself, the caller moves the clock and calls
     * {@link #tick(long)}.
     *
     * @param clock what time it is
     * @return the broker
     */
    public static LocalBroker inMemory(BrokerClock clock) {
        // Memory survives nothing anyway: without a journal a batch is copied once and opening costs a tenth. Whoever
        // moves the
        // clock decides what is far in the future, and whose program is tested may ask for the replicas of a cluster.
        BrokerConfig config = BrokerConfig.of(Map.of(
                BrokerConfig.LOG_FLUSH,
                "os",
                BrokerConfig.CLAMP_REPLICATION_FACTOR,
                true,
                "log.message.timestamp.after.max.ms",
                Long.MAX_VALUE));
        return open(new MemoryStorage(), config, clock, false);
    }

    /**
     * Opens a broker on a storage.
     *
     * @param storage where the log lives; the broker closes it
     * @param config settings
     * @param clock what time it is
     * @param driven whether the broker has a thread of its own; else the caller calls {@link #tick(long)}
     * @return the broker, which is the caller's to close
     * @throws KafkaStorageException if the storage cannot be used; the text says why and what to do
     */
    public static LocalBroker open(Storage storage, BrokerConfig config, BrokerClock clock, boolean driven) {
        LocalBroker broker;
        try {
            broker = new LocalBroker(storage, config, clock, driven);
        } catch (IOException e) {
            closeQuietly(storage, e);
            throw new KafkaStorageException(e.getMessage(), e);
        } catch (RuntimeException e) {
            closeQuietly(storage, e);
            throw e;
        }
        broker.steps.start();
        return broker;
    }

    private static void closeQuietly(Storage storage, Exception because) {
        try {
            storage.close();
        } catch (IOException | RuntimeException e) {
            because.addSuppressed(e);
        }
    }

    /**
     * The settings that the broker was opened with.
     *
     * @return they hold until it is closed
     */
    public BrokerConfig config() {
        return config;
    }

    /**
     * Makes a producer.
     *
     * @param config the keys of {@link org.apache.kafka.clients.producer.ProducerConfig}; what concerns connections is
     *     ignored
     * @param keySerializer writes the keys; used as it is, not configured
     * @param valueSerializer writes the values
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the producer, which is the caller's to close
     * @throws org.apache.kafka.common.config.ConfigException if a setting is not allowed
     */
    public <K, V> Producer<K, V> producer(
            Map<String, Object> config, Serializer<K> keySerializer, Serializer<V> valueSerializer) {
        return newProducer(config, keySerializer, valueSerializer);
    }

    /**
     * Makes a producer whose serializers are named in the configuration ({@code key.serializer},
     * {@code value.serializer}).
     *
     * @param config as above
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the producer, which is the caller's to close
     */
    public <K, V> Producer<K, V> producer(Map<String, Object> config) {
        return newProducer(config, null, null);
    }

    private <K, V> Producer<K, V> newProducer(
            Map<String, Object> config, @Nullable Serializer<K> key, @Nullable Serializer<V> value) {
        ensureOpen();
        LocalProducer<K, V> producer = new LocalProducer<>(this, new ProducerSettings(config, key, value), key, value);
        steps.add(producer);
        if (closed) { // meanwhile, and maybe too late for the close to find it
            producer.close();
        }
        ensureOpen();
        return producer;
    }

    /**
     * Makes a consumer.
     *
     * @param config the keys of {@link org.apache.kafka.clients.consumer.ConsumerConfig}; what concerns connections is
     *     ignored. {@code partition.assignment.strategy} may also hold instances of
     *     {@link org.apache.kafka.clients.consumer.ConsumerPartitionAssignor}
     * @param keyDeserializer reads the keys; used as it is, not configured
     * @param valueDeserializer reads the values
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the consumer, which is the caller's to close
     * @throws org.apache.kafka.common.config.ConfigException if a setting is not allowed
     */
    public <K, V> Consumer<K, V> consumer(
            Map<String, Object> config, Deserializer<K> keyDeserializer, Deserializer<V> valueDeserializer) {
        return newConsumer(config, keyDeserializer, valueDeserializer);
    }

    /**
     * Makes a consumer whose deserializers are named in the configuration ({@code key.deserializer},
     * {@code value.deserializer}).
     *
     * @param config as above
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the consumer, which is the caller's to close
     */
    public <K, V> Consumer<K, V> consumer(Map<String, Object> config) {
        return newConsumer(config, null, null);
    }

    private <K, V> Consumer<K, V> newConsumer(
            Map<String, Object> config, @Nullable Deserializer<K> key, @Nullable Deserializer<V> value) {
        ensureOpen();
        return new LocalConsumer<>(this, new ConsumerSettings(config, key, value), key, value);
    }

    /**
     * Makes an admin client.
     *
     * @return the client; closing it does not close the broker
     */
    public Admin admin() {
        ensureOpen();
        return new LocalAdmin(this, config);
    }

    /**
     * One step of everything that depends on time: ships batches that have lingered, acknowledges what waits, expires
     * transactions, members and offsets, writes checkpoints. A broker with threads of its own does it by itself.
     *
     * @param nowMs the time, in milliseconds since the epoch
     */
    public void tick(long nowMs) {
        steps.tick(nowMs);
    }

    /**
     * Closes the broker: producers are closed (what they hold is written, open transactions are aborted), everything is
     * made durable, the threads are gone. All this is tried even if some of it fails, and the first error thrown.
     * Consumers and admin clients are of no use afterwards. May be called again: then it returns when the broker is
     * closed, but from a callback at once.
     */
    @Override
    public void close() {
        if (closer.compareAndSet(null, Thread.currentThread())) {
            try {
                closeOnce();
            } finally {
                ended.countDown();
            }
        } else if (closer.get() != Thread.currentThread() && !steps.isInside()) {
            awaitEnd();
        }
    }

    private void awaitEnd() {
        boolean interrupted = false;
        while (ended.getCount() > 0) {
            try {
                ended.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeOnce() {
        RuntimeException error = steps.closeProducers(null);
        closed = true;
        error = steps.closeProducers(error); // those made meanwhile
        steps.close();
        try (Storage last = storage) {
            recordCompletions();
            signal.signal();
            logs.close();
        } catch (IOException e) {
            error = BrokerSteps.first(
                    error, new KafkaStorageException("The log's storage did not close cleanly: " + e.getMessage(), e));
        } catch (RuntimeException e) {
            error = BrokerSteps.first(error, e);
        }
        if (error != null) {
            throw error;
        }
    }

    private void recordCompletions() {
        try {
            transactions.recordCompletions(clock.nowMs());
        } catch (KafkaException e) {
            // The next start completes them once more. What is wrong with the log, closing it will tell.
        }
    }

    // For the clients

    long nowMs() {
        return clock.nowMs();
    }

    TopicCatalog catalog() {
        return catalog;
    }

    GroupCoordinator groups() {
        return groups;
    }

    TransactionCoordinator transactions() {
        return transactions;
    }

    AppendSignal signal() {
        return signal;
    }

    /** What the log directory is called. */
    String directory() {
        return storage.toString();
    }

    /** How large the volume of the log directory is, if it can tell. */
    Optional<Storage.Space> space() {
        return storage.space();
    }

    /**
     * What a group has committed for these partitions, or for all if they are null. It is durable: nobody is shown an
     * offset that a power cut would take back.
     */
    Map<TopicPartition, OffsetAndMetadata> committed(String groupId, @Nullable Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> found =
                partitions == null ? groups.committed(groupId) : groups.committed(groupId, partitions);
        PartitionLog offsets = catalog.existingLog(OFFSETS);
        if (offsets.highWatermark() < offsets.logEndOffset()) {
            sync();
        }
        return found;
    }

    /** Makes everything durable that was appended so far. */
    void sync() {
        logs.sync();
    }

    /**
     * Waits until the time has come, at most {@code atMostMs}; returns whether it has. Without a thread of its own the
     * broker's time is its caller's to move, so nobody waits for it.
     */
    boolean awaitTime(long untilMs, long atMostMs) {
        long startMs = clock.nowMs();
        long nowMs = startMs;
        while (nowMs < untilMs) {
            long leftMs = Math.min(untilMs - nowMs, startMs + atMostMs - nowMs);
            if (!steps.haveThreads() || leftMs <= 0) {
                return untilMs - startMs <= atMostMs;
            }
            ensureOpen();
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(Math.min(leftMs, PAUSE_STEP_MS)));
            if (Thread.interrupted()) {
                throw new InterruptException(new InterruptedException());
            }
            nowMs = clock.nowMs();
        }
        return true;
    }

    /** A step is due then. */
    void wakeAt(long timeMs) {
        steps.wakeAt(timeMs);
    }

    /** 0, 1, 2 …, and from the start again. */
    int nextProducerNumber() {
        return producerNumbers.getAndIncrement() & Integer.MAX_VALUE;
    }

    void remove(LocalProducer<?, ?> producer) {
        steps.remove(producer);
    }

    /** Whether a sync may take long, and there is another thread to leave it to. */
    boolean syncsInBackground() {
        return steps.shipElsewhere() && config.logDirectory().flushMode() == FlushMode.COMMIT;
    }

    boolean isClosed() {
        return closed;
    }

    void ensureOpen() {
        if (closed) {
            throw new KafkaException("The broker of this client is closed");
        }
    }
}
