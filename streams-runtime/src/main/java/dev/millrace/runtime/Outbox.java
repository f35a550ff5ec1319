package dev.millrace.runtime;

import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.errors.TaskMigratedException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a stream thread sends: one producer, and under exactly-once one transaction at a time for all tasks
 * of the thread. A transaction begins with the first thing to send after a commit.
 *
 * <p>The thread that owns the tasks calls; completions may arrive on the producer's own thread and only set
 * {@link #fail}'s field, which is looked at before each commit.
 */
final class Outbox implements AutoCloseable {

    private final Producer<byte[], byte[]> producer;
    private final boolean transactional;
    private final String owner;
    private final Map<String, Integer> partitionCounts = new HashMap<>();
    private boolean open;
    private boolean broken;
    private boolean inTransaction;

    /** Whether the input positions are in the transaction, and only its end timed out. */
    private boolean positionsSent;

    private final Queue<ProducerRecord<byte[], byte[]>> later = new ConcurrentLinkedQueue<>();
    private volatile @Nullable RuntimeException failure;

    /**
     * @param producer owned from here on
     * @param transactional whether it has a transactional id
     * @param owner the thread's name, for messages
     */
    Outbox(Producer<byte[], byte[]> producer, boolean transactional, String owner) {
        this.producer = producer;
        this.transactional = transactional;
        this.owner = owner;
    }

    /**
     * Makes the producer ready, once: under exactly-once, fences an earlier owner of its transactional id.
     *
     * @throws TimedOutException if the log did not answer: to be called again
     */
    void open() {
        if (transactional && !open) {
            TimedOutException.orAgain("making the transactional producer ready", producer::initTransactions);
        }
        open = true;
    }

    /** Hands a record to the producer; its fate reaches {@code callback}. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of the same
    void send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        begin();
        try {
            producer.send(record, callback);
        } catch (KafkaException e) {
            throw translated("sending to topic '" + record.topic() + "'", e);
        }
    }

    private void begin() {
        if (transactional && !inTransaction) {
            try {
                producer.beginTransaction();
            } catch (KafkaException e) {
                throw translated("beginning a transaction", e);
            }
            inTransaction = true;
        }
    }

    /**
     * How many partitions a topic has; asked once per topic.
     *
     * @throws TaskMigratedException if the log did not answer in time: a record is half processed by then
     */
    int partitionCount(String topic) {
        Integer known = partitionCounts.get(topic);
        if (known == null) {
            try {
                known = producer.partitionsFor(topic).size();
            } catch (KafkaException e) {
                throw translated("asking for the partitions of topic '" + topic + "'", e);
            }
            partitionCounts.put(topic, known);
        }
        return known;
    }

    /** Takes records from a completion, which may be on another thread; they go out before the next commit. */
    void sendLater(List<ProducerRecord<byte[], byte[]>> records) {
        later.addAll(records);
    }

    private void sendDeferred() {
        ProducerRecord<byte[], byte[]> record = later.poll();
        while (record != null) {
            String topic = record.topic();
            send(record, (metadata, e) -> {
                if (e != null) {
                    fail("sending a dead letter to topic '" + topic + "'", e);
                }
            });
            record = later.poll();
        }
    }

    /** Remembers the first failure of an asynchronous send. Any thread. */
    void fail(String what, Exception cause) {
        if (failure == null) {
            failure = translated(what, cause);
        }
    }

    /** Throws what an earlier send ended with, if it failed. */
    void throwIfFailed() {
        RuntimeException e = failure;
        if (e != null) {
            throw e;
        }
    }

    boolean inTransaction() {
        return inTransaction;
    }

    /** Waits until everything sent is acknowledged. */
    void flush() {
        producer.flush();
        if (!later.isEmpty()) {
            sendDeferred();
            producer.flush();
        }
        throwIfFailed();
    }

    /**
     * Makes all that was sent, and the input positions, visible together. Exactly-once only.
     *
     * @throws TimedOutException if it is not known whether that was done: to be called again with the same positions,
     *     before anything else is sent; or the transaction is given up by {@link #abort()}
     */
    void commitTransaction(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        try {
            TimedOutException.orAgain("committing a transaction", () -> endTransaction(offsets, group));
        } catch (KafkaException e) {
            RuntimeException earlier = failure;
            throw earlier != null ? earlier : translated("committing a transaction", e);
        }
        inTransaction = false;
        positionsSent = false;
        throwIfFailed();
    }

    private void endTransaction(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        if (!positionsSent) {
            begin();
            sendDeferred();
            if (!offsets.isEmpty()) {
                producer.sendOffsetsToTransaction(offsets, group);
            }
            positionsSent = true;
        }
        producer.commitTransaction();
    }

    /**
     * Drops what was sent since the last commit. A producer that cannot even abort is of no further use: see
     * {@link #close}.
     */
    void abort() {
        failure = null;
        later.clear();
        if (!inTransaction) {
            return;
        }
        inTransaction = false;
        positionsSent = false;
        try {
            producer.abortTransaction();
        } catch (KafkaException
                | IllegalStateException e) { // the latter after a commit that timed out, which is decided
            broken = true;
        }
    }

    private RuntimeException translated(String doing, Exception e) {
        if (isFencing(e) || isFencing(e.getCause())) {
            return new TaskMigratedException(
                    "Thread " + owner + " lost its tasks while " + doing + ": another member has taken over (" + e
                            + ")",
                    e);
        }
        if (isTimeout(e)) {
            return new TaskMigratedException(
                    "Thread " + owner
                            + " starts its tasks again from their last commit, because the log did not answer in"
                            + " time while " + doing + " (" + e + ")",
                    e);
        }
        return new StreamsException("Thread " + owner + " failed while " + doing + ": " + e, e);
    }

    /** Whether the log did not answer in time. */
    static boolean isTimeout(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }

    /** Whether an exception says that another member has taken over, or that the transaction is gone. */
    static boolean isFencing(@Nullable Throwable e) {
        return e instanceof ProducerFencedException
                || e instanceof InvalidProducerEpochException
                || e instanceof InvalidPidMappingException
                || e instanceof InvalidTxnStateException // it timed out, and was aborted
                || e instanceof OutOfOrderSequenceException
                || e instanceof TransactionAbortedException
                || e instanceof CommitFailedException;
    }

    /** Closes the producer; one that could not end its transaction waits for nothing. */
    @Override
    public void close() {
        producer.close(broken ? Duration.ZERO : Duration.ofMillis(Long.MAX_VALUE));
    }
}
