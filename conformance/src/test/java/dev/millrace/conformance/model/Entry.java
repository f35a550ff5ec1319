package dev.millrace.conformance.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.log.record.Compression;
import dev.millrace.log.record.ControlMarker;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Header;

/**
 * One batch or marker that was appended.
 *
 * @param number counts all of a trial
 * @param kind 'n' of nobody, 'i' idempotent, 't' in a transaction; or a marker: 'C' committed, 'A' aborted
 */
record Entry(
        int number, long base, int records, long producerId, int epoch, int sequence, char kind, long timestampMs) {

    private static final int KEYS = 4;
    private static final Header[] NO_HEADERS = {};

    boolean isMarker() {
        return kind == 'C' || kind == 'A';
    }

    long end() {
        return base + records;
    }

    String key(int record) {
        return "k" + (number + record) % KEYS;
    }

    /** What a reader is shown of a record: its offset and what is unlike any other value. */
    String shown(int record) {
        return base + record + "=" + number + ":" + record;
    }

    ByteBuffer bytes() {
        if (isMarker()) {
            return ControlMarker.batch(kind == 'C', producerId, (short) epoch, 0, timestampMs);
        }
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 128);
        if (kind != 'n') {
            builder.producer(producerId, (short) epoch, sequence, kind == 't');
        }
        for (int i = 0; i < records; i++) {
            String value = number + ":" + i + ":" + "x".repeat((number * 37) % 120);
            builder.append(timestampMs, key(i).getBytes(UTF_8), value.getBytes(UTF_8), NO_HEADERS);
        }
        return builder.build(0);
    }

    /** Whether a batch of the log is this one, byte for byte. */
    boolean is(RecordBatch found) {
        RecordBatch own = RecordBatch.at(bytes(), 0);
        own.assignOffsets(base, found.leaderEpoch());
        return own.bytes().equals(found.bytes());
    }
}
