package dev.millrace.log;

import java.util.ArrayDeque;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.ProducerState;
import org.jspecify.annotations.Nullable;

/** What one partition knows of one producer. Changed by {@link ProducerStateTable} alone. */
final class ProducerEntry {
    /** A producer may have five batches in flight, so a retry is at most five batches back. */
    static final int REMEMBERED_BATCHES = 5;

    static final int NO_SEQUENCE = -1;
    static final long NONE = -1;

    final long producerId;
    short epoch;

    /** Epoch of the coordinator that wrote the last marker; -1 before the first. */
    int coordinatorEpoch = -1;

    /** Time of the last batch or marker by this machine's clock, never by the records': those may lie in the future. */
    long lastActivityMs;

    /** First offset of the open transaction, or {@link #NONE}. */
    long openFirstOffset = NONE;

    /** Offset of the marker that ended the last transaction under the present epoch, or {@link #NONE}. */
    long markerOffset = NONE;

    /** The last batches under the present epoch, oldest first. */
    final ArrayDeque<RememberedBatch> batches = new ArrayDeque<>(REMEMBERED_BATCHES);

    ProducerEntry(long producerId, short epoch) {
        this.producerId = producerId;
        this.epoch = epoch;
    }

    /** Goes on under a higher epoch, whose sequences start anew. */
    void advanceEpoch(short newEpoch) {
        epoch = newEpoch;
        batches.clear();
        markerOffset = NONE;
    }

    void remember(RememberedBatch batch) {
        if (batches.size() == REMEMBERED_BATCHES) {
            batches.removeFirst();
        }
        batches.addLast(batch);
    }

    @Nullable
    RememberedBatch find(int firstSequence, int lastSequence) {
        for (RememberedBatch batch : batches) {
            if (batch.firstSequence() == firstSequence && batch.lastSequence() == lastSequence) {
                return batch;
            }
        }
        return null;
    }

    ProducerState describe() {
        return new ProducerState(
                producerId,
                epoch,
                lastSequence(),
                lastActivityMs,
                coordinatorEpoch < 0 ? OptionalInt.empty() : OptionalInt.of(coordinatorEpoch),
                openFirstOffset == NONE ? OptionalLong.empty() : OptionalLong.of(openFirstOffset));
    }

    int lastSequence() {
        return batches.isEmpty() ? NO_SEQUENCE : batches.getLast().lastSequence();
    }
}
