package dev.millrace.log;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.TransactionCoordinatorFencedException;
import org.jspecify.annotations.Nullable;

/**
 * The producers of one partition: judges what may be appended, and knows which transactions are open.
 *
 * <p>Judging changes nothing. Only after the bytes are written does {@link #append} or {@link #complete} take note:
 * state that runs ahead of the log would refuse the retry of an append that failed.
 *
 * <p>Threads: the owner sees to it that nobody changes the table while another thread uses it.
 */
/*
 * The verdict on a batch (KIP-98, KIP-360, KIP-890):
 *   unknown producer        → accepted with any sequence: its state may have expired, or its records been deleted. In a transaction
 *                             the sequence is 0, because every transaction has an epoch of its own: something is
 *                             missing else
 *   epoch below the known   → InvalidProducerEpochException: a newer incarnation of the producer has taken over
 *   epoch above the known   → accepted if the sequence is 0
 *   same epoch, sequences of one of the last five batches → a retry: answered with the first offsets, nothing is written
 *   same epoch, sequence follows the last (2^31-1 is followed by 0) → accepted
 *   a transaction is open, and the batch is not of it (not transactional, or a higher epoch) → InvalidTxnStateException
 *   anything else           → OutOfOrderSequenceException: something before it is missing
 *
 * Stability. A transaction keeps the last stable offset at its first offset from its first batch until its marker is
 * below the high watermark: a decision that readers cannot see yet is no decision for them. So there are two maps by
 * first offset: open (no marker yet) and decided (marker written, not below the high watermark).
 */
final class ProducerStateTable {
    private final TopicPartition partition;
    private final Map<Long, ProducerEntry> entries = new HashMap<>();
    private final TreeMap<Long, ProducerEntry> open = new TreeMap<>();

    /** First offset of a transaction → offset of its marker. */
    private final TreeMap<Long, Long> decided = new TreeMap<>();

    /** The entry used last: appends of one producer come in runs. */
    private @Nullable ProducerEntry latest;

    ProducerStateTable(TopicPartition partition) {
        this.partition = partition;
    }

    /**
     * Judges a batch.
     *
     * @return the batch that this one repeats; null if it is new and may be appended
     * @throws InvalidProducerEpochException if the producer was fenced
     * @throws OutOfOrderSequenceException if a batch before it is missing
     * @throws InvalidTxnStateException if the producer has a transaction open here that the batch does not belong to
     */
    @Nullable
    RememberedBatch judge(long producerId, short epoch, boolean transactional, int firstSequence, int lastSequence) {
        ProducerEntry entry = entry(producerId);
        if (entry == null) {
            if (transactional && firstSequence != 0) {
                throw outOfOrder(producerId, epoch, firstSequence, "a transaction starts with sequence 0");
            }
            return null;
        }
        checkEpoch(entry, epoch, "batch");
        if (entry.openFirstOffset != ProducerEntry.NONE && (!transactional || epoch > entry.epoch)) {
            throw new InvalidTxnStateException("Producer " + producerId + " has a transaction open in " + partition
                    + " since offset " + entry.openFirstOffset + " with epoch " + entry.epoch + ": a batch "
                    + (transactional ? "with epoch " + epoch : "outside of it")
                    + " may only follow when that is ended");
        }
        if (epoch > entry.epoch) {
            if (firstSequence != 0) {
                throw outOfOrder(producerId, epoch, firstSequence, "a new epoch starts with sequence 0");
            }
            return null;
        }
        RememberedBatch duplicate = entry.find(firstSequence, lastSequence);
        if (duplicate != null) {
            return duplicate;
        }
        int last = entry.lastSequence();
        int expected = last == Integer.MAX_VALUE ? 0 : last + 1;
        if (firstSequence != expected) {
            throw outOfOrder(producerId, epoch, firstSequence, "expected " + expected);
        }
        return null;
    }

    /** Takes note of a batch that is in the log now. */
    void append(long producerId, short epoch, boolean transactional, RememberedBatch batch, long nowMs) {
        ProducerEntry entry = entryFor(producerId, epoch);
        entry.remember(batch);
        entry.lastActivityMs = Math.max(entry.lastActivityMs, nowMs);
        if (transactional && entry.openFirstOffset == ProducerEntry.NONE) {
            entry.openFirstOffset = batch.baseOffset();
            open.put(batch.baseOffset(), entry);
        }
    }

    /**
     * Judges a marker. Writing one twice is harmless: a retry gets the offset of the first.
     *
     * @return the offset of the marker that ended the transaction before; -1 if this one is to be appended
     * @throws InvalidProducerEpochException if the producer has a higher epoch by now
     * @throws TransactionCoordinatorFencedException if a newer coordinator has written a marker for this producer
     */
    long judgeMarker(long producerId, short epoch, int coordinatorEpoch) {
        ProducerEntry entry = entry(producerId);
        if (entry == null) {
            return ProducerEntry.NONE;
        }
        checkEpoch(entry, epoch, "transaction marker");
        if (coordinatorEpoch < entry.coordinatorEpoch) {
            throw new TransactionCoordinatorFencedException("The marker for producer " + producerId + " in " + partition
                    + " comes from coordinator epoch " + coordinatorEpoch + ", but epoch " + entry.coordinatorEpoch
                    + " has taken over");
        }
        boolean repeated = entry.openFirstOffset == ProducerEntry.NONE && entry.epoch == epoch;
        return repeated ? entry.markerOffset : ProducerEntry.NONE;
    }

    /**
     * Takes note of a marker that is in the log now.
     *
     * @return the transaction that it ended, with the last stable offset that follows; null if none was open here
     */
    @Nullable
    AbortedTransaction complete(long producerId, short epoch, int coordinatorEpoch, long markerOffset, long nowMs) {
        ProducerEntry entry = entryFor(producerId, epoch);
        entry.coordinatorEpoch = coordinatorEpoch;
        entry.markerOffset = markerOffset;
        entry.lastActivityMs = Math.max(entry.lastActivityMs, nowMs);
        long firstOffset = entry.openFirstOffset;
        if (firstOffset == ProducerEntry.NONE) {
            return null;
        }
        entry.openFirstOffset = ProducerEntry.NONE;
        open.remove(firstOffset);
        decided.put(firstOffset, markerOffset);
        long stable = open.isEmpty() ? markerOffset + 1 : open.firstKey();
        return new AbortedTransaction(producerId, firstOffset, markerOffset, stable);
    }

    /** Decisions below the high watermark are visible now and hold nothing back any more. */
    void onHighWatermark(long highWatermark) {
        if (!decided.isEmpty()) {
            decided.values().removeIf(markerOffset -> markerOffset < highWatermark);
        }
    }

    /**
     * First offset of the oldest transaction that readers do not know the end of; {@link Long#MAX_VALUE} if there is
     * none.
     */
    long firstUnstableOffset() {
        long firstOpen = firstOpenOffset();
        return decided.isEmpty() ? firstOpen : Math.min(firstOpen, decided.firstKey());
    }

    /** The first offset of a transaction that has no marker yet; {@link Long#MAX_VALUE} if there is none. */
    long firstOpenOffset() {
        return open.isEmpty() ? Long.MAX_VALUE : open.firstKey();
    }

    /** Forgets producers that were not heard of for long, never one with an open transaction. */
    boolean expire(long nowMs, long expiryMs) {
        boolean changed = entries.values()
                .removeIf(entry ->
                        entry.openFirstOffset == ProducerEntry.NONE && nowMs - entry.lastActivityMs >= expiryMs);
        if (changed) {
            latest = null;
        }
        return changed;
    }

    boolean hasOpenTransaction(long producerId) {
        ProducerEntry entry = entry(producerId);
        return entry != null && entry.openFirstOffset != ProducerEntry.NONE;
    }

    /** Of each producer the offset of its last record and of its last marker. */
    Set<Long> lastOffsets() {
        Set<Long> offsets = new HashSet<>();
        for (ProducerEntry entry : entries.values()) {
            if (!entry.batches.isEmpty()) {
                offsets.add(entry.batches.getLast().lastOffset());
            }
            if (entry.markerOffset != ProducerEntry.NONE) {
                offsets.add(entry.markerOffset);
            }
        }
        return offsets;
    }

    Collection<ProducerEntry> all() {
        return entries.values();
    }

    List<ProducerEntry> sorted() {
        List<ProducerEntry> sorted = new ArrayList<>(entries.values());
        sorted.sort((a, b) -> Long.compare(a.producerId, b.producerId));
        return sorted;
    }

    /** Puts back an entry from a checkpoint. */
    void restore(ProducerEntry entry) {
        entries.put(entry.producerId, entry);
        if (entry.openFirstOffset != ProducerEntry.NONE) {
            open.put(entry.openFirstOffset, entry);
        }
    }

    private @Nullable ProducerEntry entry(long producerId) {
        ProducerEntry entry = latest;
        if (entry == null || entry.producerId != producerId) {
            entry = entries.get(producerId);
            if (entry != null) {
                latest = entry;
            }
        }
        return entry;
    }

    private ProducerEntry entryFor(long producerId, short epoch) {
        ProducerEntry entry = entry(producerId);
        if (entry == null) {
            entry = new ProducerEntry(producerId, epoch);
            entries.put(producerId, entry);
            latest = entry;
        } else if (epoch > entry.epoch) {
            entry.advanceEpoch(epoch);
        }
        return entry;
    }

    private void checkEpoch(ProducerEntry entry, short epoch, String what) {
        if (epoch < entry.epoch) {
            throw new InvalidProducerEpochException(
                    "The " + what + " of producer " + entry.producerId + " for " + partition
                            + " has epoch " + epoch + ", but the producer has epoch " + entry.epoch
                            + " by now: a newer instance took over, or the transaction was ended");
        }
    }

    private OutOfOrderSequenceException outOfOrder(long producerId, short epoch, int sequence, String detail) {
        return new OutOfOrderSequenceException("Out of order sequence number of producer " + producerId + " epoch "
                + epoch + " in " + partition + ": " + sequence + " (" + detail + ")");
    }
}
