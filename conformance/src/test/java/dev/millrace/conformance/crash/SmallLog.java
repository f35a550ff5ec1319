package dev.millrace.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.crash.HistoryChecker.Place;
import dev.millrace.log.LogConfig;
import dev.millrace.log.LogDirectory;
import dev.millrace.log.LogDirectoryConfig;
import dev.millrace.log.PartitionLog;
import dev.millrace.log.record.Compression;
import dev.millrace.log.record.RecordBatchBuilder;
import dev.millrace.log.storage.Storage;
import dev.millrace.transaction.ProducerIdentity;
import dev.millrace.transaction.TransactionConfig;
import dev.millrace.transaction.TransactionCoordinator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** A log with small files, for cases that are told step by step: two partitions, values of one record each. */
final class SmallLog {
    static final TopicPartition A = new TopicPartition("a", 0);
    static final TopicPartition B = new TopicPartition("b", 0);
    static final LogDirectoryConfig CONFIG =
            LogDirectoryConfig.DEFAULT.withJournal(8192, 24_576).withIntervals(100, 100);
    private static final TopicPartition COORDINATOR = new TopicPartition(TransactionCoordinator.TOPIC, 0);
    private static final LogConfig PARTITION =
            LogConfig.DEFAULT.withSegments(600, 1_000_000).withIndexIntervalBytes(100);

    final LogDirectory directory;
    long nowMs = 1000;

    SmallLog(Storage storage) throws IOException {
        this(storage, CONFIG);
    }

    SmallLog(Storage storage, LogDirectoryConfig config) throws IOException {
        directory = LogDirectory.open(storage, config, nowMs);
    }

    /** Creates what is not there yet, durably. */
    SmallLog withPartitions() {
        for (TopicPartition partition : List.of(A, B, COORDINATOR)) {
            if (directory.partition(partition) == null) {
                directory.create(partition, PARTITION, nowMs);
            }
        }
        directory.sync();
        return this;
    }

    PartitionLog log(TopicPartition partition) {
        PartitionLog log = directory.partition(partition);
        assertThat(log).as("partition %s", partition).isNotNull();
        return log;
    }

    long append(TopicPartition partition, String value) {
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 200);
        builder.append(nowMs, null, value.getBytes(StandardCharsets.UTF_8), new Header[0]);
        return log(partition).append(builder.build(0), nowMs).baseOffset();
    }

    /** Appends a batch of a producer; in a transaction if the identity has one open. */
    void append(
            TopicPartition partition, ProducerIdentity producer, int sequence, boolean transactional, String value) {
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 200);
        builder.producer(producer.producerId(), producer.epoch(), sequence, transactional);
        builder.append(nowMs, null, value.getBytes(StandardCharsets.UTF_8), new Header[0]);
        log(partition).append(builder.build(0), nowMs);
    }

    /** The values that a read_committed reader sees, checked to be at ascending offsets. */
    List<String> read(TopicPartition partition) {
        List<String> values = new ArrayList<>();
        long last = -1;
        for (Place place : new CommittedReading(log(partition), log(partition).logStartOffset()).toEnd()) {
            assertThat(place.offset()).isGreaterThan(last);
            last = place.offset();
            values.add(place.value());
        }
        return values;
    }

    TransactionCoordinator coordinator() {
        return coordinator(() -> {});
    }

    /** One before each of whose markers something happens. */
    TransactionCoordinator coordinator(Runnable beforeMarker) {
        return TransactionCoordinator.open(
                List.of(log(COORDINATOR)),
                new DirectoryParticipants(directory, beforeMarker),
                TransactionConfig.DEFAULT,
                nowMs);
    }

    /** A coordinator that has done what a start does before it serves anybody. */
    TransactionCoordinator recoveredCoordinator() {
        TransactionCoordinator coordinator = coordinator();
        coordinator.recover(nowMs);
        coordinator.abortOngoing(nowMs);
        directory.sync();
        return coordinator;
    }

    /** v0, v1, … up to a number. */
    static List<String> values(int count) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add("v" + i);
        }
        return values;
    }

    /**
     * Asserts that the values are v0, v1, … and at least as many as were acknowledged, at most as many as were
     * appended.
     */
    static void assertPrefix(List<String> found, int acknowledged, int appended, String where) {
        assertThat(found).as(where).isEqualTo(values(found.size()));
        assertThat(found.size()).as(where).isBetween(acknowledged, appended);
    }
}
