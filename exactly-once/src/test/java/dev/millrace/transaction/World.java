package dev.millrace.transaction;

import dev.millrace.log.AbortedTransaction;
import dev.millrace.log.FetchedBatches;
import dev.millrace.log.LogConfig;
import dev.millrace.log.LogDirectory;
import dev.millrace.log.LogDirectoryConfig;
import dev.millrace.log.PartitionLog;
import dev.millrace.log.record.Compression;
import dev.millrace.log.record.ControlMarker;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordBatchBuilder;
import dev.millrace.log.record.RecordCursor;
import dev.millrace.log.storage.MemoryStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A log in memory with its coordinator, a clock, and partitions that refuse markers or cannot be read. */
final class World implements TransactionParticipants {
    static final TopicPartition A = new TopicPartition("a", 0);
    static final TopicPartition B = new TopicPartition("b", 0);
    static final TopicPartition ABSENT = new TopicPartition("absent", 0);
    static final int TIMEOUT_MS = 1000;

    final MemoryStorage storage;
    final LogDirectory directory;
    final List<PartitionLog> transactionLogs = new ArrayList<>();
    TransactionCoordinator coordinator;
    long nowMs;
    final Set<TopicPartition> refusing = new HashSet<>();
    private final Set<TopicPartition> unreadable;
    Runnable beforeMarker = () -> {};
    private final Map<List<Object>, Integer> sequences = new HashMap<>();

    private World(MemoryStorage storage, TransactionConfig config, int logs, long nowMs, Set<TopicPartition> unreadable)
            throws IOException {
        this.storage = storage;
        this.unreadable = unreadable;
        refusing.addAll(unreadable);
        this.nowMs = nowMs;
        directory = LogDirectory.open(storage, LogDirectoryConfig.DEFAULT.withJournal(1 << 16, 1 << 20), nowMs);
        createIfAbsent(A);
        createIfAbsent(B);
        for (int i = 0; i < logs; i++) {
            TopicPartition partition = new TopicPartition(TransactionCoordinator.TOPIC, i);
            createIfAbsent(partition);
            transactionLogs.add(log(partition));
        }
        coordinator = TransactionCoordinator.open(transactionLogs, this, config, nowMs);
    }

    private void createIfAbsent(TopicPartition partition) {
        if (directory.partition(partition) == null) {
            directory.create(partition, LogConfig.DEFAULT.withSegments(1 << 16, Long.MAX_VALUE), nowMs);
        }
    }

    static World open() throws IOException {
        return open(new MemoryStorage(), TransactionConfig.DEFAULT);
    }

    static World open(MemoryStorage storage, TransactionConfig config) throws IOException {
        return open(storage, config, 1);
    }

    static World open(MemoryStorage storage, TransactionConfig config, int logs) throws IOException {
        return new World(storage, config, logs, 10_000, Set.of());
    }

    /** What a process finds that starts after this one was killed now, right after a sync. */
    World restarted(TopicPartition... cannotBeRead) throws IOException {
        directory.sync();
        return new World(
                storage.copy(), TransactionConfig.DEFAULT, transactionLogs.size(), nowMs, Set.of(cannotBeRead));
    }

    PartitionLog log(String topic) {
        return log(new TopicPartition(topic, 0));
    }

    PartitionLog log(TopicPartition partition) {
        PartitionLog log = directory.partition(partition);
        if (log == null) {
            throw new AssertionError("No partition " + partition);
        }
        return log;
    }

    @Override
    public Collection<PartitionLog> logs() {
        return directory.partitions().stream()
                .filter(log -> !unreadable.contains(log.partition()))
                .toList();
    }

    @Override
    public void appendMarker(
            TopicPartition partition, ProducerIdentity identity, boolean commit, int coordinatorEpoch, long nowMs) {
        beforeMarker.run();
        if (refusing.contains(partition)) {
            throw new KafkaStorageException(partition + " refuses");
        }
        PartitionLog log = directory.partition(partition);
        if (log != null) {
            log.appendMarker(identity.producerId(), identity.epoch(), commit, coordinatorEpoch, nowMs);
        }
    }

    ProducerIdentity init(String id) {
        return coordinator.initProducerId(id, TIMEOUT_MS, null, nowMs);
    }

    void add(String id, ProducerIdentity identity, TopicPartition... partitions) {
        coordinator.addPartitions(id, identity, List.of(partitions), nowMs);
    }

    ProducerIdentity commit(String id, ProducerIdentity identity) {
        return coordinator.endTransaction(id, identity, true, nowMs);
    }

    ProducerIdentity abort(String id, ProducerIdentity identity) {
        return coordinator.endTransaction(id, identity, false, nowMs);
    }

    /** Adds the partition to the transaction and appends one record with the next sequence. */
    void write(String id, ProducerIdentity identity, TopicPartition partition, String value) {
        add(id, identity, partition);
        append(identity, partition, value);
    }

    /** Appends one record with the next sequence and asks no coordinator. */
    void append(ProducerIdentity identity, TopicPartition partition, String value) {
        List<Object> key = List.of(identity, partition);
        int sequence = sequences.getOrDefault(key, 0);
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 200);
        builder.producer(identity.producerId(), identity.epoch(), sequence, true);
        builder.append(nowMs, null, value.getBytes(StandardCharsets.UTF_8), new Header[0]);
        log(partition).append(builder.build(0), nowMs);
        sequences.put(key, sequence + 1);
    }

    /** The values that a read_committed reader sees. */
    List<String> committed(TopicPartition partition) {
        directory.sync();
        List<String> values = new ArrayList<>();
        long offset = log(partition).logStartOffset();
        while (true) {
            FetchedBatches fetched = log(partition).fetch(offset, 1 << 20, IsolationLevel.READ_COMMITTED);
            if (!fetched.batches().hasRemaining()) {
                return values;
            }
            for (RecordBatch batch : RecordBatch.iterate(fetched.batches())) {
                offset = batch.nextOffset();
                if (!batch.isControl() && !isAborted(batch, fetched.aborted())) {
                    RecordCursor records = batch.records();
                    while (records.next()) {
                        values.add(text(records.value()));
                    }
                }
            }
        }
    }

    private static boolean isAborted(RecordBatch batch, List<AbortedTransaction> aborted) {
        return batch.isTransactional()
                && aborted.stream()
                        .anyMatch(a -> a.producerId() == batch.producerId()
                                && a.firstOffset() <= batch.baseOffset()
                                && batch.baseOffset() < a.lastOffset());
    }

    /** The markers in a partition, as "commit 0/1". */
    List<String> markers(TopicPartition partition) {
        directory.sync();
        List<String> markers = new ArrayList<>();
        FetchedBatches fetched = log(partition).fetch(0, 1 << 20, IsolationLevel.READ_UNCOMMITTED);
        for (RecordBatch batch : RecordBatch.iterate(fetched.batches())) {
            if (batch.isControl()) {
                String type = ControlMarker.of(batch) == ControlMarker.Type.COMMIT ? "commit" : "abort";
                markers.add(type + " " + batch.producerId() + "/" + batch.producerEpoch());
            }
        }
        return markers;
    }

    String state(String id) {
        return coordinator
                .describe(id)
                .map(d -> d.state().name() + " " + d.producerId() + "/" + d.producerEpoch())
                .orElse("absent");
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
    }
}
