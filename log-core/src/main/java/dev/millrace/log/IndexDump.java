package dev.millrace.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/** Shows the files that {@link IndexFormat} draws. */
final class IndexDump {
    private final FilePieces pieces;
    private final DumpOptions options;
    private final DumpVisitor visitor;
    private final short kind;
    private final int entryBytes;
    private long baseOffset;
    private long shown;

    IndexDump(FilePieces pieces, DumpOptions options, DumpVisitor visitor, short kind) {
        this.pieces = pieces;
        this.options = options;
        this.visitor = visitor;
        this.kind = kind;
        this.entryBytes =
                kind == IndexFormat.KIND_OFFSETS ? SparseIndex.ENTRY_BYTES : IndexFormat.TRANSACTION_ENTRY_BYTES;
    }

    void dump(long expectedBaseOffset) throws IOException {
        if (!header(expectedBaseOffset)) {
            return;
        }
        long position = IndexFormat.HEADER_BYTES;
        while (position < pieces.size() && shown < options.limit()) {
            long size = blockAt(position);
            if (size == 0) {
                return;
            }
            for (long at = position + IndexFormat.BLOCK_HEADER_BYTES; at < position + size; at += entryBytes) {
                if (shown < options.limit()) {
                    show(at);
                }
            }
            position += size;
        }
    }

    private boolean header(long expectedBaseOffset) throws IOException {
        ByteBuffer header = pieces.at(0, IndexFormat.HEADER_BYTES);
        if (header.limit() < IndexFormat.HEADER_BYTES) {
            visitor.damaged(0, "a header of " + IndexFormat.HEADER_BYTES + " bytes", header.limit() + " bytes");
            return false;
        }
        short version = header.getShort(4);
        if (header.getInt(0) == IndexFormat.MAGIC && version != IndexFormat.VERSION) {
            visitor.damaged(4, "version " + IndexFormat.VERSION, "version " + version);
            return false;
        }
        baseOffset = header.getLong(8);
        if (!IndexFormat.isHeader(header, kind, baseOffset)) {
            visitor.damaged(
                    0,
                    "\"MIDX\", version " + IndexFormat.VERSION + ", kind " + kind + " and their CRC32C",
                    FilePieces.hex(header.getInt(0)) + ", version " + version + ", kind " + header.getShort(6)
                            + " and CRC32C " + FilePieces.hex(header.getInt(IndexFormat.CRC_AT)));
            return false;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", version);
        fields.put("base offset", baseOffset);
        visitor.entry(0, "header", fields);
        if (expectedBaseOffset >= 0 && expectedBaseOffset != baseOffset) {
            visitor.damaged(8, "base offset " + expectedBaseOffset + ", as in the name", "" + baseOffset);
        }
        return true;
    }

    /** The size of the block at a position, its header included; 0 if it is not whole, which has been told. */
    private long blockAt(long position) throws IOException {
        long left = pieces.size() - position - IndexFormat.BLOCK_HEADER_BYTES;
        if (left < 0) {
            visitor.damaged(
                    position,
                    "a block, or the end",
                    (left + IndexFormat.BLOCK_HEADER_BYTES) + " bytes, too few for a block");
            return 0;
        }
        ByteBuffer header = pieces.at(position, IndexFormat.BLOCK_HEADER_BYTES);
        int length = header.getInt(0);
        int stored = header.getInt(4);
        if (length <= 0 || length > left || length % entryBytes != 0) {
            visitor.damaged(
                    position,
                    "a block of entries of " + entryBytes + " bytes, " + left + " at most",
                    length + " bytes");
            return 0;
        }
        CRC32C crc = new CRC32C();
        pieces.digest(crc, position, Integer.BYTES);
        pieces.digest(crc, position + IndexFormat.BLOCK_HEADER_BYTES, length);
        if (stored != (int) crc.getValue()) {
            visitor.damaged(
                    position + 4,
                    "CRC32C " + FilePieces.hex((int) crc.getValue()) + ", that of the block's bytes",
                    FilePieces.hex(stored));
            return 0;
        }
        return (long) IndexFormat.BLOCK_HEADER_BYTES + length;
    }

    private void show(long position) throws IOException {
        ByteBuffer entry = pieces.at(position, entryBytes);
        Map<String, Object> fields = new LinkedHashMap<>();
        long lastOffset;
        if (kind == IndexFormat.KIND_OFFSETS) {
            lastOffset = baseOffset + entry.getInt(0);
            fields.put("offset", lastOffset);
            fields.put("position", entry.getInt(4));
            fields.put("largest time before", entry.getLong(8));
        } else {
            lastOffset = entry.getLong(16);
            fields.put("producer", entry.getLong(0));
            fields.put("first offset", entry.getLong(8));
            fields.put("marker offset", lastOffset);
            fields.put("last stable offset", entry.getLong(24));
        }
        if (lastOffset >= options.fromOffset()) {
            shown++;
            visitor.entry(position, kind == IndexFormat.KIND_OFFSETS ? "entry" : "aborted transaction", fields);
        }
    }
}
