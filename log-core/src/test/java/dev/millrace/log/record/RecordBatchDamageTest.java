package dev.millrace.log.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xerial.snappy.SnappyOutputStream;

/** Whatever the bytes say, reading them ends, in bounded memory: cleanly, or in {@link CorruptRecordException}. */
class RecordBatchDamageTest {
    private static final int LIMIT_BYTES = 1 << 20;

    @ParameterizedTest
    @EnumSource(Compression.class)
    void anyFlippedByteUnderTheCrcIsNoticed(Compression compression) {
        byte[] good = small(compression);
        for (int at = BatchFormat.CRC; at < good.length; at++) {
            for (int flip : new int[] {0x01, 0x80, 0xff}) {
                byte[] bad = good.clone();
                bad[at] ^= (byte) flip;
                RecordBatch batch = RecordBatch.at(ByteBuffer.wrap(bad), 0);
                assertThat(batch.isValid())
                        .as("byte %d flipped by %x", at, flip)
                        .isFalse();
                assertThatThrownBy(batch::ensureValid)
                        .isInstanceOf(CorruptRecordException.class)
                        .hasMessageContaining("damaged");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void anyFlippedByteIsSurvivedByAReaderWhoChecksNoCrc(Compression compression) {
        byte[] good = small(compression);
        for (int at = 0; at < good.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] bad = good.clone();
                bad[at] ^= (byte) (1 << bit);
                readAll(bad);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void randomDamageIsSurvived(Compression compression) {
        byte[] good = small(compression);
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            byte[] bad = good.clone();
            for (int i = 1 + random.nextInt(8); i > 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            readAll(bad);
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void atornBatchEndsTheIteration(Compression compression) {
        byte[] good = small(compression);
        ByteBuffer two =
                ByteBuffer.allocate(2 * good.length).put(good).put(good).flip();
        for (int size = good.length; size < 2 * good.length; size++) {
            two.limit(size);
            assertThat(RecordBatch.iterate(two)).as("cut at %d", size).hasSize(1);
        }
        assertThat(RecordBatch.iterate(two.limit(2 * good.length))).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void recordsCutShortAreNoticed(Compression compression) {
        byte[] good = small(compression);
        for (int size = BatchFormat.RECORDS; size < good.length; size++) {
            byte[] cut = java.util.Arrays.copyOf(good, size);
            ByteBuffer.wrap(cut).putInt(BatchFormat.LENGTH, size - BatchFormat.LENGTH_OVERHEAD);
            int length = size;
            assertThatThrownBy(() -> drain(RecordBatch.at(ByteBuffer.wrap(cut), 0)))
                    .as("cut at %d", length)
                    .isInstanceOf(CorruptRecordException.class);
        }
    }

    @Test
    void lengthsThatCannotBeAreNoticed() {
        for (int length : new int[] {1, 48, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            byte[] bad = small(Compression.NONE);
            ByteBuffer.wrap(bad).putInt(BatchFormat.LENGTH, length);
            assertThatThrownBy(() -> RecordBatch.sizeAt(ByteBuffer.wrap(bad), 0))
                    .as("length %d", length)
                    .isInstanceOf(CorruptRecordException.class)
                    .hasMessageContaining("" + length);
        }
    }

    @Test
    void anotherFormatIsNoticed() {
        byte[] bad = small(Compression.NONE);
        bad[BatchFormat.MAGIC] = 1;
        assertThatThrownBy(() -> RecordBatch.at(ByteBuffer.wrap(bad), 0))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("format is 1");
    }

    @Test
    void countsOfRecordsAndHeadersThatCannotBeAreNoticed() {
        byte[] bad = small(Compression.NONE);
        ByteBuffer.wrap(bad).putInt(BatchFormat.RECORD_COUNT, Integer.MAX_VALUE);
        assertThatThrownBy(() -> drain(RecordBatch.at(ByteBuffer.wrap(bad), 0)))
                .isInstanceOf(CorruptRecordException.class);
        ByteBuffer.wrap(bad).putInt(BatchFormat.RECORD_COUNT, -5);
        assertThatThrownBy(() -> drain(RecordBatch.at(ByteBuffer.wrap(bad), 0)))
                .isInstanceOf(CorruptRecordException.class);
        ByteBuffer.wrap(bad).putInt(BatchFormat.RECORD_COUNT, 1);
        assertThatThrownBy(() -> drain(RecordBatch.at(ByteBuffer.wrap(bad), 0)))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining("left after the last record");
    }

    @ParameterizedTest
    @EnumSource(value = Compression.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBombIsRefusedAtTheLimit(Compression compression) throws IOException {
        byte[] bomb = bomb(compression, 32 * LIMIT_BYTES);
        RecordBatch batch = withRecords(compression, bomb);
        assertThatThrownBy(() -> batch.records(LIMIT_BYTES))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageMatching(".*(1048576|too much memory).*");
    }

    @Test
    void asnappyBlockThatDeclaresGigabytesAllocatesNothing() {
        byte[] block = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07, 0, 'x'};
        assertThatThrownBy(() -> withRecords(Compression.SNAPPY, block).records(LIMIT_BYTES))
                .isInstanceOf(CorruptRecordException.class);
    }

    @Test
    void abareSnappyBlockIsReadAsLibrdkafkaWritesIt() throws IOException {
        RecordBatchBuilder plain = new RecordBatchBuilder(Compression.NONE, 100);
        SampleRecord record = SampleRecord.random(new Random(2), 1).get(0);
        plain.append(record.timestampMs(), record.key(), record.value(), record.headers());
        ByteBuffer batch = plain.build(0);
        byte[] records = new byte[batch.limit() - BatchFormat.RECORDS];
        batch.get(BatchFormat.RECORDS, records);
        RecordCursor cursor = withRecords(Compression.SNAPPY, org.xerial.snappy.Snappy.compress(records))
                .records();
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.value()).isEqualTo(record.value());
    }

    private static byte[] bomb(Compression compression, int size) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream stream = switch (compression) {
            case GZIP -> new GZIPOutputStream(bytes);
            case SNAPPY -> new SnappyOutputStream(bytes);
            case LZ4 -> new LZ4FrameOutputStream(bytes);
            case ZSTD -> new com.github.luben.zstd.ZstdOutputStream(bytes);
            case NONE -> bytes;
        }) {
            stream.write(new byte[size]);
        }
        return bytes.toByteArray();
    }

    private static RecordBatch withRecords(Compression compression, byte[] records) {
        ByteBuffer buffer = ByteBuffer.allocate(BatchFormat.RECORDS + records.length);
        buffer.put(0, small(compression), 0, BatchFormat.RECORDS);
        buffer.put(BatchFormat.RECORDS, records);
        buffer.putInt(BatchFormat.LENGTH, buffer.limit() - BatchFormat.LENGTH_OVERHEAD);
        buffer.putInt(BatchFormat.RECORD_COUNT, 1);
        return RecordBatch.at(buffer, 0);
    }

    private static byte[] small(Compression compression) {
        RecordBatchBuilder builder = new RecordBatchBuilder(compression, 100);
        builder.producer(5, (short) 1, 10, false);
        List<SampleRecord> records = SampleRecord.random(new Random(11), 4);
        for (SampleRecord r : records) {
            byte[] value = r.value() == null ? null : java.util.Arrays.copyOf(r.value(), 20);
            builder.append(r.timestampMs(), r.key(), value, r.headers());
        }
        ByteBuffer batch = builder.build(100);
        byte[] bytes = new byte[batch.remaining()];
        batch.get(bytes);
        return bytes;
    }

    private static void readAll(byte[] bytes) {
        try {
            for (RecordBatch batch : RecordBatch.iterate(ByteBuffer.wrap(bytes))) {
                drain(batch);
            }
        } catch (CorruptRecordException expected) {
            assertThat(expected.getMessage()).isNotBlank();
        }
    }

    private static void drain(RecordBatch batch) {
        RecordCursor cursor = batch.records(LIMIT_BYTES);
        while (cursor.next()) {
            cursor.key();
            cursor.value();
            cursor.headers();
        }
        if (batch.isControl()) {
            ControlMarker.of(batch);
        }
    }
}
