package dev.millrace.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.crash.HistoryChecker.Outcome;
import dev.millrace.conformance.crash.HistoryChecker.Place;
import dev.millrace.log.AppendResult;
import dev.millrace.log.LogConfig;
import dev.millrace.log.LogDirectory;
import dev.millrace.log.LogDirectoryConfig;
import dev.millrace.log.PartitionLog;
import dev.millrace.log.record.Compression;
import dev.millrace.log.record.RecordBatchBuilder;
import dev.millrace.transaction.ProducerIdentity;
import dev.millrace.transaction.TransactionConfig;
import dev.millrace.transaction.TransactionCoordinator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.header.Header;

/** One life of a log with its coordinator and producers: what a process does from its start to its crash. */
final class SimulatedLog {
    private static final int TIMEOUT_MS = 300;
    private static final List<TopicPartition> COORDINATOR = List.of(
            new TopicPartition(TransactionCoordinator.TOPIC, 0), new TopicPartition(TransactionCoordinator.TOPIC, 1));
    private static final List<TopicPartition> FIRST =
            List.of(new TopicPartition("a", 0), new TopicPartition("a", 1), new TopicPartition("b", 0));

    private final LogDirectory directory;
    private final TransactionCoordinator coordinator;
    private final HistoryChecker checker;
    private final Random random;
    private final String name;
    private final List<String> trace;
    private final List<SimulatedProducer> producers = new ArrayList<>();
    private final SimulatedProducer plain;
    private final List<String> unsynced = new ArrayList<>();
    private final List<Runnable> acknowledgements = new ArrayList<>();
    private final Map<TopicPartition, Long> freshReader = new HashMap<>();
    private long nowMs;
    private int units;

    /** A producer of this life: its identity, its next sequences, and the unit that its open transaction is. */
    private static final class SimulatedProducer {
        final String transactionalId;
        ProducerIdentity identity;
        String unit;
        final Map<TopicPartition, Integer> sequences = new HashMap<>();

        SimulatedProducer(String transactionalId, ProducerIdentity identity) {
            this.transactionalId = transactionalId;
            this.identity = identity;
        }

        void is(ProducerIdentity next) {
            identity = next;
            unit = null;
            sequences.clear();
        }
    }

    SimulatedLog(
            StrictStorage storage,
            LogDirectoryConfig config,
            HistoryChecker checker,
            Random random,
            long nowMs,
            String name,
            List<String> trace)
            throws IOException {
        this.checker = checker;
        this.random = random;
        this.nowMs = nowMs;
        this.name = name;
        this.trace = trace;
        directory = LogDirectory.open(storage, config, new InAnyOrder(nowMs), nowMs);
        for (TopicPartition partition : FIRST) {
            createIfAbsent(partition);
        }
        COORDINATOR.forEach(this::createIfAbsent);
        coordinator = TransactionCoordinator.open(
                COORDINATOR.stream().map(this::log).toList(),
                new DirectoryParticipants(directory),
                new TransactionConfig(10_000, 100_000, 3_000),
                nowMs);
        coordinator.recover(nowMs);
        coordinator.abortOngoing(nowMs);
        directory.sync();
        for (int i = 0; i < 2; i++) {
            String id = "t" + i;
            producers.add(new SimulatedProducer(id, coordinator.initProducerId(id, TIMEOUT_MS, null, nowMs)));
        }
        plain = new SimulatedProducer(null, coordinator.initProducerId(null, 0, null, nowMs));
        trace.add("started");
    }

    private void createIfAbsent(TopicPartition partition) {
        if (directory.partition(partition) == null) {
            directory.create(partition, anyConfig(), nowMs);
        }
    }

    private LogConfig anyConfig() {
        return LogConfig.DEFAULT
                .withSegments(600 + random.nextInt(3000), 100 + random.nextInt(400))
                .withIndexIntervalBytes(random.nextInt(500));
    }

    List<TopicPartition> partitions() {
        return directory.partitions().stream()
                .map(PartitionLog::partition)
                .filter(p -> !COORDINATOR.contains(p))
                .sorted((p, q) -> p.toString().compareTo(q.toString()))
                .toList();
    }

    private PartitionLog log(TopicPartition partition) {
        PartitionLog log = directory.partition(partition);
        assertThat(log).as("partition %s", partition).isNotNull();
        return log;
    }

    private TopicPartition anyPartition() {
        List<TopicPartition> all = partitions();
        return all.get(random.nextInt(all.size()));
    }

    private String newUnit(String producer) {
        String unit = name + "-" + producer + "-" + units++;
        checker.begin(unit, name + "-" + producer);
        return unit;
    }

    /** A batch outside of any transaction, at times sent twice. */
    void appendPlain(String value) {
        String unit = newUnit("plain");
        TopicPartition partition = anyPartition();
        AppendResult first = append(plain, unit, partition, List.of(value), false);
        unsynced.add(unit);
        if (random.nextInt(4) == 0) {
            AppendResult again = append(plain, partition, List.of(value), false);
            assertThat(again.duplicate()).isTrue();
            assertThat(again.baseOffset()).isEqualTo(first.baseOffset());
        }
        advance(plain, partition, 1);
    }

    void appendInTransaction(Supplier<String> values) {
        SimulatedProducer producer = producers.get(random.nextInt(producers.size()));
        if (producer.unit == null) {
            producer.unit = newUnit(producer.transactionalId);
        }
        TopicPartition partition = anyPartition();
        List<String> batch = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            batch.add(values.get());
        }
        coordinator.addPartitions(producer.transactionalId, producer.identity, List.of(partition), nowMs);
        append(producer, producer.unit, partition, batch, true);
        advance(producer, partition, batch.size());
    }

    private AppendResult append(
            SimulatedProducer producer,
            String unit,
            TopicPartition partition,
            List<String> values,
            boolean transactional) {
        values.forEach(value -> checker.write(unit, partition, value));
        trace.add(unit + " appends " + values + " to " + partition + " as " + producer.identity);
        AppendResult result = append(producer, partition, values, transactional);
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            long offset = result.baseOffset() + i;
            acknowledgements.add(() -> checker.acknowledge(partition, offset, value));
        }
        return result;
    }

    private AppendResult append(
            SimulatedProducer producer, TopicPartition partition, List<String> values, boolean transactional) {
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 300);
        int sequence = producer.sequences.getOrDefault(partition, 0);
        builder.producer(producer.identity.producerId(), producer.identity.epoch(), sequence, transactional);
        byte[] key = new byte[random.nextInt(6) == 0 ? 700 : 5];
        for (String value : values) {
            builder.append(nowMs, key, value.getBytes(StandardCharsets.UTF_8), new Header[0]);
        }
        ByteBuffer batch = builder.build(0);
        return log(partition).append(batch, nowMs);
    }

    private static void advance(SimulatedProducer producer, TopicPartition partition, int count) {
        producer.sequences.merge(partition, count, Integer::sum);
    }

    /** Commits or aborts an open transaction, at times asking twice. */
    void endTransaction() {
        SimulatedProducer producer = producers.get(random.nextInt(producers.size()));
        String unit = producer.unit;
        if (unit == null) {
            return;
        }
        boolean commit = random.nextInt(4) > 0;
        trace.add(unit + (commit ? " commits" : " aborts"));
        ProducerIdentity ended = producer.identity;
        producer.unit = null;
        checker.end(unit, commit ? Outcome.UNKNOWN : Outcome.FAILED);
        ProducerIdentity next = coordinator.endTransaction(producer.transactionalId, ended, commit, nowMs);
        if (random.nextInt(4) == 0) {
            assertThat(coordinator.endTransaction(producer.transactionalId, ended, commit, nowMs))
                    .isEqualTo(next);
        }
        producer.is(next);
        if (commit) {
            unsynced.add(unit);
        }
    }

    /** A sync of all that has been done, for any thread: once it is through, what is in it is acknowledged. */
    Runnable beginSync() {
        List<String> units = List.copyOf(unsynced);
        List<Runnable> places = List.copyOf(acknowledgements);
        unsynced.clear();
        acknowledgements.clear();
        return () -> {
            directory.sync();
            synchronized (checker) {
                trace.add("synced " + units);
                units.forEach(unit -> checker.end(unit, Outcome.OK));
                places.forEach(Runnable::run);
            }
        };
    }

    /** Lets time pass; gives what is due then, for any thread. */
    Runnable beginTick(long now) {
        nowMs = now;
        trace.add("tick " + now);
        return () -> {
            coordinator.tick(now);
            directory.tick(now);
        };
    }

    /** Producers find out that their transactions timed out. */
    void failTimedOut() {
        for (SimulatedProducer producer : producers) {
            TransactionState state =
                    coordinator.describe(producer.transactionalId).orElseThrow().state();
            if (producer.unit != null && state != TransactionState.ONGOING) {
                fail(producer);
            }
        }
    }

    /** Another producer takes a transactional id; the one that had it lives on, and must get nothing done. */
    void takeOver() {
        SimulatedProducer producer = producers.get(random.nextInt(producers.size()));
        SimulatedProducer zombie = new SimulatedProducer(producer.transactionalId, producer.identity);
        zombie.sequences.putAll(producer.sequences);
        boolean open = producer.unit != null;
        fail(producer);
        if (open) {
            TopicPartition partition = anyPartition();
            trace.add("zombie " + zombie.identity + " tries " + partition);
            assertRefused(() -> {
                coordinator.addPartitions(zombie.transactionalId, zombie.identity, List.of(partition), nowMs);
                append(zombie, partition, List.of("zombie"), true);
            });
            assertRefused(() -> coordinator.endTransaction(zombie.transactionalId, zombie.identity, true, nowMs));
        }
    }

    private void fail(SimulatedProducer producer) {
        if (producer.unit != null) {
            checker.end(producer.unit, Outcome.FAILED);
            trace.add(producer.unit + " is aborted");
        }
        producer.is(coordinator.initProducerId(producer.transactionalId, TIMEOUT_MS, null, nowMs));
    }

    private static void assertRefused(Runnable attempt) {
        try {
            attempt.run();
        } catch (KafkaStorageException failed) {
            throw failed;
        } catch (ApiException refused) {
            return;
        }
        throw new AssertionError("A zombie got through");
    }

    /** Gives what makes another partition, for any thread; nothing if there are many. */
    Runnable beginCreation() {
        int count = partitions().size();
        if (count >= 6) {
            return () -> {};
        }
        TopicPartition partition = new TopicPartition("c", count);
        LogConfig config = anyConfig();
        long now = nowMs;
        trace.add("create " + partition);
        return () -> directory.create(partition, config, now);
    }

    /** One reader lives as long as this log, the other through all crashes. */
    void poll(Map<TopicPartition, Long> slowReader) {
        TopicPartition partition = anyPartition();
        poll("slow", partition, slowReader);
        poll(name + "-reader", partition, freshReader);
    }

    private void poll(String reader, TopicPartition partition, Map<TopicPartition, Long> positions) {
        CommittedReading reading = new CommittedReading(log(partition), positions.getOrDefault(partition, 0L));
        List<Place> places = reading.poll(200 + random.nextInt(1000));
        if (!places.isEmpty()) {
            trace.add(reader + " read " + partition + " " + places);
        }
        places.forEach(place -> checker.read(reader, partition, place.offset(), place.value()));
        positions.put(partition, reading.position());
    }

    /** The process is gone: open transactions will be aborted by the next, what was not synced is unknown. */
    void abandon() {
        for (SimulatedProducer producer : producers) {
            if (producer.unit != null) {
                checker.end(producer.unit, Outcome.FAILED);
            }
        }
    }

    List<Place> readAll(TopicPartition partition) {
        return readFrom(partition, 0);
    }

    List<Place> readFrom(TopicPartition partition, long position) {
        return new CommittedReading(log(partition), position).toEnd();
    }

    void checkEverythingIsStable() {
        for (TopicPartition partition : partitions()) {
            PartitionLog log = log(partition);
            assertThat(log.lastStableOffset()).as("%s", partition).isEqualTo(log.logEndOffset());
        }
        Map<String, TransactionState> states = new LinkedHashMap<>();
        coordinator.list().forEach(listing -> states.put(listing.transactionalId(), listing.state()));
        assertThat(states.values())
                .as("%s", states)
                .doesNotContain(
                        TransactionState.ONGOING, TransactionState.PREPARE_ABORT, TransactionState.PREPARE_COMMIT);
    }
}
