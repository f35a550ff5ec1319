package dev.millrace.log.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Kafka's clients read what we write, and we read what they write: batch by batch, from seeds. */
class RecordBatchOracleTest {
    private static final int SEEDS = 60;

    static Stream<Arguments> seeds() {
        return IntStream.range(0, SEEDS)
                .mapToObj(seed -> Arguments.of(seed, Compression.values()[seed % Compression.values().length]));
    }

    @ParameterizedTest(name = "seed {0}, {1}")
    @MethodSource("seeds")
    void kafkaReadsOurBatches(int seed, Compression compression) {
        checkOurs(seed, compression);
    }

    @ParameterizedTest(name = "seed {0}, {1}")
    @MethodSource("seeds")
    void weReadKafkasBatches(int seed, Compression compression) {
        checkTheirs(seed, compression);
    }

    @Test
    @Tag("nightly")
    void bothWaysForManySeeds() {
        for (int seed = SEEDS; seed < 20_000; seed++) {
            if (seed % 1_000 == 0) {
                System.out.println("RecordBatchOracleTest: seed " + seed);
            }
            Compression compression = Compression.values()[seed % Compression.values().length];
            checkOurs(seed, compression);
            checkTheirs(seed, compression);
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void batchesOfSeveralCodecBlocksGoBothWays(Compression compression) {
        Random random = new Random(7);
        List<SampleRecord> records = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            records.addAll(SampleRecord.random(random, 10));
        }
        assertThat(readByKafka(ours(compression, records, 0, new Producer(-1, (short) -1, -1, false))))
                .isEqualTo(records);
        assertThat(readByUs(theirs(
                        compression, records, 0, new Producer(-1, (short) -1, -1, false), TimestampType.CREATE_TIME)))
                .isEqualTo(records);
    }

    @Test
    void uncompressedBatchesAreTheSameBytesAsKafkas() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            List<SampleRecord> records = SampleRecord.random(random, 1 + random.nextInt(30));
            Producer producer = Producer.random(random);
            assertThat(ours(Compression.NONE, records, 77, producer))
                    .as("seed %d", seed)
                    .isEqualTo(theirs(Compression.NONE, records, 77, producer, TimestampType.CREATE_TIME));
        }
    }

    @Test
    void weReadWhatCompactionLeft() {
        List<SampleRecord> records = SampleRecord.random(new Random(3), 10);
        ByteBuffer theirs =
                theirs(Compression.LZ4, records, 50, new Producer(9, (short) 1, 0, false), TimestampType.CREATE_TIME);
        ByteBuffer left = ByteBuffer.allocate(100_000);
        MemoryRecords.readableRecords(theirs).filterTo(keepOddOffsets(), left, BufferSupplier.NO_CACHING);
        left.flip();

        RecordBatch batch = RecordBatch.at(left, 0);
        batch.ensureValid();
        assertThat(batch.recordCount()).isEqualTo(5);
        assertThat(batch.lastOffset()).isEqualTo(59);
        assertThat(batch.lastSequence()).isEqualTo(9);
        RecordCursor cursor = batch.records();
        for (long offset = 51; offset < 60; offset += 2) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.offset()).isEqualTo(offset);
            assertThat(sample(cursor)).isEqualTo(records.get((int) (offset - 50)));
        }
        assertThat(cursor.next()).isFalse();
    }

    private static MemoryRecords.RecordFilter keepOddOffsets() {
        return new MemoryRecords.RecordFilter(0, 0) {
            @Override
            protected BatchRetentionResult checkBatchRetention(
                    org.apache.kafka.common.record.internal.RecordBatch batch) {
                return new BatchRetentionResult(BatchRetention.DELETE_EMPTY, true);
            }

            @Override
            protected boolean shouldRetainRecord(
                    org.apache.kafka.common.record.internal.RecordBatch batch, Record record) {
                return record.offset() % 2 == 1;
            }
        };
    }

    private static void checkOurs(int seed, Compression compression) {
        Random random = new Random(seed);
        List<SampleRecord> records = SampleRecord.random(random, 1 + random.nextInt(40));
        Producer producer = Producer.random(random);
        long baseOffset = random.nextLong() >>> 2;
        ByteBuffer bytes = ours(compression, records, baseOffset, producer);
        RecordBatch view = RecordBatch.at(bytes, bytes.position());
        boolean stamped = random.nextBoolean();
        if (stamped) {
            view.assignAppendTime(1_500_000_000_000L);
            view.assignOffsets(baseOffset + 3, 12);
        }
        MutableRecordBatch batch = only(MemoryRecords.readableRecords(bytes));
        batch.ensureValid();
        assertSameHeader(seed, batch, view);
        assertThat(batch.baseOffset()).isEqualTo(stamped ? baseOffset + 3 : baseOffset);
        assertThat(batch.partitionLeaderEpoch()).isEqualTo(stamped ? 12 : -1);
        List<SampleRecord> expected = stamped
                ? records.stream()
                        .map(r -> new SampleRecord(1_500_000_000_000L, r.key(), r.value(), r.headers()))
                        .toList()
                : records;
        assertThat(readByKafka(bytes)).as("seed %d", seed).isEqualTo(expected);
        assertThat(readByUs(bytes)).as("seed %d", seed).isEqualTo(expected);
    }

    private static void checkTheirs(int seed, Compression compression) {
        Random random = new Random(seed);
        List<SampleRecord> records = SampleRecord.random(random, 1 + random.nextInt(40));
        Producer producer = Producer.random(random);
        long baseOffset = random.nextLong() >>> 2;
        TimestampType type = random.nextInt(3) == 0 ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME;
        ByteBuffer bytes = theirs(compression, records, baseOffset, producer, type);
        RecordBatch view = RecordBatch.at(bytes, bytes.position());
        view.ensureValid();
        assertSameHeader(seed, only(MemoryRecords.readableRecords(bytes)), view);
        assertThat(view.compression()).isEqualTo(compression);
        assertThat(readByUs(bytes)).as("seed %d", seed).isEqualTo(readByKafka(bytes));
        assertThat(readByUs(direct(bytes))).as("seed %d, not on the heap", seed).isEqualTo(readByKafka(bytes));
    }

    private static void assertSameHeader(int seed, MutableRecordBatch theirs, RecordBatch ours) {
        assertThat(header(ours))
                .as("seed %d", seed)
                .isEqualTo(List.of(
                        theirs.sizeInBytes(),
                        theirs.baseOffset(),
                        theirs.lastOffset(),
                        theirs.nextOffset(),
                        theirs.partitionLeaderEpoch(),
                        (int) theirs.compressionType().id,
                        theirs.timestampType(),
                        theirs.isTransactional(),
                        theirs.isControlBatch(),
                        theirs.maxTimestamp(),
                        theirs.producerId(),
                        theirs.producerEpoch(),
                        theirs.baseSequence(),
                        theirs.lastSequence(),
                        theirs.countOrNull()));
    }

    private static List<Object> header(RecordBatch ours) {
        return List.of(
                ours.sizeBytes(),
                ours.baseOffset(),
                ours.lastOffset(),
                ours.nextOffset(),
                ours.leaderEpoch(),
                ours.compression().id(),
                ours.timestampType(),
                ours.isTransactional(),
                ours.isControl(),
                ours.maxTimestamp(),
                ours.producerId(),
                ours.producerEpoch(),
                ours.baseSequence(),
                ours.lastSequence(),
                ours.recordCount());
    }

    private record Producer(long id, short epoch, int sequence, boolean transactional) {
        static Producer random(Random random) {
            if (random.nextInt(3) == 0) {
                return new Producer(-1, (short) -1, -1, false);
            }
            int sequence = random.nextInt(3) == 0 ? Integer.MAX_VALUE - random.nextInt(5) : random.nextInt(1000);
            return new Producer(
                    random.nextLong() >>> 1, (short) random.nextInt(Short.MAX_VALUE), sequence, random.nextBoolean());
        }
    }

    private static ByteBuffer ours(
            Compression compression, List<SampleRecord> records, long baseOffset, Producer producer) {
        RecordBatchBuilder builder = new RecordBatchBuilder(compression, 100);
        builder.append(1, new byte[500], null, records.get(0).headers());
        builder.build(0);
        builder.reset();
        if (producer.id() >= 0) {
            builder.producer(producer.id(), producer.epoch(), producer.sequence(), producer.transactional());
        }
        for (SampleRecord r : records) {
            assertThat(builder.append(r.timestampMs(), r.key(), r.value(), r.headers()))
                    .isTrue();
        }
        assertThat(builder.recordCount()).isEqualTo(records.size());
        return builder.build(baseOffset);
    }

    private static ByteBuffer theirs(
            Compression compression,
            List<SampleRecord> records,
            long baseOffset,
            Producer producer,
            TimestampType timestampType) {
        MemoryRecordsBuilder builder = MemoryRecords.builder(
                ByteBuffer.allocate(1024),
                org.apache.kafka.common.record.internal.RecordBatch.CURRENT_MAGIC_VALUE,
                org.apache.kafka.common.compress.Compression.of(compression.configName())
                        .build(),
                timestampType,
                baseOffset,
                1_600_000_000_000L,
                producer.id(),
                producer.epoch(),
                producer.sequence(),
                producer.transactional(),
                -1);
        for (SampleRecord r : records) {
            builder.append(r.timestampMs(), r.key(), r.value(), r.headers());
        }
        return builder.build().buffer();
    }

    private static List<SampleRecord> readByKafka(ByteBuffer bytes) {
        List<SampleRecord> records = new ArrayList<>();
        for (Record r : MemoryRecords.readableRecords(bytes.duplicate()).records()) {
            records.add(new SampleRecord(
                    r.timestamp(), Utils.toNullableArray(r.key()), Utils.toNullableArray(r.value()), r.headers()));
        }
        return records;
    }

    private static List<SampleRecord> readByUs(ByteBuffer bytes) {
        List<SampleRecord> records = new ArrayList<>();
        for (RecordBatch batch : RecordBatch.iterate(bytes)) {
            RecordCursor cursor = batch.records();
            for (long offset = batch.baseOffset(); cursor.next(); offset++) {
                assertThat(cursor.offset()).isEqualTo(offset);
                records.add(sample(cursor));
            }
        }
        return records;
    }

    private static SampleRecord sample(RecordCursor cursor) {
        assertThat(cursor.keySize()).isEqualTo(cursor.key() == null ? -1 : cursor.key().length);
        assertThat(cursor.valueSize()).isEqualTo(cursor.value() == null ? -1 : cursor.value().length);
        assertThat(Utils.toNullableArray(cursor.keyView())).isEqualTo(cursor.key());
        assertThat(Utils.toNullableArray(cursor.valueView())).isEqualTo(cursor.value());
        assertThat(cursor.headerCount()).isEqualTo(cursor.headers().toArray().length);
        return new SampleRecord(
                cursor.timestamp(),
                cursor.key(),
                cursor.value(),
                cursor.headers().toArray());
    }

    private static MutableRecordBatch only(MemoryRecords records) {
        List<MutableRecordBatch> batches = new ArrayList<>();
        records.batches().forEach(batches::add);
        assertThat(batches).hasSize(1);
        return batches.get(0);
    }

    private static ByteBuffer direct(ByteBuffer bytes) {
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.remaining());
        direct.put(bytes.duplicate()).flip();
        return direct;
    }
}
