package dev.millrace.log;

import dev.millrace.log.record.ControlMarker;
import dev.millrace.log.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.ProducerState;
import org.jspecify.annotations.Nullable;

/**
 * What a partition is at this moment: segments, bounds, producers, aborted transactions. Every change ends with a new
 * {@link LogView}, which is all that readers see.
 *
 * <p>Threads: whatever appends, rolls or deletes is called under the partition's append lock. Changes also take the
 * lock in here, for moments, so that raising the high watermark need not wait for a writer that is stuck in a write. To
 * read producers either lock is enough.
 */
final class PartitionState {
    private final Object lock = new Object();
    private final ProducerStateTable producers;
    private final AbortedTransactions aborted;
    private volatile LogView view;

    PartitionState(PartitionWriter.Start start) {
        this.producers = start.producers();
        this.aborted = start.aborted();
        Segment[] segments = start.segments().toArray(new Segment[0]);
        long end = start.endOffset();
        long stable = Math.min(end, producers.firstUnstableOffset());
        this.view = new LogView(segments, start.logStartOffset(), end, end, stable, aborted.all());
    }

    LogView view() {
        return view;
    }

    AbortedTransactions aborted() {
        return aborted;
    }

    /** For judging and for snapshots: under the append lock. */
    ProducerStateTable producerTable() {
        return producers;
    }

    /** Every transaction that began below this offset has its marker, committed or not. */
    long decidedBelow() {
        synchronized (lock) {
            return Math.min(view.logEndOffset(), producers.firstOpenOffset());
        }
    }

    /** Publishes a new view. Under the lock. */
    private void show(Segment[] segments, long logStart, long logEnd, long highWatermark) {
        long stable = Math.min(highWatermark, producers.firstUnstableOffset());
        view = new LogView(segments, logStart, logEnd, highWatermark, stable, aborted.all());
    }

    /** Takes batches that were written at the end of the active segment. */
    void take(ByteBuffer batches, long endOffset, int indexIntervalBytes, long nowMs) {
        synchronized (lock) {
            LogView before = view;
            int position = batches.position();
            while (position < batches.limit()) {
                RecordBatch batch = RecordBatch.at(batches, position);
                before.active().advance(batch, indexIntervalBytes, nowMs);
                AbortedTransaction ended = ProducerNotes.note(producers, batch, nowMs);
                if (ended != null && ControlMarker.of(batch) == ControlMarker.Type.ABORT) {
                    aborted.add(ended);
                }
                position += batch.sizeBytes();
            }
            show(before.segments(), before.logStartOffset(), endOffset, before.highWatermark());
        }
    }

    /** What was appended below an offset is committed now. */
    void raiseHighWatermark(long offset) {
        synchronized (lock) {
            LogView before = view;
            if (offset > before.highWatermark()) {
                producers.onHighWatermark(offset);
                show(before.segments(), before.logStartOffset(), before.logEndOffset(), offset);
            }
        }
    }

    /** Makes a new segment the one that is appended to. */
    void addSegment(Segment next) {
        synchronized (lock) {
            LogView before = view;
            Segment[] segments = Arrays.copyOf(before.segments(), before.segments().length + 1);
            segments[segments.length - 1] = next;
            show(segments, before.logStartOffset(), before.logEndOffset(), before.highWatermark());
        }
    }

    /** Raises the first offset; returns the segments that hold nothing above it and are in the view no longer. */
    List<Segment> raiseStart(long offset) {
        List<Segment> gone = new ArrayList<>();
        synchronized (lock) {
            LogView before = view;
            Segment[] segments = before.segments();
            int keep = 0;
            while (keep + 1 < segments.length && segments[keep + 1].baseOffset <= offset) {
                gone.add(segments[keep]);
                keep++;
            }
            Segment[] kept = Arrays.copyOfRange(segments, keep, segments.length);
            aborted.removeBelow(kept[0].baseOffset);
            show(kept, offset, before.logEndOffset(), before.highWatermark());
        }
        return gone;
    }

    /** Shows one segment in the place of others, which follow each other. */
    void replace(List<Segment> sources, Segment target, long nextBase) {
        synchronized (lock) {
            LogView before = view;
            List<Segment> segments = new ArrayList<>(Arrays.asList(before.segments()));
            int at = segments.indexOf(sources.get(0));
            List<Segment> replaced = segments.subList(at, at + sources.size());
            if (!replaced.equals(sources)) {
                throw new IllegalStateException(sources + " are not what is to be replaced: " + replaced);
            }
            replaced.clear();
            segments.add(at, target);
            aborted.merged(target.baseOffset, nextBase);
            show(
                    segments.toArray(new Segment[0]),
                    before.logStartOffset(),
                    before.logEndOffset(),
                    before.highWatermark());
        }
    }

    /** Nothing of the transactions that were aborted before an offset is left. */
    void compactedTo(long offset) {
        synchronized (lock) {
            LogView before = view;
            aborted.removeCompacted(offset, before.bases());
            show(before.segments(), before.logStartOffset(), before.logEndOffset(), before.highWatermark());
        }
    }

    /** The offsets of each producer's last batch (its last record) and last marker. */
    Set<Long> lastOfProducers() {
        synchronized (lock) {
            return producers.lastOffsets();
        }
    }

    /** Forgets producers that were not heard of for long; returns whether there were any. */
    boolean expireProducers(long nowMs, long expiryMs) {
        synchronized (lock) {
            return producers.expire(nowMs, expiryMs);
        }
    }

    boolean hasOpenTransaction(long producerId) {
        synchronized (lock) {
            return producers.hasOpenTransaction(producerId);
        }
    }

    List<ProducerState> producers() {
        synchronized (lock) {
            return producers.sorted().stream().map(ProducerEntry::describe).toList();
        }
    }

    /** The batch that a batch repeats; null if it is new. */
    @Nullable
    RememberedBatch judge(RecordBatch batch) {
        return producers.judge(
                batch.producerId(),
                batch.producerEpoch(),
                batch.isTransactional(),
                batch.baseSequence(),
                batch.lastSequence());
    }
}
