package dev.millrace.broker;

import dev.millrace.broker.TopicEventFormat.TopicEvent;
import dev.millrace.log.LogConfig;
import dev.millrace.log.LogDirectory;
import dev.millrace.log.PartitionLog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which topics there are, with how many partitions and which settings; and the quotas of clients, which are kept in the
 * same log.
 *
 * <p>Reads are lock-free and see a whole state; changes are one at a time and durable when they return.
 */
/*
 * Decide → record → replay. A change is checked against the state, written as one event to the catalog's log and
 * synced; only then the partitions are made or removed. A crash in between leaves an event whose partitions are not as
 * it says: opening replays the events and brings the partitions in line, as often as it takes. Partitions of a deleted
 * topic that could not be removed are tried again at every tick, and before a topic gets that name again. Partitions
 * that no event ever named are reported and left alone.
 *
 * Each change adds an event. When enough are superseded, one event for each topic is written behind them, and they go.
 */
final class TopicCatalog {

    private static final Logger LOG = LoggerFactory.getLogger(TopicCatalog.class);

    /** More superseded events than this, beyond one a topic, are dropped. */
    private static final int MAX_SUPERSEDED_EVENTS = 1_000;

    /**
     * Small segments, because what is dropped leaves the disk by whole closed ones; one batch says what all topics are.
     */
    private static final LogConfig LOG_CONFIG =
            LogConfig.DEFAULT.withSegments(1 << 20, Long.MAX_VALUE).withMaxMessageBytes(Integer.MAX_VALUE);

    private static final int MAX_PARTITIONS = 100_000;
    private static final TopicPartition CATALOG = new TopicPartition(TopicNames.CATALOG, 0);

    /** What clients are told is the cluster. */
    static final String CLUSTER_ID = "millrace";

    /** The one node of a broker in this process. Its address is a name: nothing listens. */
    static final Node NODE = new Node(0, "in-process", 0);

    private final LogDirectory logs;
    private final BrokerConfig config;
    private final AppendSignal signal;
    private final EventLog events;
    private final ClientQuotas quotas;

    /** What the last event of each topic says. This and all below is changed by one thread at a time. */
    private final Map<String, TopicEvent> state = new TreeMap<>();

    private int eventCount;
    private boolean leftovers;
    private volatile Topics topics = Topics.NONE;

    private TopicCatalog(LogDirectory logs, BrokerConfig config, AppendSignal signal, EventLog events) {
        this.logs = logs;
        this.config = config;
        this.signal = signal;
        this.events = events;
        this.quotas = new ClientQuotas(config.quotas());
    }

    static TopicCatalog open(LogDirectory logs, BrokerConfig config, AppendSignal signal, long nowMs) {
        PartitionLog log = logs.partition(CATALOG);
        if (log == null) {
            log = logs.create(CATALOG, LOG_CONFIG, nowMs);
        } else {
            log.configure(LOG_CONFIG);
        }
        TopicCatalog catalog = new TopicCatalog(logs, config, signal, new EventLog(log));
        catalog.recover(nowMs);
        return catalog;
    }

    @Nullable
    Topic topic(String name) {
        return topics.get(name);
    }

    Topic existing(String name) {
        Topic topic = topics.get(name);
        if (topic == null) {
            throw new UnknownTopicOrPartitionException("There is no topic '" + name + "'");
        }
        return topic;
    }

    /** The partition's log, or null if there is no such partition. */
    @Nullable
    PartitionLog log(TopicPartition partition) {
        Topic topic = topics.get(partition.topic());
        return topic == null ? null : topic.partition(partition.partition());
    }

    boolean has(TopicPartition partition) {
        return log(partition) != null;
    }

    PartitionLog existingLog(TopicPartition partition) {
        PartitionLog log = existing(partition.topic()).partition(partition.partition());
        if (log == null) {
            throw new UnknownTopicOrPartitionException("There is no partition " + partition + "; the topic has "
                    + existing(partition.topic()).partitionCount());
        }
        return log;
    }

    /** By name; does not change. */
    Collection<Topic> topics() {
        return topics.all();
    }

    /** Moves on with every change. */
    int version() {
        return topics.version();
    }

    /** All topics in the words of kafka-clients. */
    Cluster cluster() {
        return topics.cluster();
    }

    /** The topic, created with the defaults if it is not there and that is allowed; else null. */
    @Nullable
    Topic orAutoCreated(String name, long nowMs) {
        Topic topic = topics.get(name);
        if (topic != null || !config.autoCreateTopics()) {
            return topic;
        }
        synchronized (this) {
            topic = topics.get(name);
            return topic != null ? topic : create(name, config.defaultPartitions(), Map.of(), nowMs);
        }
    }

    /** Throws what {@link #create} would throw, and changes nothing. */
    synchronized void ensureCreatable(String name, int partitions, Map<String, String> configs) {
        TopicNames.ensureValid(name);
        if (topics.get(name) != null) {
            throw new TopicExistsException("Topic '" + name + "' already exists");
        }
        ensurePartitionCount(name, partitions);
        TopicConfigs.ensureValid(name, configs);
    }

    synchronized Topic create(String name, int partitions, Map<String, String> configs, long nowMs) {
        ensureCreatable(name, partitions, configs);
        record(name, new TopicEvent(Uuid.randomUuid(), partitions, Map.copyOf(configs)), nowMs);
        warnOfCopies(name, Map.of(), configs);
        return existing(name);
    }

    synchronized void delete(String name, long nowMs) {
        Topic topic = existing(name);
        if (topic.isInternal()) {
            throw new InvalidTopicException("Topic '" + name + "' is the broker's own and cannot be deleted");
        }
        record(name, TopicEvent.deleted(topic.id()), nowMs);
    }

    synchronized void ensureGrowable(String name, int partitions) {
        Topic topic = existing(name);
        if (topic.isInternal()) {
            throw new InvalidTopicException("Topic '" + name + "' is the broker's own and keeps its partitions");
        }
        if (partitions <= topic.partitionCount()) {
            throw new InvalidPartitionsException("Topic '" + name + "' has " + topic.partitionCount()
                    + " partitions already; it can only get more, not " + partitions);
        }
        ensurePartitionCount(name, partitions);
    }

    synchronized void grow(String name, int partitions, long nowMs) {
        ensureGrowable(name, partitions);
        Topic topic = existing(name);
        record(name, new TopicEvent(topic.id(), partitions, topic.configs()), nowMs);
    }

    /** Replaces the settings that were set for the topic. */
    synchronized void configure(String name, Map<String, String> configs, long nowMs) {
        Topic topic = existing(name);
        TopicConfigs.ensureValid(name, configs);
        record(name, new TopicEvent(topic.id(), topic.partitionCount(), Map.copyOf(configs)), nowMs);
        warnOfCopies(name, topic.configs(), configs);
    }

    /** Who asks for copies relies on them. */
    private static void warnOfCopies(String name, Map<String, String> before, Map<String, String> configs) {
        long copies = TopicConfigs.copies(configs);
        if (copies > 1 && copies != TopicConfigs.copies(before)) {
            LOG.warn(
                    "Topic '{}' asks for {}={}, which has no effect: an embedded log has one copy of each partition",
                    name,
                    TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                    copies);
        }
    }

    private static void ensurePartitionCount(String name, int partitions) {
        if (partitions < 1 || partitions > MAX_PARTITIONS) {
            throw new InvalidPartitionsException("Topic '" + name + "' cannot have " + partitions
                    + " partitions; allowed are 1 to " + MAX_PARTITIONS);
        }
    }

    /** What clients may produce and consume: kept in the same log. */
    ClientQuotas quotas() {
        return quotas;
    }

    /** Changes quotas of a client id; a null value takes one away. */
    synchronized void alterQuotas(String clientId, Map<String, @Nullable Double> changes, long nowMs) {
        Map<String, Double> values = new HashMap<>(quotas.of(clientId));
        changes.forEach((key, value) -> {
            if (value == null) {
                values.remove(key);
            } else {
                values.put(key, value);
            }
        });
        events.begin().add(QuotaEventFormat.key(clientId), QuotaEventFormat.write(values), nowMs);
        append(nowMs);
        quotas.replay(clientId, values, nowMs);
    }

    private void record(String name, TopicEvent event, long nowMs) {
        ensureNothingIsLeftOf(name);
        try {
            append(name, event, nowMs);
        } catch (KafkaStorageException e) {
            if (!event.deleted() || !logs.makeRoom(e)) {
                throw e;
            }
            append(name, event, nowMs);
        }
        state.put(name, event);
        if (event.deleted()) {
            topics = topics.without(name);
            leftovers = true;
            removeDeleted();
        } else {
            topics = topics.with(List.of(inLine(name, event, nowMs)));
        }
        signal.signal();
    }

    private void append(String name, TopicEvent event, long nowMs) {
        events.begin().add(name.getBytes(StandardCharsets.UTF_8), TopicEventFormat.write(event), nowMs);
        append(nowMs);
    }

    private void append(long nowMs) {
        events.append(nowMs);
        logs.sync();
        eventCount++;
    }

    /** Brings the partitions in line with an event; doing it again changes nothing. */
    private Topic inLine(String name, TopicEvent event, long nowMs) {
        LogConfig logConfig = TopicConfigs.logConfig(name, event.configs(), config);
        List<PartitionLog> partitions = new ArrayList<>(event.partitions());
        for (int p = 0; p < event.partitions(); p++) {
            TopicPartition partition = new TopicPartition(name, p);
            PartitionLog log = logs.partition(partition);
            if (log == null) {
                log = logs.create(partition, logConfig, nowMs);
            } else if (log.isOpen()) { // else a start that can open it does so
                log.configure(logConfig);
            }
            partitions.add(log);
        }
        return new Topic(name, event.id(), List.copyOf(partitions), event.configs());
    }

    /** Finishes deletions that a crash or a full disk interrupted, and drops what is superseded. */
    synchronized void tick(long nowMs) {
        removeDeleted();
        if (eventCount > state.size() + quotas.all().size() + MAX_SUPERSEDED_EVENTS) {
            writeAgain(nowMs);
        }
    }

    private void recover(long nowMs) {
        events.replay(new EventLog.Replay() {
            @Override
            public void event(byte[] key, byte @Nullable [] value, long producerId, long offset) {
                eventCount++;
                if (QuotaEventFormat.isKey(key)) {
                    quotas.replay(QuotaEventFormat.readKey(key), QuotaEventFormat.read(value), nowMs);
                } else if (value != null) {
                    state.put(new String(key, StandardCharsets.UTF_8), TopicEventFormat.read(value));
                }
            }

            @Override
            public void marker(long producerId, boolean commit) {}
        });
        leftovers = true;
        removeDeleted();
        List<Topic> found = new ArrayList<>();
        state.forEach((name, event) -> {
            if (!event.deleted()) {
                found.add(inLine(name, event, nowMs));
            }
        });
        topics = topics.with(found);
        reportStrays();
    }

    /** Removes the partitions of deleted topics, all that can be. */
    private void removeDeleted() {
        if (!leftovers) {
            return;
        }
        boolean complete = true;
        for (PartitionLog log : List.copyOf(logs.partitions())) {
            TopicEvent event = state.get(log.partition().topic());
            if (event != null && event.deleted()) {
                complete &= remove(log.partition());
            }
        }
        leftovers = !complete;
    }

    private boolean remove(TopicPartition partition) {
        try {
            logs.delete(partition);
            return true;
        } catch (KafkaStorageException e) {
            LOG.warn("The topic of {} is deleted, its files are not yet: {}", partition, e.getMessage());
            return false;
        }
    }

    /** A new topic must not find what one of that name left. */
    private void ensureNothingIsLeftOf(String name) {
        TopicEvent last = state.get(name);
        if (leftovers && last != null && last.deleted()) {
            removeDeleted();
            if (leftovers) {
                throw new KafkaStorageException("Not all files of the topic '" + name
                        + "' that was deleted could be removed yet; see the log for the reason, and try again");
            }
        }
    }

    private void reportStrays() {
        for (PartitionLog log : logs.partitions()) {
            TopicPartition partition = log.partition();
            if (!partition.equals(CATALOG) && log(partition) == null) {
                LOG.warn(
                        "Partition {} is in the log directory but no topic of the catalog: it is left alone. Create the topic"
                                + " to use it, or remove its directory while nothing is running",
                        partition);
            }
        }
    }

    /** One event a topic at the log's end says the same as all before it. */
    private void writeAgain(long nowMs) {
        long from = events.logEndOffset();
        if (!leftovers) {
            state.values().removeIf(TopicEvent::deleted);
        }
        events.begin();
        state.forEach((name, event) ->
                events.add(name.getBytes(StandardCharsets.UTF_8), TopicEventFormat.write(event), nowMs));
        quotas.all()
                .forEach((clientId, values) ->
                        events.add(QuotaEventFormat.key(clientId), QuotaEventFormat.write(values), nowMs));
        events.append(nowMs);
        logs.sync();
        eventCount = state.size() + quotas.all().size();
        events.forgetBefore(from);
    }
}
