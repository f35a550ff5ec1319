package dev.millrace.log.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.fuzz.FuzzTarget;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Record batches: as they come, and with header and checksum mended, so that the records are reached. */
public final class RecordFuzzTargets {

    private static final int LIMIT_BYTES = 1 << 20;
    private static final int SMALLEST_BODY_BYTES = BatchFormat.RECORDS - BatchFormat.ATTRIBUTES;

    private RecordFuzzTargets() {}

    /** All of them. */
    public static List<FuzzTarget> all() {
        return List.of(batches(), records(), markers(), filter());
    }

    /** Bytes as they might arrive: any number of batches. */
    private static FuzzTarget batches() {
        return FuzzTarget.of("batches", wholeBatches(), RecordFuzzTargets::readAll, CorruptRecordException.class)
                .withAllowance(16L * LIMIT_BYTES);
    }

    /** One batch from its attributes on, under a right checksum: cursor and codecs. */
    private static FuzzTarget records() {
        return FuzzTarget.of(
                        "records",
                        bodiesOf(wholeBatches()),
                        input -> read(RecordBatch.at(mended(input), 0)),
                        CorruptRecordException.class)
                .withAllowance(16L * LIMIT_BYTES);
    }

    /** As {@link #records()}, and read as the marker that ends a transaction. */
    private static FuzzTarget markers() {
        return FuzzTarget.of(
                        "markers",
                        List.of(
                                body(ControlMarker.batch(true, 7, (short) 1, 3, 1)),
                                body(ControlMarker.batch(false, 7, (short) 1, 3, 1))),
                        input -> {
                            ByteBuffer bytes = mended(input);
                            RecordBatch batch = RecordBatch.at(bytes, 0);
                            ControlMarker.of(batch);
                            ControlMarker.coordinatorEpoch(batch);
                        },
                        CorruptRecordException.class)
                .withAllowance(RecordBatch.DEFAULT_DECOMPRESSION_LIMIT_BYTES * 4L);
    }

    /**
     * As {@link #records()}, and what is left when compaction takes out every other record, which must be whole again.
     * It does not begin with batches that grow: decompressed and compressed twice, they would leave time for nothing
     * else.
     */
    private static FuzzTarget filter() {
        return FuzzTarget.of(
                        "filter",
                        bodiesOf(smallBatches()),
                        input -> {
                            RecordBatch batch = RecordBatch.at(mended(input), 0);
                            RecordFilter filter = new RecordFilter();
                            int left = filter.select(batch, record -> record.offset() % 2 == 0);
                            if (left > 0) {
                                reread(batch, filter.build(batch), left);
                                reread(batch, filter.build(batch, 5), left);
                            }
                            reread(batch, RecordFilter.emptied(batch), 0);
                        },
                        CorruptRecordException.class)
                .withAllowance(RecordBatch.DEFAULT_DECOMPRESSION_LIMIT_BYTES * 8L);
    }

    private static void reread(RecordBatch batch, ByteBuffer bytes, int records) {
        RecordBatch smaller = RecordBatch.at(bytes, 0);
        smaller.ensureValid();
        int seen = 0;
        RecordCursor cursor = smaller.records();
        while (cursor.next()) {
            seen++;
        }
        if (seen != records
                || smaller.baseOffset() != batch.baseOffset()
                || smaller.nextOffset() != batch.nextOffset()) {
            throw new AssertionError(seen + " of " + records + " records, offsets " + smaller.baseOffset() + ".."
                    + smaller.lastOffset() + " of " + batch.baseOffset() + ".." + batch.lastOffset());
        }
    }

    private static void readAll(byte[] input) {
        for (RecordBatch batch : RecordBatch.iterate(ByteBuffer.wrap(input))) {
            batch.ensureValid();
            read(batch);
        }
    }

    private static void read(RecordBatch batch) {
        batch.ensureValid();
        RecordCursor records = batch.records(LIMIT_BYTES);
        while (records.next()) {
            records.headers();
            records.key();
            records.value();
            records.keyView();
            records.valueView();
        }
    }

    /** A batch whose size and checksum fit what follows the checksum. */
    private static ByteBuffer mended(byte[] body) {
        byte[] whole = new byte[BatchFormat.ATTRIBUTES + Math.max(body.length, SMALLEST_BODY_BYTES)];
        System.arraycopy(body, 0, whole, BatchFormat.ATTRIBUTES, body.length);
        ByteBuffer buffer = ByteBuffer.wrap(whole);
        buffer.putInt(BatchFormat.LENGTH, whole.length - BatchFormat.LENGTH_OVERHEAD);
        buffer.put(BatchFormat.MAGIC, BatchFormat.MAGIC_V2);
        CRC32C crc = new CRC32C();
        crc.update(whole, BatchFormat.ATTRIBUTES, whole.length - BatchFormat.ATTRIBUTES);
        return buffer.putInt(BatchFormat.CRC, (int) crc.getValue());
    }

    private static List<byte[]> bodiesOf(List<byte[]> batches) {
        return batches.stream()
                .map(whole -> Arrays.copyOfRange(whole, BatchFormat.ATTRIBUTES, whole.length))
                .toList();
    }

    private static byte[] body(ByteBuffer batch) {
        byte[] body = new byte[batch.remaining() - BatchFormat.ATTRIBUTES];
        batch.get(batch.position() + BatchFormat.ATTRIBUTES, body);
        return body;
    }

    /** A batch of each compression, and those that grow a thousand times when they are decompressed. */
    public static List<byte[]> wholeBatches() {
        List<byte[]> batches = new ArrayList<>(smallBatches());
        for (Compression compression : Compression.values()) {
            RecordBatchBuilder bomb = new RecordBatchBuilder(compression, 256);
            bomb.append(10, null, new byte[3 * LIMIT_BYTES], new Header[0]);
            byte[] batch = bytes(bomb.build(0));
            if (batch.length < 64 << 10) {
                batches.add(batch);
            }
        }
        return batches;
    }

    private static List<byte[]> smallBatches() {
        List<byte[]> batches = new ArrayList<>();
        for (Compression compression : Compression.values()) {
            RecordBatchBuilder builder = new RecordBatchBuilder(compression, 256);
            builder.producer(7, (short) 1, 0, true);
            Header[] headers = {new RecordHeader("h", new byte[] {1, 2}), new RecordHeader("none", (byte[]) null)};
            builder.append(10, "key".getBytes(UTF_8), "value".getBytes(UTF_8), headers);
            builder.append(11, null, "again and again and again and again".getBytes(UTF_8), new Header[0]);
            builder.append(12, "gone".getBytes(UTF_8), null, new Header[0]);
            batches.add(bytes(builder.build(0)));
        }
        return batches;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
