package dev.millrace.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * An index file ({@code .index}, {@code .txnindex}): a header, then blocks that are only ever added. What follows the
 * last whole block is as if it were not there.
 *
 * <pre>
 *  header, 24 bytes
 *  +---------------+------------+---------+----------------+-----------+--------------------+
 *  | "MIDX"     32 | version 16 | kind 16 | base offset 64 | zeros  32 | CRC32C of these 32 |
 *  +---------------+------------+---------+----------------+-----------+--------------------+
 *  block
 *  +---------------------+-------------------+-----------------------------------------------+
 *  | bytes of entries 32 | CRC32C of rest 32 | entries                                       |
 *  +---------------------+-------------------+-----------------------------------------------+
 *  entry of .index:    offset - base offset 32 | position 32 | largest timestamp before 64
 *  entry of .txnindex: producer id 64 | first offset 64 | marker offset 64 | last stable offset 64
 * </pre>
 *
 * All numbers are big-endian. A block's checksum covers its length too.
 */
final class IndexFormat {
    static final int HEADER_BYTES = 24;
    static final int BLOCK_HEADER_BYTES = 8;
    static final int TRANSACTION_ENTRY_BYTES = 32;
    static final short VERSION = 1;
    static final short KIND_OFFSETS = 1;
    static final short KIND_TRANSACTIONS = 2;

    static final int MAGIC = 0x4d494458;
    static final int CRC_AT = 20;

    private IndexFormat() {}

    static void putHeader(ByteBuffer target, short kind, long baseOffset) {
        int start = target.position();
        target.putInt(MAGIC)
                .putShort(VERSION)
                .putShort(kind)
                .putLong(baseOffset)
                .putInt(0);
        target.putInt(crc(target, start, CRC_AT));
    }

    static boolean isHeader(ByteBuffer bytes, short kind, long baseOffset) {
        return bytes.limit() >= HEADER_BYTES
                && bytes.getInt(0) == MAGIC
                && bytes.getShort(4) == VERSION
                && bytes.getShort(6) == kind
                && bytes.getLong(8) == baseOffset
                && bytes.getInt(CRC_AT) == crc(bytes, 0, CRC_AT);
    }

    static void putBlock(ByteBuffer target, ByteBuffer entries) {
        int start = target.position();
        target.putInt(entries.remaining()).putInt(0);
        target.put(entries.duplicate());
        target.putInt(start + 4, blockCrc(target, start, entries.remaining()));
    }

    /** Size of the valid block at a position, its header included; 0 if there is none. */
    static int blockAt(ByteBuffer bytes, int position, int entryBytes) {
        int left = bytes.limit() - position - BLOCK_HEADER_BYTES;
        if (left <= 0) {
            return 0;
        }
        int length = bytes.getInt(position);
        boolean whole = length > 0 && length <= left && length % entryBytes == 0;
        return whole && bytes.getInt(position + 4) == blockCrc(bytes, position, length)
                ? BLOCK_HEADER_BYTES + length
                : 0;
    }

    private static int blockCrc(ByteBuffer bytes, int start, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(start + 4).position(start));
        crc.update(bytes.duplicate().limit(start + BLOCK_HEADER_BYTES + length).position(start + BLOCK_HEADER_BYTES));
        return (int) crc.getValue();
    }

    private static int crc(ByteBuffer bytes, int start, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().limit(start + length).position(start));
        return (int) crc.getValue();
    }
}
