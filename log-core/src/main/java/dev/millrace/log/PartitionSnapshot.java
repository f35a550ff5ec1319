package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.KafkaStorageException;

/**
 * A partition at one moment, and what is to be written so that a checkpoint may say so.
 *
 * @param checkpoint what the checkpoint will say
 * @param decidedBelow every transaction that began below this offset has its marker in it
 * @param change number of the last change that it covers
 * @param directoryChange number of the last change of the directory that it covers
 * @param segments that hold something which is not on the disk, and in {@code sizes} how much of them belongs to this
 *     moment
 * @param aborted what is to be written of the aborted transactions
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PartitionSnapshot(
        PartitionCheckpoint checkpoint,
        long decidedBelow,
        long change,
        boolean syncDirectory,
        long directoryChange,
        List<Segment> segments,
        int[] sizes,
        AbortedTransactions.Pending aborted) {

    /** What a partition is called, and its settings. */
    record Identity(long id, TopicPartition partition, LogConfig config) {}

    /** Takes one. Under the partition's append lock. */
    static PartitionSnapshot take(
            Identity identity, PartitionState state, long cleanOffset, CheckpointCoverage coverage) throws IOException {
        LogView now = state.view();
        List<Segment> segments = new ArrayList<>();
        for (Segment segment : now.segments()) {
            if (segment.isDirty() || segment.hasIndexToWrite()) {
                segments.add(segment);
            }
        }
        return new PartitionSnapshot(
                checkpoint(identity, state, cleanOffset),
                state.decidedBelow(),
                coverage.changes(),
                !coverage.isDirectoryCovered(),
                coverage.directoryChanges(),
                segments,
                segments.stream().mapToInt(Segment::sizeBytes).toArray(),
                state.aborted().pending(now.bases()));
    }

    private static PartitionCheckpoint checkpoint(Identity identity, PartitionState state, long cleanOffset)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ProducerStateFormat.write(state.producerTable(), new DataOutputStream(bytes));
        LogView now = state.view();
        Segment active = now.active();
        return new PartitionCheckpoint(
                identity.id(),
                identity.partition(),
                identity.config(),
                now.logStartOffset(),
                cleanOffset,
                now.logEndOffset(),
                active.baseOffset,
                active.sizeBytes(),
                active.firstAppendMs(),
                state.aborted().count(),
                null,
                bytes.toByteArray());
    }

    /**
     * Writes and syncs it all: batches, indexes, directory. Holds no lock.
     *
     * @throws KafkaStorageException if that fails, or failed before: a failed sync fences the partition
     */
    void makeDurable(Storage storage, String directory, AbortedTransactions transactions, Fence fence) {
        fence.check(); // after one failed sync no other proves anything
        boolean renamed = false;
        for (int i = 0; i < sizes.length; i++) {
            Segment segment = segments.get(i);
            if (segment.isRemoved()) {
                continue;
            }
            try {
                if (segment.isDirty()) {
                    segment.sync(sizes[i]);
                }
            } catch (IOException e) {
                throw fence.close(StorageErrors.fenced(segment.path(), e));
            }
            try {
                renamed |= segment.persistIndex();
            } catch (IOException e) {
                throw unlessFull(segment.path() + "'s index", e, fence);
            }
        }
        try {
            renamed |= transactions.persist(aborted);
            if (renamed || syncDirectory) {
                storage.syncDirectory(directory);
            }
        } catch (IOException e) {
            throw unlessFull(directory, e, fence);
        }
    }

    private static KafkaStorageException unlessFull(String path, IOException e, Fence fence) {
        return StorageErrors.isDiskFull(e)
                ? StorageErrors.diskFull(path, e)
                : fence.close(StorageErrors.fenced(path, e));
    }
}
