package dev.millrace.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Shows a journal file: its entries up to the first that is not whole, and whether one was lost that had been durable.
 */
final class JournalDump {
    private static final String[] TYPES = {"?", "APPEND", "CREATE", "DELETE", "START", "CONFIG"};

    private final FilePieces pieces;
    private final DumpOptions options;
    private final DumpVisitor visitor;
    private int epoch;
    private long shown;

    JournalDump(FilePieces pieces, DumpOptions options, DumpVisitor visitor) {
        this.pieces = pieces;
        this.options = options;
        this.visitor = visitor;
    }

    void dump() throws IOException {
        ByteBuffer header = pieces.at(0, JournalFormat.FILE_HEADER_BYTES);
        if (header.limit() < JournalFormat.FILE_HEADER_BYTES) {
            visitor.damaged(0, "a header of " + JournalFormat.FILE_HEADER_BYTES + " bytes", header.limit() + " bytes");
            return;
        }
        if (pieces.firstNonZero(0) >= JournalFormat.FILE_HEADER_BYTES) {
            visitor.entry(0, "unused", Map.of("bytes", pieces.size()));
            return;
        }
        header = pieces.at(0, JournalFormat.FILE_HEADER_BYTES);
        if (!JournalFormat.isFileHeader(header)) {
            visitor.damaged(
                    0,
                    "\"MJNL\", version " + JournalFormat.VERSION + " and their CRC32C",
                    FilePieces.hex(header.getInt(0)) + ", version " + header.getShort(4));
            return;
        }
        epoch = JournalFormat.fileEpoch(header);
        long sequence = JournalFormat.firstSequence(header);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", JournalFormat.VERSION);
        fields.put("epoch", epoch);
        fields.put("first sequence", sequence);
        fields.put("bytes", pieces.size());
        visitor.entry(0, "header", fields);
        entries(sequence);
    }

    private void entries(long firstSequence) throws IOException {
        long sequence = firstSequence;
        long position = JournalFormat.FILE_HEADER_BYTES;
        int size = entryAt(position, sequence);
        while (size > 0 && shown < options.limit()) {
            if (sequence >= options.fromOffset()) {
                shown++;
                show(position, size);
            }
            sequence++;
            position += JournalFormat.padded(size);
            size = entryAt(position, sequence);
        }
        if (size == 0) {
            visitor.entry(position, "end of entries", Map.of("bytes behind it", pieces.size() - position));
            tellWhatIsLost(position, sequence);
        }
    }

    /** The size of the entry at a position if it is whole and has the sequence; else 0. */
    private int entryAt(long position, long sequence) throws IOException {
        ByteBuffer header = pieces.at(position, JournalFormat.ENTRY_HEADER_BYTES);
        if (header.limit() < JournalFormat.ENTRY_HEADER_BYTES
                || JournalFormat.sequence(header, 0) != sequence
                || JournalFormat.epoch(header, 0) != epoch) {
            return 0;
        }
        int size = header.getInt(0);
        int stored = header.getInt(JournalFormat.CRC);
        if (size < JournalFormat.ENTRY_HEADER_BYTES || size > pieces.size() - position) {
            return 0;
        }
        CRC32C crc = new CRC32C();
        pieces.digest(crc, position, JournalFormat.CRC);
        pieces.digest(crc, position + JournalFormat.SEQUENCE, size - JournalFormat.SEQUENCE);
        return stored == (int) crc.getValue() ? size : 0;
    }

    private void show(long position, int size) throws IOException {
        ByteBuffer entry = pieces.at(position, JournalFormat.ENTRY_HEADER_BYTES);
        byte type = JournalFormat.type(entry, 0);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("sequence", JournalFormat.sequence(entry, 0));
        fields.put("type", type > 0 && type < TYPES.length ? TYPES[type] : "unknown " + type);
        fields.put("partition id", JournalFormat.partitionId(entry, 0));
        fields.put("offset", JournalFormat.offset(entry, 0));
        fields.put("time", JournalFormat.timeMs(entry, 0));
        fields.put("synced before", JournalFormat.syncedBefore(entry, 0));
        fields.put("payload bytes", size - JournalFormat.ENTRY_HEADER_BYTES);
        long payload = position + JournalFormat.ENTRY_HEADER_BYTES;
        if (type == JournalFormat.CREATE || type == JournalFormat.CONFIG) {
            fields.putAll(identity(payload, position + size));
        }
        visitor.entry(position, "entry", fields);
        if (type == JournalFormat.APPEND) {
            DumpOptions all = options.deep() ? DumpOptions.DEEP : DumpOptions.ALL;
            new BatchDump(pieces, all, visitor).dump(payload, position + size, 0);
        }
    }

    private Map<String, Object> identity(long from, long to) throws IOException {
        try {
            byte[] bytes = pieces.stream(from, to).readAllBytes();
            CheckpointFormat.Identity identity = CheckpointFormat.decodeIdentity(ByteBuffer.wrap(bytes));
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("partition", identity.partition());
            fields.put("settings", identity.config());
            return fields;
        } catch (IOException e) {
            visitor.damaged(from, "a partition's name and settings", e.toString());
            return Map.of();
        }
    }

    /** As at recovery: an entry that was durable when a later one was written cannot have been torn by a power cut. */
    private void tellWhatIsLost(long end, long missing) throws IOException {
        long last = pieces.size() - JournalFormat.ENTRY_HEADER_BYTES;
        for (long position = end; position <= last; position += JournalFormat.ALIGNMENT) {
            ByteBuffer header = pieces.at(position, JournalFormat.ENTRY_HEADER_BYTES);
            long sequence = JournalFormat.sequence(header, 0);
            if (sequence > missing
                    && JournalFormat.syncedBefore(header, 0) > missing
                    && JournalFormat.epoch(header, 0) == epoch
                    && entryAt(position, sequence) > 0) {
                visitor.damaged(
                        end,
                        "entry " + missing + ", which was durable when entry " + sequence + " at byte " + position
                                + " was written",
                        "no whole entry");
                return;
            }
        }
    }
}
