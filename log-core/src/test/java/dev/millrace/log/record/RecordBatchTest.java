package dev.millrace.log.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RecordBatchTest {
    private static final Header[] NO_HEADERS = new Header[0];

    @Test
    void offsetsAreStampedInPlaceAndLeaveTheCrcAlone() {
        RecordBatch batch = batch(3, 0);
        batch.assignOffsets(1000, 7);
        batch.ensureValid();
        assertThat(batch.baseOffset()).isEqualTo(1000);
        assertThat(batch.lastOffset()).isEqualTo(1002);
        assertThat(batch.nextOffset()).isEqualTo(1003);
        assertThat(batch.leaderEpoch()).isEqualTo(7);
    }

    @Test
    void theTimeOfTheAppendBecomesTheTimeOfEveryRecord() {
        RecordBatch batch = batch(3, 0);
        batch.assignAppendTime(5_000);
        batch.ensureValid();
        assertThat(batch.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
        assertThat(batch.maxTimestamp()).isEqualTo(5_000);
        RecordCursor records = batch.records();
        while (records.next()) {
            assertThat(records.timestamp()).isEqualTo(5_000);
        }
    }

    @Test
    void sequencesGoOnAtZeroAfterTheLargest() {
        assertThat(batch(3, Integer.MAX_VALUE - 1).lastSequence()).isZero();
        assertThat(batch(2, Integer.MAX_VALUE - 1).lastSequence()).isEqualTo(Integer.MAX_VALUE);
        assertThat(batch(4, Integer.MAX_VALUE).lastSequence()).isEqualTo(2);
        assertThat(batch(4, 8).lastSequence()).isEqualTo(11);
    }

    @Test
    void abatchWithoutAProducerHasNoSequence() {
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 64);
        builder.append(1, null, null, NO_HEADERS);
        builder.append(2, null, null, NO_HEADERS);
        RecordBatch batch = RecordBatch.at(builder.build(0), 0);
        assertThat(batch.hasProducerId()).isFalse();
        assertThat(batch.producerEpoch()).isEqualTo((short) -1);
        assertThat(batch.baseSequence()).isEqualTo(-1);
        assertThat(batch.lastSequence()).isEqualTo(-1);
    }

    @Test
    void zerosAreTheEndAndAreNoBatch() {
        ByteBuffer zeros = ByteBuffer.allocate(100);
        assertThat(RecordBatch.sizeAt(zeros, 0)).isZero();
        assertThat(RecordBatch.iterate(zeros)).isEmpty();
        assertThatThrownBy(() -> RecordBatch.at(zeros, 0)).isInstanceOf(CorruptRecordException.class);
    }

    @Test
    void theSizeIsKnownFromThePrefixAlone() {
        ByteBuffer whole = batch(3, 0).bytes();
        ByteBuffer prefix = whole.duplicate().limit(RecordBatch.PREFIX_BYTES);
        assertThat(RecordBatch.sizeAt(prefix, 0)).isEqualTo(whole.remaining());
        assertThat(RecordBatch.sizeAt(prefix.limit(RecordBatch.PREFIX_BYTES - 1), 0))
                .isEqualTo(-1);
    }

    @Test
    void batchesAreFoundOneAfterTheOtherWhereverTheyLie() {
        ByteBuffer one = batch(2, 0).bytes();
        ByteBuffer many = ByteBuffer.allocate(10 + 3 * one.remaining());
        many.position(10);
        for (int i = 0; i < 3; i++) {
            many.put(one.duplicate());
        }
        many.position(10);
        long offset = 40;
        for (RecordBatch batch : RecordBatch.iterate(many)) {
            batch.assignOffsets(offset, 0);
            offset = batch.nextOffset();
        }
        assertThat(offset).isEqualTo(46);
        assertThat(many.position()).isEqualTo(10);
        assertThat(RecordBatch.iterate(many))
                .extracting(RecordBatch::baseOffset)
                .containsExactly(40L, 42L, 44L);
    }

    @Test
    void recordsAreReadThroughAReadOnlyBufferToo() {
        RecordBatch batch = RecordBatch.at(batch(2, 0).bytes().asReadOnlyBuffer(), 0);
        batch.ensureValid();
        RecordCursor records = batch.records();
        assertThat(records.next()).isTrue();
        assertThat(records.value()).isEqualTo("value-0".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void abuilderStopsAtItsSizeButTakesAnyFirstRecord() {
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 64, 200);
        assertThat(builder.append(1, null, new byte[1000], NO_HEADERS)).isTrue();
        assertThat(builder.append(1, null, new byte[1], NO_HEADERS)).isFalse();
        assertThat(RecordBatch.at(builder.build(0), 0).recordCount()).isEqualTo(1);
        builder.reset();
        int taken = 0;
        while (builder.append(1, null, new byte[10], NO_HEADERS)) {
            taken++;
        }
        assertThat(taken).isPositive();
        assertThat(builder.estimatedSizeBytes()).isBetween(170, 200);
        assertThat(builder.build(0).remaining()).isEqualTo(builder.estimatedSizeBytes());
    }

    @Test
    void anEmptyBatchIsNeverBuilt() {
        assertThatThrownBy(() -> new RecordBatchBuilder(Compression.NONE, 64).build(0))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void compressionsAreKnownByNameAndNumber() {
        for (Compression compression : Compression.values()) {
            assertThat(Compression.forId(compression.id())).isEqualTo(compression);
            assertThat(Compression.forName(compression.configName().toUpperCase(java.util.Locale.ROOT)))
                    .isEqualTo(compression);
        }
        assertThatThrownBy(() -> Compression.forName("brotli")).hasMessageContaining("none, gzip, snappy, lz4, zstd");
        assertThatThrownBy(() -> Compression.forId(7)).isInstanceOf(CorruptRecordException.class);
    }

    private static RecordBatch batch(int records, int baseSequence) {
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 64);
        builder.producer(1, (short) 0, baseSequence, false);
        for (int i = 0; i < records; i++) {
            builder.append(100 + i, null, ("value-" + i).getBytes(StandardCharsets.UTF_8), NO_HEADERS);
        }
        return RecordBatch.at(builder.build(0), 0);
    }
}
