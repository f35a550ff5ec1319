package dev.millrace.log;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoint file.
 *
 * <pre>
 *  +-----------+------------+---------+--------------+----------+------------------+
 *  | "MCKP" 32 | version 16 | clean 8 | flush mode 8 | epoch 32 | next sequence 64 |
 *  +-----------+------------+---------+--------------+----------+------------------+
 *  | next partition id 64   | number of partitions 32                              |
 *  +------------------------+------------------------------------------------------+
 *  | partition: id 64 | topic utf8 (length 16) | partition 32 | settings           |
 *  |   log start 64 | clean offset 64 | recovery offset 64 | segment base 64       |
 *  |   segment bytes 32 | first append ms 64 | aborted 32                          |
 *  |   missing: epoch 32 (0: nothing is) | sequence 64                             |
 *  |   producers (length 32), see ProducerStateFormat                              |
 *  +-------------------------------------------------------------------------------+
 *  | CRC32C of all before 32                                                       |
 *  +-------------------------------------------------------------------------------+
 *  settings: segment bytes 32 | segment ms 64 | index interval 32 | max message 32
 *            | timestamp type 8 (0 create, 1 append) | before max ms 64 | after max ms 64
 *            | retention ms 64 | retention bytes 64 | cleanup 8 (bits: 1 delete, 2 compact)
 *            | dirty ratio 64 (a double) | compaction lag ms, least 64 and most 64 | delete retention ms 64
 *  flush mode: 0 commit, 1 interval, 2 os
 * </pre>
 */
final class CheckpointFormat {
    static final short VERSION = 3;

    static final int HEADER_BYTES = 32;
    static final int MAGIC = 0x4d434b50;
    static final int CRC_BYTES = 4;
    private static final int DELETE = 1;
    private static final int COMPACT = 2;
    private static final FlushMode[] FLUSH_MODES = {FlushMode.COMMIT, FlushMode.INTERVAL, FlushMode.OS};

    private CheckpointFormat() {}

    static ByteBuffer encode(Checkpoint checkpoint) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(MAGIC);
        out.writeShort(VERSION);
        out.writeBoolean(checkpoint.clean());
        out.writeByte(List.of(FLUSH_MODES).indexOf(checkpoint.flushMode()));
        out.writeInt(checkpoint.epoch());
        out.writeLong(checkpoint.nextSequence());
        out.writeLong(checkpoint.nextPartitionId());
        out.writeInt(checkpoint.partitions().size());
        for (PartitionCheckpoint partition : checkpoint.partitions()) {
            write(partition, out);
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes.toByteArray());
        out.writeInt((int) crc.getValue());
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    private static void write(PartitionCheckpoint partition, DataOutputStream out) throws IOException {
        out.writeLong(partition.id());
        writeIdentity(partition.partition(), partition.config(), out);
        out.writeLong(partition.logStartOffset());
        out.writeLong(partition.cleanOffset());
        out.writeLong(partition.recoveryOffset());
        out.writeLong(partition.segmentBase());
        out.writeInt(partition.segmentBytes());
        out.writeLong(partition.segmentFirstAppendMs());
        out.writeInt(partition.abortedCount());
        JournalPosition missing = partition.missing();
        out.writeInt(missing == null ? 0 : missing.epoch());
        out.writeLong(missing == null ? 0 : missing.sequence());
        out.writeInt(partition.producers().length);
        out.write(partition.producers());
    }

    /**
     * The checkpoint in the bytes; null if they are not one, or not whole.
     *
     * @throws UnsupportedVersionException if they are one, but of another version
     */
    static @Nullable Checkpoint decode(byte[] bytes) {
        if (bytes.length < CRC_BYTES) {
            return null;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - CRC_BYTES);
        if ((int) crc.getValue() != ByteBuffer.wrap(bytes).getInt(bytes.length - CRC_BYTES)) {
            return null;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readInt() != MAGIC) {
                return null;
            }
            short version = in.readShort();
            if (version != VERSION) {
                throw new UnsupportedVersionException(
                        "The checkpoint has version " + version + ", this program reads version " + VERSION
                                + " only. Open the log with the program that wrote it, or a newer one.");
            }
            Header header = readRest(in);
            List<PartitionCheckpoint> partitions = new ArrayList<>(Math.min(header.partitionCount(), 1024));
            for (int i = 0; i < header.partitionCount(); i++) {
                partitions.add(readPartition(in));
            }
            return new Checkpoint(
                    header.clean(),
                    header.flushMode(),
                    header.epoch(),
                    header.nextSequence(),
                    header.nextPartitionId(),
                    partitions);
        } catch (IOException e) {
            return null;
        }
    }

    /** What stands before the partitions. */
    record Header(
            boolean clean,
            FlushMode flushMode,
            int epoch,
            long nextSequence,
            long nextPartitionId,
            int partitionCount) {}

    /** The header of a checkpoint of this version. */
    static Header readHeader(DataInputStream in) throws IOException {
        in.skipNBytes(Integer.BYTES + Short.BYTES);
        return readRest(in);
    }

    private static Header readRest(DataInputStream in) throws IOException {
        boolean clean = in.readBoolean();
        int mode = in.readUnsignedByte();
        if (mode >= FLUSH_MODES.length) {
            throw new IOException("There is no flush mode " + mode);
        }
        Header header = new Header(clean, FLUSH_MODES[mode], in.readInt(), in.readLong(), in.readLong(), in.readInt());
        if (header.partitionCount() < 0) {
            throw new IOException("A checkpoint cannot have " + header.partitionCount() + " partitions");
        }
        return header;
    }

    static PartitionCheckpoint readPartition(DataInputStream in) throws IOException {
        long id = in.readLong();
        Identity identity = readIdentity(in);
        return new PartitionCheckpoint(
                id,
                identity.partition(),
                identity.config(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readInt(),
                in.readLong(),
                in.readInt(),
                readPosition(in),
                readProducers(in));
    }

    private static @Nullable JournalPosition readPosition(DataInputStream in) throws IOException {
        int epoch = in.readInt();
        long sequence = in.readLong();
        return epoch == 0 ? null : new JournalPosition(epoch, sequence);
    }

    private static byte[] readProducers(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0) {
            throw new IOException("The producers of a partition cannot take " + length + " bytes");
        }
        return in.readNBytes(length);
    }

    static ByteBuffer encode(PartitionCheckpoint partition) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        write(partition, new DataOutputStream(bytes));
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    /** A partition's name and settings: also the payload of the journal's CREATE entry. */
    record Identity(TopicPartition partition, LogConfig config) {}

    static ByteBuffer encode(Identity identity) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        writeIdentity(identity.partition(), identity.config(), new DataOutputStream(bytes));
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    static Identity decodeIdentity(ByteBuffer bytes) throws IOException {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return readIdentity(new DataInputStream(new ByteArrayInputStream(copy)));
    }

    private static void writeIdentity(TopicPartition partition, LogConfig config, DataOutputStream out)
            throws IOException {
        out.writeUTF(partition.topic());
        out.writeInt(partition.partition());
        out.writeInt(config.segmentSizeBytes());
        out.writeLong(config.segmentAgeMs());
        out.writeInt(config.indexIntervalBytes());
        out.writeInt(config.maxMessageBytes());
        out.writeByte(config.timestampType() == TimestampType.LOG_APPEND_TIME ? 1 : 0);
        out.writeLong(config.timestampBounds().beforeMaxMs());
        out.writeLong(config.timestampBounds().afterMaxMs());
        out.writeLong(config.retentionMs());
        out.writeLong(config.retentionBytes());
        writeCleanup(config.cleanup(), out);
    }

    private static void writeCleanup(CleanupConfig cleanup, DataOutputStream out) throws IOException {
        out.writeByte((cleanup.deletes() ? DELETE : 0) | (cleanup.compacts() ? COMPACT : 0));
        out.writeDouble(cleanup.minDirtyRatio());
        out.writeLong(cleanup.minCompactionLagMs());
        out.writeLong(cleanup.maxCompactionLagMs());
        out.writeLong(cleanup.deleteRetentionMs());
    }

    private static CleanupConfig readCleanup(DataInputStream in) throws IOException {
        int policy = in.readByte();
        return new CleanupConfig(
                (policy & DELETE) != 0,
                (policy & COMPACT) != 0,
                in.readDouble(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }

    private static Identity readIdentity(DataInputStream in) throws IOException {
        TopicPartition partition = new TopicPartition(in.readUTF(), in.readInt());
        try {
            return new Identity(partition, readConfig(in));
        } catch (IllegalArgumentException e) {
            throw new IOException("The settings of partition " + partition + " cannot be: " + e.getMessage(), e);
        }
    }

    private static LogConfig readConfig(DataInputStream in) throws IOException {
        return new LogConfig(
                in.readInt(),
                in.readLong(),
                in.readInt(),
                in.readInt(),
                in.readByte() == 1 ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME,
                new TimestampBounds(in.readLong(), in.readLong()),
                in.readLong(),
                in.readLong(),
                readCleanup(in));
    }
}
