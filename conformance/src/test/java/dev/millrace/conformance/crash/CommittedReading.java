package dev.millrace.conformance.crash;

import dev.millrace.conformance.crash.HistoryChecker.Place;
import dev.millrace.log.AbortedTransaction;
import dev.millrace.log.FetchedBatches;
import dev.millrace.log.PartitionLog;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordCursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.IsolationLevel;

/** Reads a partition as a read_committed consumer does: fetch, and leave out what the aborted list names. */
final class CommittedReading {
    private final PartitionLog log;
    private long position;

    CommittedReading(PartitionLog log, long position) {
        this.log = log;
        this.position = position;
    }

    /** Where the next fetch starts. */
    long position() {
        return position;
    }

    /** The records of one fetch; empty if nothing is there but, perhaps, markers and aborted records. */
    List<Place> poll(int maxBytes) {
        FetchedBatches fetched = log.fetch(position, maxBytes, IsolationLevel.READ_COMMITTED);
        List<Place> places = new ArrayList<>();
        for (RecordBatch batch : RecordBatch.iterate(fetched.batches())) {
            batch.ensureValid();
            if (!batch.isControl() && !isAborted(batch, fetched.aborted())) {
                RecordCursor records = batch.records();
                while (records.next()) {
                    if (records.offset() >= position) {
                        places.add(new Place(records.offset(), new String(records.value(), StandardCharsets.UTF_8)));
                    }
                }
            }
            position = Math.max(position, batch.nextOffset());
        }
        return places;
    }

    /** All records from the position to the last stable offset. */
    List<Place> toEnd() {
        List<Place> all = new ArrayList<>();
        while (true) {
            long before = position;
            all.addAll(poll(2_000));
            if (position == before) {
                return all;
            }
        }
    }

    private static boolean isAborted(RecordBatch batch, List<AbortedTransaction> aborted) {
        if (batch.isTransactional()) {
            for (AbortedTransaction a : aborted) {
                if (a.producerId() == batch.producerId()
                        && a.firstOffset() <= batch.baseOffset()
                        && batch.baseOffset() < a.lastOffset()) {
                    return true;
                }
            }
        }
        return false;
    }
}
