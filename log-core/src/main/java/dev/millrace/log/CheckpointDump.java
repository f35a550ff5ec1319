package dev.millrace.log;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.apache.kafka.common.errors.CorruptRecordException;

/** Shows a checkpoint: its header, each partition, and under it the producers that the partition knows. */
final class CheckpointDump {
    private final FilePieces pieces;
    private final DumpOptions options;
    private final DumpVisitor visitor;

    CheckpointDump(FilePieces pieces, DumpOptions options, DumpVisitor visitor) {
        this.pieces = pieces;
        this.options = options;
        this.visitor = visitor;
    }

    void dump() throws IOException {
        long end = pieces.size() - CheckpointFormat.CRC_BYTES;
        if (end < CheckpointFormat.HEADER_BYTES) {
            visitor.damaged(
                    0,
                    "a checkpoint of " + (CheckpointFormat.HEADER_BYTES + CheckpointFormat.CRC_BYTES)
                            + " bytes or more",
                    pieces.size() + " bytes");
            return;
        }
        int magic = pieces.at(0, Integer.BYTES).getInt();
        short version = pieces.at(4, Short.BYTES).getShort();
        if (magic != CheckpointFormat.MAGIC) {
            visitor.damaged(0, "\"MCKP\"", FilePieces.hex(magic));
            return;
        }
        CRC32C crc = new CRC32C();
        pieces.digest(crc, 0, end);
        int stored = pieces.at(end, CheckpointFormat.CRC_BYTES).getInt();
        if (stored != (int) crc.getValue()) {
            visitor.damaged(
                    end,
                    "CRC32C " + FilePieces.hex((int) crc.getValue()) + ", that of all before",
                    FilePieces.hex(stored));
            return;
        }
        if (version != CheckpointFormat.VERSION) {
            visitor.damaged(4, "version " + CheckpointFormat.VERSION, "version " + version);
            return;
        }
        try (DataInputStream in = new DataInputStream(pieces.stream(0, end))) {
            show(in);
        } catch (IOException | CorruptRecordException e) {
            visitor.damaged(end, "what the format says, since the checksum is right", e.toString());
        }
    }

    private void show(DataInputStream in) throws IOException {
        CheckpointFormat.Header header = CheckpointFormat.readHeader(in);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("version", CheckpointFormat.VERSION);
        fields.put("clean", header.clean());
        fields.put("flush mode", header.flushMode());
        fields.put("epoch", header.epoch());
        fields.put("next sequence", header.nextSequence());
        fields.put("next partition id", header.nextPartitionId());
        fields.put("partitions", header.partitionCount());
        visitor.entry(0, "header", fields);
        long position = CheckpointFormat.HEADER_BYTES;
        for (int i = 0; i < Math.min(header.partitionCount(), options.limit()); i++) {
            PartitionCheckpoint partition = CheckpointFormat.readPartition(in);
            show(position, partition);
            position += CheckpointFormat.encode(partition).limit();
        }
    }

    private void show(long position, PartitionCheckpoint partition) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("partition", partition.partition());
        fields.put("id", partition.id());
        fields.put("log start", partition.logStartOffset());
        fields.put("clean up to", partition.cleanOffset());
        fields.put("recovery offset", partition.recoveryOffset());
        fields.put("segment", partition.segmentBase());
        fields.put("segment bytes", partition.segmentBytes());
        fields.put("first append", partition.segmentFirstAppendMs());
        fields.put("aborted", partition.abortedCount());
        if (partition.missing() != null) {
            fields.put("missing from", partition.missing());
        }
        fields.put("settings", partition.config());
        visitor.entry(position, "partition", fields);
        ProducerStateTable table = new ProducerStateTable(partition.partition());
        ProducerStateFormat.read(new DataInputStream(new ByteArrayInputStream(partition.producers())), table);
        for (ProducerEntry producer : table.sorted()) {
            visitor.entry(position, "producer", fields(producer));
        }
    }

    private static Map<String, Object> fields(ProducerEntry producer) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("producer", producer.producerId);
        fields.put("epoch", producer.epoch);
        fields.put("coordinator epoch", producer.coordinatorEpoch);
        fields.put("last activity", producer.lastActivityMs);
        fields.put("open transaction from", producer.openFirstOffset);
        fields.put("marker offset", producer.markerOffset);
        fields.put("batches", producer.batches);
        return fields;
    }
}
