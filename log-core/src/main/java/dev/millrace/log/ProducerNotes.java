package dev.millrace.log;

import dev.millrace.log.record.ControlMarker;
import dev.millrace.log.record.RecordBatch;
import org.jspecify.annotations.Nullable;

/** What a batch that is in the log means for the producers of its partition: the same live and at recovery. */
final class ProducerNotes {
    private ProducerNotes() {}

    /**
     * Takes note of a batch.
     *
     * @return the transaction that it ended, committed or aborted; null if it did not
     */
    static @Nullable AbortedTransaction note(ProducerStateTable producers, RecordBatch batch, long nowMs) {
        if (!batch.hasProducerId()) {
            return null;
        }
        if (batch.isControl()) {
            return ControlMarker.of(batch) == ControlMarker.Type.OTHER
                    ? null
                    : producers.complete(
                            batch.producerId(),
                            batch.producerEpoch(),
                            ControlMarker.coordinatorEpoch(batch),
                            batch.baseOffset(),
                            nowMs);
        }
        RememberedBatch remembered = new RememberedBatch(
                batch.baseSequence(),
                batch.lastSequence(),
                batch.baseOffset(),
                batch.lastOffset(),
                batch.maxTimestamp());
        producers.append(batch.producerId(), batch.producerEpoch(), batch.isTransactional(), remembered, nowMs);
        return null;
    }
}
