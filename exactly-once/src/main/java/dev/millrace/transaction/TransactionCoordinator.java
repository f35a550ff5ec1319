package dev.millrace.transaction;

import dev.millrace.log.PartitionLog;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ConcurrentTransactionsException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/**
 * Coordinates the transactions of all producers of one log: gives producers their identities, knows the partitions of
 * every open transaction, decides how it ends, and writes the markers that tell readers.
 *
 * <p>What a method returns is in the log, but durable only after the next {@link dev.millrace.log.LogDirectory#sync()},
 * which is the caller's to do, once, before it tells anybody outside the process. The directory's journal keeps
 * everything in the order it was written, so that one sync covers a transaction's data, decision and markers.
 *
 * <p>May be called by many threads. Of the requests for one transactional id one at a time is served.
 */
/*
 * Decide, record, replay. A request is judged by the state; the outcome is an event; the event is appended to the
 * transaction log; only then does replaying it change the state. If the append fails the state is what it was, and the
 * request failed. A completion changes the state first and is recorded by the next tick, unless the id's next event is
 * earlier (decision 0037). That a transaction begins is not recorded at all: the partitions tell a start (decision 0052).
 *
 * Locks. A request holds the lock of its transactional id from the judgement to the completion, so that what it judged
 * stays as it is. A log, which some ids share, is locked for the length of one append. Nothing is synced under either.
 *
 * A new epoch per transaction (KIP-890). The decision raises the epoch, the markers carry the raised one, and the
 * partitions refuse what comes late with the old one. So nothing of one transaction can slip into the next. The last
 * epoch of an id can end a transaction but not start one: then the decision also names a new id, recorded before
 * anybody uses it.
 *
 * A reply that was lost. A decided or completed entry remembers who asked for the end. The same request by the same
 * identity is answered again and nothing is done twice. Whoever was fenced by a newer producer is not remembered: it
 * must never be handed the identity of its successor. A timeout has no successor. It counts as the producer's own
 * abort: a commit that comes late is told that the transaction was aborted, and an abort gives the producer its next
 * epoch, with which it goes on (KIP-588).
 *
 * A partition that cannot take a marker does not change the decision. The entry stays decided, every tick comes back to
 * it, a timeout does not touch it, and the completion is recorded only if the entry is still the one whose markers were
 * written.
 */
public final class TransactionCoordinator {
    /** The internal topic that holds the transaction log, spread over its partitions. */
    public static final String TOPIC = "__transaction_state";

    /** There is one coordinator per log, which never moves: its epoch does not change. */
    private static final int COORDINATOR_EPOCH = 0;

    private static final int LOCKS = 64;

    private final TransactionRegister register;
    private final TransactionParticipants participants;
    private final TransactionConfig config;

    /** What the start found and nobody has taken on; empty soon after. */
    private final OpenTransactions open;

    /** Whether who began what is left of them is known to be gone. */
    private volatile boolean abandoned;

    /** A transactional id has the one that its hash chooses; some share one. */
    private final Object[] locks = new Object[LOCKS];

    private TransactionCoordinator(
            List<PartitionLog> logs, TransactionParticipants participants, TransactionConfig config, long nowMs) {
        long snapshotBytes = Math.max(1, config.snapshotBytes() / logs.size());
        this.register = new TransactionRegister(
                logs.stream().map(log -> new TransactionLog(log, snapshotBytes)).toList(), nowMs);
        this.participants = participants;
        this.config = config;
        this.open = new OpenTransactions(participants.logs());
        Arrays.setAll(locks, i -> new Object());
        for (TransactionEntry entry : register.matching(all -> true)) {
            register.assume(entry.isDecided() ? open.undone(entry) : resumed(entry, nowMs));
        }
    }

    /** The entry with the transaction that the start found open. */
    private TransactionEntry resumed(TransactionEntry idle, long nowMs) {
        Set<TopicPartition> partitions = open.take(idle.identity());
        return partitions.isEmpty() ? idle : idle.withPartitions(partitions, nowMs);
    }

    private Object lockOf(String transactionalId) {
        return locks[(transactionalId.hashCode() & Integer.MAX_VALUE) % LOCKS];
    }

    /**
     * Opens the coordinator with the state that the logs hold. Call {@link #recover(long)} before serving producers.
     *
     * @param logs all partitions of {@link #TOPIC}, in their order: at least one, and as many each time. Nobody else
     *     writes to them
     * @param participants takes the markers
     * @param config settings
     * @param nowMs the time, in milliseconds since the epoch
     * @return the coordinator
     * @throws org.apache.kafka.common.errors.CorruptRecordException if a log holds what no coordinator wrote
     * @throws org.apache.kafka.common.errors.UnsupportedVersionException if a newer version wrote it
     */
    public static TransactionCoordinator open(
            List<PartitionLog> logs, TransactionParticipants participants, TransactionConfig config, long nowMs) {
        return new TransactionCoordinator(logs, participants, config, nowMs);
    }

    /**
     * Gives a producer its identity. Whoever had the transactional id before is fenced, and its open transaction
     * aborted.
     *
     * @param transactionalId the id; null for a producer without transactions, which always gets a new identity
     * @param timeoutMs how long a transaction of it may stay open, in milliseconds; without meaning if the id is null
     * @param expected the identity that the producer has and wants to raise (KIP-360); null for a producer that starts
     * @param nowMs the time, in milliseconds since the epoch
     * @return the identity
     * @throws InvalidTxnTimeoutException if the timeout is not positive or longer than allowed
     * @throws ProducerFencedException if the expected identity is not, or no longer, that of the transactional id
     * @throws InvalidPidMappingException if an identity is expected of a transactional id that is unknown or expired
     * @throws ConcurrentTransactionsException if the last transaction is decided and a partition does not take its
     *     marker
     */
    public ProducerIdentity initProducerId(
            @Nullable String transactionalId, int timeoutMs, @Nullable ProducerIdentity expected, long nowMs) {
        if (transactionalId == null) {
            return new ProducerIdentity(register.newProducerId(nowMs), (short) 0);
        }
        if (transactionalId.isEmpty()) {
            throw new InvalidRequestException("A transactional id must not be empty");
        }
        if (timeoutMs <= 0 || timeoutMs > config.maxTimeoutMs()) {
            throw new InvalidTxnTimeoutException("The transaction timeout of " + transactionalId + " is " + timeoutMs
                    + " ms. Set transaction.timeout.ms to 1 to " + config.maxTimeoutMs());
        }
        synchronized (lockOf(transactionalId)) {
            return initialise(transactionalId, timeoutMs, expected, nowMs);
        }
    }

    private ProducerIdentity initialise(
            String transactionalId, int timeoutMs, @Nullable ProducerIdentity expected, long nowMs) {
        TransactionEntry entry = register.entry(transactionalId);
        if (entry == null) {
            if (expected != null) {
                throw unknown(transactionalId, expected);
            }
            ProducerIdentity identity = new ProducerIdentity(register.newProducerId(nowMs), (short) 0);
            record(TransactionEntry.first(transactionalId, identity, timeoutMs, nowMs), nowMs);
            return identity;
        }
        if (expected != null && !expected.equals(entry.identity())) {
            if (!entry.isRetryOf(expected)) {
                throw fenced(entry, expected);
            }
            if (entry.state() == TransactionState.EMPTY) {
                return entry.identity(); // the reply to this very request was lost
            }
        }
        TransactionEntry idle = ended(entry, nowMs);
        ProducerIdentity identity = following(idle.identity(), nowMs);
        record(idle.initialised(identity, expected, timeoutMs, nowMs), nowMs);
        return identity;
    }

    /**
     * Adds partitions to a producer's transaction, which begins if none is open. To be called before the transaction's
     * first batch for a partition is appended: a marker is written to those partitions only that are known here.
     * Nothing is recorded: after a restart the transaction has the partitions that hold something of it.
     *
     * @param transactionalId the producer's transactional id
     * @param identity the producer
     * @param partitions the partitions; those that are known already cost nothing
     * @param nowMs the time, in milliseconds since the epoch
     * @throws InvalidPidMappingException if the transactional id is unknown or expired: initialise again
     * @throws ProducerFencedException if a newer producer, a timeout or the end of the transaction took the identity's
     *     place
     * @throws ConcurrentTransactionsException if the last transaction is decided and a partition does not take its
     *     marker
     */
    public void addPartitions(
            String transactionalId, ProducerIdentity identity, Collection<TopicPartition> partitions, long nowMs) {
        synchronized (lockOf(transactionalId)) {
            TransactionEntry entry = existing(transactionalId, identity);
            if (entry.isDecided()) {
                throw notComplete(entry);
            }
            if (!identity.equals(entry.identity())) {
                throw fenced(entry, identity);
            }
            if (partitions.isEmpty() || (entry.isOngoing() && entry.partitions().containsAll(partitions))) {
                return;
            }
            register.assume(entry.withPartitions(partitions, nowMs));
        }
    }

    /**
     * Ends a producer's transaction: appends the decision and a marker to each partition. If the reply is
     * lost, asking the same again gives the same answer and does nothing.
     *
     * @param transactionalId the producer's transactional id
     * @param identity the producer
     * @param commit whether to commit, else to abort. An abort without an open transaction only raises the epoch
     * @param nowMs the time, in milliseconds since the epoch
     * @return the identity for the next transaction, whose sequences start at 0
     * @throws InvalidPidMappingException if the transactional id is unknown or expired: initialise again
     * @throws ProducerFencedException if a newer producer took the identity's place: the transaction was aborted
     * @throws InvalidTxnStateException if there is nothing to commit, or the transaction ended the other way, as one
     *     that timed out did
     * @throws ConcurrentTransactionsException if the end is decided (it will not change) and a partition does not take
     *     its marker: ask again
     */
    public ProducerIdentity endTransaction(
            String transactionalId, ProducerIdentity identity, boolean commit, long nowMs) {
        synchronized (lockOf(transactionalId)) {
            return end(transactionalId, identity, commit, nowMs);
        }
    }

    private ProducerIdentity end(String transactionalId, ProducerIdentity identity, boolean commit, long nowMs) {
        TransactionEntry entry = existing(transactionalId, identity);
        if (!identity.equals(entry.identity()) || entry.isDecided()) {
            if (!entry.isRetryOf(identity) || entry.state() == TransactionState.EMPTY) {
                throw fenced(entry, identity);
            }
            if (commit ? !entry.isCommit() : !entry.isAbort()) {
                throw new InvalidTxnStateException("The transaction of " + transactionalId + " cannot be "
                        + (commit ? "committed" : "aborted") + ": it is in state " + entry.state());
            }
            return (entry.isDecided() ? complete(entry, nowMs) : entry).identity();
        }
        if (commit && !entry.isOngoing()) {
            throw new InvalidTxnStateException("There is nothing to commit for " + transactionalId
                    + ": no partition was added to its transaction, which is in state " + entry.state());
        }
        return complete(decide(entry, commit, identity, nowMs), nowMs).identity();
    }

    /**
     * Aborts, in one partition, what a producer wrote outside of any transaction that is known here: it hangs, because
     * nobody will ever end it.
     *
     * @param partition where
     * @param identity the producer, with the epoch that it wrote with
     * @param coordinatorEpoch of the coordinator that the caller takes to be the last; -1 if it does not know
     * @param nowMs the time, in milliseconds since the epoch
     * @throws InvalidTxnStateException if the partition belongs to a transaction of that producer which is open or
     *     decided: to abort it there alone would tear it apart
     * @throws InvalidRequestException if no coordinator has had such an epoch: its markers would fence the real one
     * @throws org.apache.kafka.common.errors.InvalidProducerEpochException if the producer has a higher epoch by now
     */
    public void abortHanging(TopicPartition partition, ProducerIdentity identity, int coordinatorEpoch, long nowMs) {
        if (coordinatorEpoch > COORDINATOR_EPOCH) {
            throw new InvalidRequestException(
                    "No coordinator has had epoch " + coordinatorEpoch + "; the last one is " + COORDINATOR_EPOCH);
        }
        long producerId = identity.producerId();
        List<TransactionEntry> known =
                register.matching(entry -> entry.identity().producerId() == producerId);
        if (known.isEmpty()) { // then nobody can begin a transaction meanwhile
            participants.appendMarker(partition, identity, false, COORDINATOR_EPOCH, nowMs);
            return;
        }
        String transactionalId = known.get(0).transactionalId();
        synchronized (lockOf(transactionalId)) {
            TransactionEntry entry = register.entry(transactionalId);
            if (entry != null
                    && entry.identity().producerId() == producerId
                    && entry.partitions().contains(partition)) {
                throw new InvalidTxnStateException(partition + " belongs to the transaction of " + transactionalId
                        + ", which is in state " + entry.state()
                        + ": it does not hang. forceTerminateTransaction ends it in all its partitions");
            }
            participants.appendMarker(partition, identity, false, COORDINATOR_EPOCH, nowMs);
        }
    }

    /**
     * Completes what was decided before a restart. To be called once, before producers are served.
     *
     * @param nowMs the time, in milliseconds since the epoch
     */
    public void recover(long nowMs) {
        completeDecided(nowMs);
    }

    /**
     * Aborts every open transaction and fences its producer: when all producers lived in this process, none outlived a
     * restart. To be called after {@link #recover(long)}.
     *
     * @param nowMs the time, in milliseconds since the epoch
     */
    public void abortOngoing(long nowMs) {
        abort(TransactionEntry::isOngoing, false, nowMs);
        abandoned = true;
        abortAbandoned(nowMs);
    }

    /**
     * Aborts what the start found open and no transactional id knows of, because the partition could not be opened when
     * its transaction was ended, or the id was forgotten.
     */
    private boolean abortAbandoned(long nowMs) {
        if (!abandoned || open.isEmpty()) {
            return false;
        }
        Set<ProducerIdentity> awaited = register.matching(TransactionEntry::isDecided).stream()
                .map(TransactionEntry::next)
                .collect(Collectors.toSet());
        return open.removeIf((identity, partition) -> !awaited.contains(identity) && abort(identity, partition, nowMs));
    }

    /**
     * Aborts transactions that were open too long, completes decided ones that a partition held up, forgets
     * transactional ids that were not used for long, keeps the log short. A transaction whose end is decided never
     * times out.
     *
     * @param nowMs the time, in milliseconds since the epoch
     * @return whether something was appended, so that a sync is due
     */
    public boolean tick(long nowMs) {
        boolean appended = completeDecided(nowMs);
        appended |= abort(entry -> entry.isTimedOut(nowMs), true, nowMs);
        appended |= forEach(
                entry -> entry.isExpired(nowMs, config.expiryMs()),
                entry -> register.record(new TransactionEvent.Expired(entry.transactionalId()), nowMs));
        appended |= abortAbandoned(nowMs);
        appended |= register.shortenLogs(nowMs);
        appended |= recordCompletions(nowMs);
        return appended;
    }

    /**
     * Records which transactions are complete, as far as the log does not say so yet: then the next start has nothing
     * to complete.
     *
     * @param nowMs the time, in milliseconds since the epoch
     * @return whether something was appended, so that a sync is due
     */
    public boolean recordCompletions(long nowMs) {
        return forEach(register::isUnrecorded, entry -> record(entry, nowMs));
    }

    /**
     * Describes the transaction of a transactional id.
     *
     * @param transactionalId the id
     * @return its state; empty if the id is unknown
     */
    public Optional<TransactionDescription> describe(String transactionalId) {
        TransactionEntry entry = register.entry(transactionalId);
        if (entry == null) {
            return Optional.empty();
        }
        OptionalLong start = entry.startMs() < 0 ? OptionalLong.empty() : OptionalLong.of(entry.startMs());
        return Optional.of(new TransactionDescription(
                COORDINATOR_EPOCH,
                entry.state(),
                entry.identity().producerId(),
                entry.identity().epoch(),
                entry.timeoutMs(),
                start,
                entry.partitions()));
    }

    /**
     * Lists all transactional ids.
     *
     * @return each with its producer id and state
     */
    public List<TransactionListing> list() {
        return register.matching(all -> true).stream()
                .map(e ->
                        new TransactionListing(e.transactionalId(), e.identity().producerId(), e.state()))
                .toList();
    }

    private TransactionEntry existing(String transactionalId, ProducerIdentity identity) {
        TransactionEntry entry = register.entry(transactionalId);
        if (entry == null) {
            throw unknown(transactionalId, identity);
        }
        return entry;
    }

    /** The entry with no transaction open or half-way; whoever had one open is fenced. */
    private TransactionEntry ended(TransactionEntry entry, long nowMs) {
        TransactionEntry undecided = entry.isDecided() ? complete(entry, nowMs) : entry;
        return undecided.isOngoing() ? complete(decide(undecided, false, null, nowMs), nowMs) : undecided;
    }

    /**
     * Records how the transaction ends. {@code asking} is who asked for it and may ask again; null if it was fenced.
     */
    private TransactionEntry decide(
            TransactionEntry entry, boolean commit, @Nullable ProducerIdentity asking, long nowMs) {
        TransactionEntry decided = entry.decided(commit, following(entry.identity(), nowMs), asking, nowMs);
        record(decided, nowMs);
        return decided;
    }

    private TransactionEntry complete(TransactionEntry decided, long nowMs) {
        KafkaException failure = null;
        for (TopicPartition partition : decided.partitions()) {
            try {
                participants.appendMarker(partition, decided.identity(), decided.isCommit(), COORDINATOR_EPOCH, nowMs);
            } catch (KafkaException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw notComplete(decided, failure);
        }
        TransactionEntry present = register.entry(decided.transactionalId());
        if (!decided.equals(present)) {
            throw new IllegalStateException("While the markers of " + decided + " were written, it became " + present);
        }
        TransactionEntry completed = decided.completed(nowMs);
        register.conclude(completed);
        TransactionEntry resumed = resumed(completed, nowMs);
        if (resumed.isOngoing()) {
            register.assume(resumed);
        }
        return resumed;
    }

    /** Aborts what is open in one partition; false if that does not take a marker now, and the next tick comes back. */
    private boolean abort(ProducerIdentity identity, TopicPartition partition, long nowMs) {
        ProducerIdentity raised = identity.hasNextEpoch() ? identity.withNextEpoch() : identity;
        try {
            participants.appendMarker(partition, raised, false, COORDINATOR_EPOCH, nowMs);
            return true;
        } catch (KafkaException later) {
            return false;
        }
    }

    private boolean completeDecided(long nowMs) {
        return forEach(TransactionEntry::isDecided, entry -> completeOrLeave(entry, nowMs));
    }

    private boolean abort(Predicate<TransactionEntry> which, boolean producersLive, long nowMs) {
        return forEach(which, entry -> {
            ProducerIdentity asking = producersLive ? entry.identity() : null;
            completeOrLeave(decide(entry, false, asking, nowMs), nowMs);
        });
    }

    private void completeOrLeave(TransactionEntry decided, long nowMs) {
        try {
            complete(decided, nowMs);
        } catch (ConcurrentTransactionsException later) {
            // A partition does not take its marker now. The entry stays decided, and the next tick comes back to it.
        }
    }

    /** Does something with all entries of a kind, each under its lock; returns whether there were any. */
    private boolean forEach(Predicate<TransactionEntry> which, Consumer<TransactionEntry> action) {
        boolean any = false;
        for (TransactionEntry found : register.matching(which)) {
            synchronized (lockOf(found.transactionalId())) {
                TransactionEntry entry = register.entry(found.transactionalId());
                if (entry != null && which.test(entry)) { // else its producer was quicker
                    action.accept(entry);
                    any = true;
                }
            }
        }
        return any;
    }

    /** Who may act after this identity: the next epoch, or a new id when the epochs are used up. */
    private ProducerIdentity following(ProducerIdentity identity, long nowMs) {
        return identity.hasNextEpoch()
                ? identity.withNextEpoch()
                : new ProducerIdentity(register.newProducerId(nowMs), (short) 0);
    }

    private void record(TransactionEntry changed, long nowMs) {
        register.record(new TransactionEvent.Changed(changed), nowMs);
    }

    private static InvalidPidMappingException unknown(String transactionalId, ProducerIdentity identity) {
        return new InvalidPidMappingException(
                "Transactional id " + transactionalId + " is unknown or expired, but producer " + identity
                        + " says it has it. Initialise the producer again.");
    }

    private static ProducerFencedException fenced(TransactionEntry entry, ProducerIdentity asking) {
        return new ProducerFencedException("Producer " + asking + " may no longer act for transactional id "
                + entry.transactionalId() + ": a newer producer with that id, a timeout, or its own last request put "
                + entry.identity() + " in its place");
    }

    private static ConcurrentTransactionsException notComplete(TransactionEntry entry) {
        return new ConcurrentTransactionsException("The transaction of " + entry.transactionalId() + " is in state "
                + entry.state() + ": not every partition has taken its marker yet");
    }

    private static ConcurrentTransactionsException notComplete(TransactionEntry entry, KafkaException cause) {
        ConcurrentTransactionsException e = notComplete(entry);
        e.initCause(cause);
        return e;
    }
}
