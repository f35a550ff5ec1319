package dev.millrace.log;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The producers of a partition as bytes, inside a checkpoint (whose checksum covers them).
 *
 * <pre>
 *  int32 number of producers, then for each, in order of their ids:
 *  +------------------+-------------+------------------------+---------------------+
 *  | producer id 64   | epoch 16    | coordinator epoch 32   | last activity ms 64 |
 *  +------------------+-------------+------------------------+---------------------+
 *  | first offset of the open transaction or -1  64 | marker offset or -1  64      |
 *  +------------------------------------------------+------------------------------+
 *  | int8 number of remembered batches (0..5), oldest first, each:                 |
 *  |   first sequence 32 | last sequence 32 | base offset 64 | last offset 64 | timestamp 64
 *  +-------------------------------------------------------------------------------+
 * </pre>
 */
final class ProducerStateFormat {
    private ProducerStateFormat() {}

    static void write(ProducerStateTable table, DataOutput out) throws IOException {
        out.writeInt(table.all().size());
        for (ProducerEntry entry : table.sorted()) {
            out.writeLong(entry.producerId);
            out.writeShort(entry.epoch);
            out.writeInt(entry.coordinatorEpoch);
            out.writeLong(entry.lastActivityMs);
            out.writeLong(entry.openFirstOffset);
            out.writeLong(entry.markerOffset);
            out.writeByte(entry.batches.size());
            for (RememberedBatch batch : entry.batches) {
                out.writeInt(batch.firstSequence());
                out.writeInt(batch.lastSequence());
                out.writeLong(batch.baseOffset());
                out.writeLong(batch.lastOffset());
                out.writeLong(batch.timestampMs());
            }
        }
    }

    static void read(DataInput in, ProducerStateTable table) throws IOException {
        int producers = in.readInt();
        for (int i = 0; i < producers; i++) {
            ProducerEntry entry = new ProducerEntry(in.readLong(), in.readShort());
            entry.coordinatorEpoch = in.readInt();
            entry.lastActivityMs = in.readLong();
            entry.openFirstOffset = in.readLong();
            entry.markerOffset = in.readLong();
            int batches = in.readByte();
            for (int b = 0; b < batches; b++) {
                entry.remember(
                        new RememberedBatch(in.readInt(), in.readInt(), in.readLong(), in.readLong(), in.readLong()));
            }
            table.restore(entry);
        }
    }
}
