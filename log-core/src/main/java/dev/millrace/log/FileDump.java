package dev.millrace.log;

import dev.millrace.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Shows what any file of a log directory holds, and where it is damaged.
 *
 * <p>It only reads, takes no lock, and has one piece of the file in memory at a time, so it may be used on a log that
 * is in use and on files of any size. What a file says is believed only after its checksum was found right.
 */
public final class FileDump {
    private static final int MAGIC_BYTES = 4;
    private static final int BATCH_MAGIC_AT = 16;
    private static final byte BATCH_MAGIC = 2;

    /** The kinds of files, with the name that a file of the kind has or ends in. */
    public enum Kind {
        /** A run of record batches. */
        SEGMENT(".log"),
        /** From offsets and timestamps to positions in a segment. */
        INDEX(".index"),
        /** The aborted transactions of a segment. */
        TRANSACTION_INDEX(".txnindex"),
        /** All partitions, and from where to recover. */
        CHECKPOINT(CheckpointFile.NAME),
        /** What was committed since the checkpoint. */
        JOURNAL(Journal.SUFFIX),
        /** Zeros: room that is kept for deletions. */
        RESERVE(Reserve.NAME);

        private final String suffix;

        Kind(String suffix) {
            this.suffix = suffix;
        }
    }

    private FileDump() {}

    /**
     * The kind of a file, by its name; if that says nothing, by its first bytes.
     *
     * @param name the file's name, without directories
     * @param file the file
     * @return null if it is none of a log's files
     * @throws IOException if it cannot be read
     */
    public static @Nullable Kind kindOf(String name, StorageFile file) throws IOException {
        if (SegmentSwap.parse(name) != null) {
            return Kind.SEGMENT;
        }
        for (Kind kind : Kind.values()) {
            if (name.endsWith(kind.suffix)) {
                return kind;
            }
        }
        ByteBuffer start = new FilePieces(file).at(0, BATCH_MAGIC_AT + 1);
        if (start.limit() > BATCH_MAGIC_AT && start.get(BATCH_MAGIC_AT) == BATCH_MAGIC) {
            return Kind.SEGMENT;
        }
        int magic = start.limit() < MAGIC_BYTES ? 0 : start.getInt(0);
        if (magic == CheckpointFormat.MAGIC) {
            return Kind.CHECKPOINT;
        }
        if (magic == JournalFormat.MAGIC) {
            return Kind.JOURNAL;
        }
        if (magic == IndexFormat.MAGIC) {
            return start.limit() > 7 && start.getShort(6) == IndexFormat.KIND_TRANSACTIONS
                    ? Kind.TRANSACTION_INDEX
                    : Kind.INDEX;
        }
        return null;
    }

    /**
     * The partition whose files are in a directory.
     *
     * @param directoryName the directory's name, for example {@code orders-0.17}
     * @return null if it is not the directory of a partition
     */
    public static @Nullable TopicPartition partitionOf(String directoryName) {
        PartitionDirectory directory = PartitionDirectory.parse(directoryName);
        return directory == null ? null : directory.partition();
    }

    /**
     * Shows a file.
     *
     * @param kind what it is
     * @param name its name, which says the first offset of a segment or index
     * @param file the file; the caller closes it
     * @param options what of it to show
     * @param visitor gets what is there
     * @throws IOException if it cannot be read; damage is for the visitor, never an exception
     */
    public static void dump(Kind kind, String name, StorageFile file, DumpOptions options, DumpVisitor visitor)
            throws IOException {
        FilePieces pieces = new FilePieces(file);
        switch (kind) {
            case SEGMENT -> new BatchDump(pieces, options, visitor).dump(0, pieces.size(), baseOffsetOf(name));
            case INDEX -> new IndexDump(pieces, options, visitor, IndexFormat.KIND_OFFSETS).dump(baseOffsetOf(name));
            case TRANSACTION_INDEX ->
                new IndexDump(pieces, options, visitor, IndexFormat.KIND_TRANSACTIONS).dump(baseOffsetOf(name));
            case CHECKPOINT -> new CheckpointDump(pieces, options, visitor).dump();
            case JOURNAL -> new JournalDump(pieces, options, visitor).dump();
            case RESERVE -> dumpReserve(pieces, visitor);
        }
    }

    private static void dumpReserve(FilePieces pieces, DumpVisitor visitor) throws IOException {
        long zeros = pieces.firstNonZero(0);
        visitor.entry(0, "zeros", Map.of("bytes", zeros));
        if (zeros < pieces.size()) {
            visitor.damaged(zeros, "zeros up to the end", "something else");
        }
    }

    /**
     * From which byte on no checkpoint vouches for a segment: what is not whole there was never promised to be durable
     * in this file, and recovery cuts it off.
     *
     * @param checkpoint the directory's checkpoint
     * @param directoryName name of the partition's directory
     * @param name name of the segment
     * @return the position in bytes; {@link Long#MAX_VALUE} if all of the segment must be whole, also if the checkpoint
     *     is damaged
     * @throws IOException if the checkpoint cannot be read
     */
    public static long unsyncedFrom(StorageFile checkpoint, String directoryName, String name) throws IOException {
        PartitionDirectory directory = PartitionDirectory.parse(directoryName);
        Long base = Segment.baseOf(name, Kind.SEGMENT.suffix);
        Checkpoint known = CheckpointFile.read(checkpoint);
        if (directory == null || base == null || known == null) {
            return Long.MAX_VALUE;
        }
        for (PartitionCheckpoint point : known.partitions()) {
            if (point.id() == directory.id()) {
                boolean sealed = base < point.segmentBase();
                return sealed ? Long.MAX_VALUE : base == point.segmentBase() ? point.segmentBytes() : 0;
            }
        }
        return 0; // created since
    }

    /** The number in a file's name; -1 if it has none. Of a swap's two it is the first. */
    private static long baseOffsetOf(String name) {
        SegmentSwap swap = SegmentSwap.parse(name);
        if (swap != null) {
            return swap.firstBase();
        }
        int dot = name.indexOf('.');
        try {
            return Long.parseLong(dot < 0 ? name : name.substring(0, dot));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
