package dev.millrace.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A journal file: a header, then entries one after the other, then whatever was in the file before it was recycled.
 *
 * <pre>
 *  header, 32 bytes
 *  +-----------+------------+----------+----------+-------------------+----------+-----------+
 *  | "MJNL" 32 | version 16 | zeros 16 | epoch 32 | first sequence 64 | zeros 64 | CRC32C 32 |
 *  +-----------+------------+----------+----------+-------------------+----------+-----------+
 *  entry, 56 bytes and the payload, then zeros up to a multiple of 8
 *  +-------------------+----------------------------+----------------------------------------+
 *  | size in bytes  32 | CRC32C of all that follows and of the size  32                      |
 *  +-------------------+----------------------------+----------------------------------------+
 *  | sequence       64 | epoch 32 | type 8 | zeros 24 | partition id 64                      |
 *  +-------------------+----------------------------+----------------------------------------+
 *  | offset         64 | time ms 64                 | synced before 64 | payload             |
 *  +-------------------+----------------------------+----------------------------------------+
 *  type       payload                     offset
 *  APPEND  1  batches as in the segment   their base offset
 *  CREATE  2  topic, partition, settings  0
 *  DELETE  3  none                        0
 *  START   4  none                        the partition's new first offset
 *  CONFIG  5  as CREATE                   0
 * </pre>
 *
 * An entry counts if its checksum is right, its epoch is that of the checkpoint, and its sequence follows the one
 * before it: so nothing that a crash left behind, and nothing from before the file was recycled, can be taken for an
 * entry. Every start of the log begins a new epoch.
 *
 * <em>Synced before</em> says that all entries below this sequence were durable when this one was written. So an entry
 * that is damaged can be told from one that a power cut tore: if a later one knows it to have been durable, it is
 * damaged.
 */
final class JournalFormat {
    static final short VERSION = 2;
    static final int FILE_HEADER_BYTES = 32;
    static final int ENTRY_HEADER_BYTES = 56;
    static final int ALIGNMENT = 8;

    static final byte APPEND = 1;
    static final byte CREATE = 2;
    static final byte DELETE = 3;
    static final byte START = 4;
    static final byte CONFIG = 5;

    static final int MAGIC = 0x4d4a4e4c;
    private static final int FILE_EPOCH = 8;
    private static final int FILE_FIRST_SEQUENCE = 12;
    private static final int FILE_CRC = 28;

    static final int CRC = 4;
    static final int SEQUENCE = 8;
    private static final int EPOCH = 16;
    private static final int TYPE = 20;
    private static final int PARTITION_ID = 24;
    private static final int OFFSET = 32;
    private static final int TIME = 40;
    private static final int SYNCED = 48;

    private JournalFormat() {}

    static void putFileHeader(ByteBuffer target, int epoch, long firstSequence) {
        int start = target.position();
        target.putInt(MAGIC).putShort(VERSION).putShort((short) 0);
        target.putInt(epoch).putLong(firstSequence).putLong(0).putInt(0);
        target.putInt(start + FILE_CRC, crc(target, start, FILE_CRC));
    }

    static boolean isFileHeader(ByteBuffer file) {
        return file.limit() >= FILE_HEADER_BYTES
                && file.getInt(0) == MAGIC
                && file.getShort(4) == VERSION
                && file.getInt(FILE_CRC) == crc(file, 0, FILE_CRC);
    }

    static int fileEpoch(ByteBuffer file) {
        return file.getInt(FILE_EPOCH);
    }

    static long firstSequence(ByteBuffer file) {
        return file.getLong(FILE_FIRST_SEQUENCE);
    }

    static void putEntry(
            ByteBuffer target,
            long sequence,
            int epoch,
            byte type,
            long partitionId,
            long offset,
            long timeMs,
            long syncedBefore,
            ByteBuffer payload) {
        int start = target.position();
        int size = ENTRY_HEADER_BYTES + payload.remaining();
        target.putInt(size).putInt(0);
        target.putLong(sequence).putInt(epoch).put(type).put((byte) 0).putShort((short) 0);
        target.putLong(partitionId).putLong(offset).putLong(timeMs).putLong(syncedBefore);
        target.put(payload.duplicate());
        target.putInt(start + CRC, entryCrc(target, start, size));
        for (int i = size; i < padded(size); i++) {
            target.put((byte) 0);
        }
    }

    /** How many bytes an entry takes. */
    static int entryBytes(int payloadBytes) {
        return padded(ENTRY_HEADER_BYTES + payloadBytes);
    }

    /** What a size is rounded up to. */
    static int padded(int size) {
        return (size + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** How many bytes the entry at a position takes if it is whole and has this epoch and sequence; else 0. */
    static int entryAt(ByteBuffer file, int position, int epoch, long sequence) {
        int left = file.limit() - position;
        if (left < ENTRY_HEADER_BYTES) {
            return 0;
        }
        int size = file.getInt(position);
        boolean fits = size >= ENTRY_HEADER_BYTES && size <= left && padded(size) <= left;
        return fits
                        && file.getLong(position + SEQUENCE) == sequence
                        && file.getInt(position + EPOCH) == epoch
                        && file.getInt(position + CRC) == entryCrc(file, position, size)
                ? padded(size)
                : 0;
    }

    static long sequence(ByteBuffer file, int entry) {
        return file.getLong(entry + SEQUENCE);
    }

    static int epoch(ByteBuffer file, int entry) {
        return file.getInt(entry + EPOCH);
    }

    static long syncedBefore(ByteBuffer file, int entry) {
        return file.getLong(entry + SYNCED);
    }

    static byte type(ByteBuffer file, int entry) {
        return file.get(entry + TYPE);
    }

    static long partitionId(ByteBuffer file, int entry) {
        return file.getLong(entry + PARTITION_ID);
    }

    static long offset(ByteBuffer file, int entry) {
        return file.getLong(entry + OFFSET);
    }

    static long timeMs(ByteBuffer file, int entry) {
        return file.getLong(entry + TIME);
    }

    static ByteBuffer payload(ByteBuffer file, int entry) {
        int size = file.getInt(entry);
        return file.duplicate()
                .limit(entry + size)
                .position(entry + ENTRY_HEADER_BYTES)
                .slice();
    }

    private static int entryCrc(ByteBuffer bytes, int start, int size) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(start + CRC).position(start));
        crc.update(bytes.duplicate().limit(start + size).position(start + SEQUENCE));
        return (int) crc.getValue();
    }

    private static int crc(ByteBuffer bytes, int start, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(start + length).position(start));
        return (int) crc.getValue();
    }
}
