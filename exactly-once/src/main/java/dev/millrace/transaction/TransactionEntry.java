package dev.millrace.transaction;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one transactional id, and the steps it may take. An entry never changes; a step gives the next
 * one, and a step that the state does not allow throws {@link IllegalStateException}: the coordinator asks before.
 *
 * @param transactionalId the id
 * @param identity who may act now; from the decision to the end of the transaction, whose markers are written
 * @param previous who lost the right to act by its own request, whose reply may have been lost; null if nobody or if it
 *     was fenced
 * @param next who may act once the decided transaction is complete; null if none is decided
 * @param timeoutMs how long a transaction may stay open, in milliseconds
 * @param state where the transaction stands
 * @param partitions those of the open or decided transaction, as far as they need a marker
 * @param startMs when the open transaction began, in milliseconds since the epoch; -1 if none is
 * @param updateMs when the entry last changed, in milliseconds since the epoch
 */
record TransactionEntry(
        String transactionalId,
        ProducerIdentity identity,
        @Nullable ProducerIdentity previous,
        @Nullable ProducerIdentity next,
        int timeoutMs,
        TransactionState state,
        Set<TopicPartition> partitions,
        long startMs,
        long updateMs) {
    static final long NOT_STARTED = -1;

    /** A transactional id that is seen for the first time. */
    static TransactionEntry first(String transactionalId, ProducerIdentity identity, int timeoutMs, long nowMs) {
        return new TransactionEntry(
                transactionalId, identity, null, null, timeoutMs, TransactionState.EMPTY, Set.of(), NOT_STARTED, nowMs);
    }

    boolean isOngoing() {
        return state == TransactionState.ONGOING;
    }

    /** Whether the end of the transaction is decided but not all markers are known to be written. */
    boolean isDecided() {
        return state == TransactionState.PREPARE_COMMIT || state == TransactionState.PREPARE_ABORT;
    }

    /** Whether the last transaction was committed, or will be. */
    boolean isCommit() {
        return state == TransactionState.PREPARE_COMMIT || state == TransactionState.COMPLETE_COMMIT;
    }

    /** Whether the last transaction was aborted, or will be. */
    boolean isAbort() {
        return state == TransactionState.PREPARE_ABORT || state == TransactionState.COMPLETE_ABORT;
    }

    /** Whether a request by this identity may be the repetition of one that was answered: it got what it asked for. */
    boolean isRetryOf(ProducerIdentity asking) {
        return asking.equals(previous);
    }

    boolean isTimedOut(long nowMs) {
        return isOngoing() && nowMs - startMs >= timeoutMs;
    }

    boolean isExpired(long nowMs, long expiryMs) {
        return !isOngoing() && !isDecided() && nowMs - updateMs >= expiryMs;
    }

    /** A producer takes the id over, or takes a new epoch itself ({@code previousIdentity} not null). */
    TransactionEntry initialised(
            ProducerIdentity newIdentity, @Nullable ProducerIdentity previousIdentity, int newTimeoutMs, long nowMs) {
        require(!isOngoing() && !isDecided(), "be taken over");
        return new TransactionEntry(
                transactionalId,
                newIdentity,
                previousIdentity,
                null,
                newTimeoutMs,
                TransactionState.EMPTY,
                Set.of(),
                NOT_STARTED,
                nowMs);
    }

    /** Partitions join the open transaction, which begins if there is none. */
    TransactionEntry withPartitions(Collection<TopicPartition> joining, long nowMs) {
        require(!isDecided(), "take partitions");
        Set<TopicPartition> all = new LinkedHashSet<>(partitions);
        all.addAll(joining);
        return new TransactionEntry(
                transactionalId,
                identity,
                null,
                null,
                timeoutMs,
                TransactionState.ONGOING,
                Collections.unmodifiableSet(all),
                isOngoing() ? startMs : nowMs,
                nowMs);
    }

    /** The end of the transaction is decided: its producer's epoch is over (KIP-890). */
    TransactionEntry decided(
            boolean commit, ProducerIdentity nextIdentity, @Nullable ProducerIdentity asking, long nowMs) {
        require(!isDecided(), "be decided");
        return new TransactionEntry(
                transactionalId,
                identity.withNextEpoch(),
                asking,
                nextIdentity,
                timeoutMs,
                commit ? TransactionState.PREPARE_COMMIT : TransactionState.PREPARE_ABORT,
                partitions,
                startMs,
                nowMs);
    }

    /** Some of the markers are known to be written. */
    TransactionEntry without(Set<TopicPartition> done) {
        require(isDecided(), "have markers");
        Set<TopicPartition> left = new LinkedHashSet<>(partitions);
        left.removeAll(done);
        return new TransactionEntry(
                transactionalId,
                identity,
                previous,
                next,
                timeoutMs,
                state,
                Collections.unmodifiableSet(left),
                startMs,
                updateMs);
    }

    /** All markers are written. */
    TransactionEntry completed(long nowMs) {
        ProducerIdentity following = next;
        require(isDecided() && following != null, "be completed");
        return new TransactionEntry(
                transactionalId,
                following == null ? identity : following,
                previous,
                null,
                timeoutMs,
                isCommit() ? TransactionState.COMPLETE_COMMIT : TransactionState.COMPLETE_ABORT,
                Set.of(),
                NOT_STARTED,
                nowMs);
    }

    private void require(boolean allowed, String what) {
        if (!allowed) {
            throw new IllegalStateException(
                    "Transactional id " + transactionalId + " cannot " + what + " in state " + state);
        }
    }
}
