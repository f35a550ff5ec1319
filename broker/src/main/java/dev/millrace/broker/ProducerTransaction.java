package dev.millrace.broker;

import dev.millrace.transaction.ProducerIdentity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ConcurrentTransactionsException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jspecify.annotations.Nullable;

/**
 * Who a producer is to the log (id and epoch), and how far its transaction is. Guarded by the producer's lock.
 */
/*
 *            initTransactions        beginTransaction
 *   UNKNOWN ─────────────────▶ READY ─────────────────▶ OPEN ──commit, abort──▶ READY
 *                                                         │ a send failed
 *                                                         ▼
 *   any ──fenced──▶ DEAD                             MUST_ABORT ──abort──▶ READY
 *
 * The coordinator hears of a partition when its first batch is shipped, or, at a commit, of all that are still missing
 * at once; so a transaction over many partitions costs few events. Each end of a transaction comes back with a raised
 * epoch (KIP-890), with which the sequences start at 0 again: a late batch of this transaction cannot join the next
 * one.
 */
final class ProducerTransaction {

    enum Stage {
        NOT_TRANSACTIONAL,
        UNKNOWN,
        READY,
        OPEN,
        MUST_ABORT,
        DEAD
    }

    private static final String COMMIT = "commitTransaction()";
    private static final String ABORT = "abortTransaction()";

    private final LocalBroker broker;
    private final @Nullable String transactionalId;
    private final int timeoutMs;
    private final boolean idempotent;

    private Stage stage;
    private @Nullable ProducerIdentity identity;
    private @Nullable RuntimeException error;

    /** Partitions whose sequence is not 0: to be reset with the next epoch. */
    private final List<OutgoingPartition> touched = new ArrayList<>();

    /** Whether a commit (else an abort) is decided and not complete: it is to be asked for again. Null if none is. */
    private @Nullable Boolean unfinishedCommit;

    private boolean coversOffsets;
    private boolean started;
    private int nextOffsetsSequence;

    ProducerTransaction(LocalBroker broker, ProducerSettings settings) {
        this.broker = broker;
        this.transactionalId = settings.transactionalId;
        this.timeoutMs = settings.transactionTimeoutMs;
        this.idempotent = settings.idempotent;
        this.stage = transactionalId == null ? Stage.NOT_TRANSACTIONAL : Stage.UNKNOWN;
    }

    boolean isTransactional() {
        return transactionalId != null;
    }

    boolean isOpen() {
        return stage == Stage.OPEN || stage == Stage.MUST_ABORT;
    }

    /** Whether the coordinator knows of this transaction: only then there is something to end, and to sync. */
    boolean isStarted() {
        return started;
    }

    /** Null for a producer that is not idempotent. */
    @Nullable
    ProducerIdentity identity(long nowMs) {
        if (identity == null && idempotent && transactionalId == null) {
            identity = broker.transactions().initProducerId(null, timeoutMs, null, nowMs);
        }
        return identity;
    }

    void ensureCanSend() {
        if (stage == Stage.NOT_TRANSACTIONAL || (stage == Stage.OPEN && unfinishedCommit == null)) {
            return;
        }
        ensureNotFailed();
        ensureFinished("send()");
        throw new IllegalStateException(
                stage == Stage.UNKNOWN
                        ? "A transactional producer needs initTransactions() before its first send"
                        : "A transactional producer sends inside a transaction only: call beginTransaction() first");
    }

    void init(long nowMs) {
        String id = ensureTransactional();
        ensureNotFailed();
        if (stage != Stage.UNKNOWN) {
            throw new IllegalStateException("initTransactions() is called once, before anything else; this producer ('"
                    + id + "') is " + stage);
        }
        try {
            identity = broker.transactions().initProducerId(id, timeoutMs, null, nowMs);
        } catch (ConcurrentTransactionsException e) {
            throw new TimeoutException(
                    "The last transaction of '" + id + "' is decided, but not complete in every partition yet: call"
                            + " initTransactions() again. " + e.getMessage(),
                    e);
        }
        stage = Stage.READY;
    }

    void begin() {
        String id = ensureTransactional();
        ensureNotFailed();
        if (stage != Stage.READY) {
            throw new IllegalStateException(
                    stage == Stage.UNKNOWN
                            ? "Call initTransactions() before beginTransaction()"
                            : "The producer '" + id + "' has a transaction open already: commit or abort it first");
        }
        stage = Stage.OPEN;
    }

    /** Tells the coordinator of the partitions that the transaction does not cover yet. */
    void cover(Collection<OutgoingPartition> partitions, boolean offsets, long nowMs) {
        List<TopicPartition> missing = new ArrayList<>();
        for (OutgoingPartition partition : partitions) {
            if (!partition.inTransaction) {
                missing.add(partition.partition);
            }
        }
        boolean missingOffsets = offsets && !coversOffsets;
        if (missingOffsets) {
            missing.add(broker.groups().offsetsPartition());
        }
        if (missing.isEmpty()) {
            return;
        }
        broker.transactions().addPartitions(id(), identity(), missing, nowMs);
        started = true;
        coversOffsets |= missingOffsets;
        for (OutgoingPartition partition : partitions) {
            if (!partition.inTransaction) {
                partition.inTransaction = true;
                touched.add(partition);
            }
        }
    }

    void commitOffsets(Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata member, long nowMs) {
        ProducerIdentity producer = identity();
        try {
            broker.groups()
                    .commitInTransaction(
                            member, offsets, producer.producerId(), producer.epoch(), nextOffsetsSequence, nowMs);
        } catch (UnknownMemberIdException | IllegalGenerationException e) {
            throw new CommitFailedException("The offsets cannot become a part of the transaction of '" + id()
                    + "', because the consumer is no longer in that generation of its group: " + e.getMessage());
        }
        nextOffsetsSequence = (nextOffsetsSequence + offsets.size()) & Integer.MAX_VALUE;
    }

    /** Passes if records or offsets may join a transaction. */
    void ensureOpen(String what) {
        ensureInTransaction(what);
        ensureFinished(what);
    }

    void ensureCanCommit() {
        ensureInTransaction(COMMIT);
        if (Boolean.FALSE.equals(unfinishedCommit)) {
            ensureFinished(COMMIT);
        }
    }

    private void ensureInTransaction(String what) {
        ensureTransactional();
        ensureNotFailed();
        if (stage != Stage.OPEN) {
            throw new IllegalStateException(what + " needs an open transaction: call beginTransaction() first");
        }
    }

    void ensureCanAbort() {
        ensureTransactional();
        if (stage == Stage.DEAD) {
            ensureNotFailed();
        }
        if (!isOpen()) {
            throw new IllegalStateException("There is no open transaction to abort");
        }
        if (Boolean.TRUE.equals(unfinishedCommit)) {
            ensureFinished(ABORT);
        }
    }

    /** A decided end that a partition held up has one way to go on. */
    private void ensureFinished(String what) {
        if (unfinishedCommit != null) {
            throw new IllegalStateException(what + " is not possible, because the last call of "
                    + (unfinishedCommit ? COMMIT : ABORT) + " timed out: its outcome is decided; call it again");
        }
    }

    /** Passes if the metadata can be a group's; throws {@link IllegalArgumentException}, as Kafka's producer does. */
    static void ensureValid(@Nullable ConsumerGroupMetadata member) {
        if (member == null) {
            throw new IllegalArgumentException("The group metadata is null: take the consumer's groupMetadata()");
        }
        if (member.generationId() > 0 && member.memberId().isEmpty()) {
            throw new IllegalArgumentException("The group metadata " + member + " has generation "
                    + member.generationId() + " but no member id: take the consumer's groupMetadata()");
        }
    }

    /** Ends the transaction with the coordinator. What it wrote is durable after the next sync. */
    void end(boolean commit, long nowMs) {
        if (started) {
            ProducerIdentity before = identity();
            ProducerIdentity next = endDecided(before, commit, nowMs);
            identity = next;
            unfinishedCommit = null;
            boolean raised = !next.equals(before);
            for (OutgoingPartition partition : touched) {
                partition.inTransaction = false;
                if (raised) {
                    partition.nextSequence = 0;
                }
            }
            if (raised) {
                nextOffsetsSequence = 0;
            }
            touched.clear();
            started = false;
            coversOffsets = false;
        }
        error = null;
        stage = Stage.READY;
    }

    private ProducerIdentity endDecided(ProducerIdentity before, boolean commit, long nowMs) {
        try {
            return broker.transactions().endTransaction(id(), before, commit, nowMs);
        } catch (ConcurrentTransactionsException e) {
            unfinishedCommit = commit;
            throw new TimeoutException(
                    "The transaction of '" + id() + "' is " + (commit ? "committed" : "aborted")
                            + ", but not in every partition yet: call " + (commit ? COMMIT : ABORT) + " again. "
                            + e.getMessage(),
                    e);
        }
    }

    /** A step failed: the transaction can only be aborted, or the producer is at its end. */
    void failed(RuntimeException cause) {
        boolean fatal = cause instanceof ProducerFencedException
                || cause instanceof InvalidPidMappingException
                || cause instanceof InvalidTxnStateException
                || cause instanceof AuthorizationException;
        if (transactionalId == null || stage == Stage.DEAD) {
            return;
        }
        if (fatal) {
            error = cause;
            stage = Stage.DEAD;
        } else if (stage == Stage.OPEN) {
            error = cause;
            stage = Stage.MUST_ABORT;
        }
    }

    /** It is not known whether the transaction's end is durable: this producer must not go on. */
    void outcomeUnknown(RuntimeException cause) {
        error = cause;
        stage = Stage.DEAD;
    }

    private void ensureNotFailed() {
        if (stage != Stage.DEAD && stage != Stage.MUST_ABORT) {
            return;
        }
        if (error instanceof ProducerFencedException) {
            throw new ProducerFencedException("The producer '" + transactionalId
                    + "' is fenced, because a newer one has the same transactional id: close this one");
        }
        if (error instanceof InvalidProducerEpochException) {
            throw new InvalidProducerEpochException(
                    "The producer '" + transactionalId + "' wrote with an old epoch: abort the transaction");
        }
        throw new KafkaException(
                stage == Stage.DEAD
                        ? "The producer '" + transactionalId + "' cannot go on after an error: close it"
                        : "The transaction of '" + transactionalId + "' can only be aborted, because a step failed",
                error);
    }

    private String ensureTransactional() {
        if (transactionalId == null) {
            throw new IllegalStateException("This producer is not transactional: set transactional.id");
        }
        return transactionalId;
    }

    private String id() {
        return ensureTransactional();
    }

    private ProducerIdentity identity() {
        if (identity == null) {
            throw new IllegalStateException("Call initTransactions() first");
        }
        return identity;
    }
}
