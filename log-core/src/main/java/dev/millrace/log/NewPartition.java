package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** The making of a partition: its directory, its first segment, and the note in the journal that says so. */
final class NewPartition {

    private NewPartition() {}

    /**
     * Makes an empty partition; becomes durable with the next commit.
     *
     * @throws org.apache.kafka.common.errors.KafkaStorageException if it could not be written: no file of it stays then
     */
    static PartitionWriter create(
            PartitionDirectory directory, LogConfig config, Storage storage, Journal journal, Fence fence, long nowMs) {
        PartitionWriter writer = null;
        boolean created = false;
        try {
            storage.createDirectories(directory.path());
            ProducerStateTable producers = new ProducerStateTable(directory.partition());
            AbortedTransactions aborted = new AbortedTransactions(storage, directory.path());
            List<Segment> segments = List.of(Segment.create(storage, directory.path(), 0, false));
            writer = new PartitionWriter(
                    directory.id(),
                    directory.partition(),
                    config,
                    storage,
                    directory.path(),
                    journal,
                    fence,
                    new PartitionWriter.Start(segments, producers, aborted, 0, 0, 0, null));
            writer.started();
            ByteBuffer identity = CheckpointFormat.encode(new CheckpointFormat.Identity(directory.partition(), config));
            journal.note(JournalFormat.CREATE, directory.id(), 0, nowMs, identity);
            created = true;
            return writer;
        } catch (IOException e) {
            throw StorageErrors.isDiskFull(e)
                    ? StorageErrors.diskFull(directory.path(), e)
                    : StorageErrors.fenced(directory.path(), e);
        } finally {
            if (!created) {
                if (writer != null) {
                    writer.closeQuietly();
                }
                PartitionDirectory.removeQuietly(storage, directory.path());
            }
        }
    }
}
