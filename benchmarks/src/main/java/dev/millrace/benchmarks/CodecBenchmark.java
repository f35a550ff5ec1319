package dev.millrace.benchmarks;

import dev.millrace.log.record.Compression;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordBatchBuilder;
import dev.millrace.log.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Header;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Building and reading record batches of 130 records with a 12-byte key and a 100-byte value; records per second. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class CodecBenchmark {
    private static final int RECORDS = 130;
    private static final Header[] NO_HEADERS = {};

    /** How the records are compressed. */
    @Param({"NONE", "LZ4", "ZSTD"})
    public Compression compression = Compression.NONE;

    private final byte[][] keys = new byte[RECORDS][];
    private final byte[][] values = new byte[RECORDS][];
    private RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 0);
    private ByteBuffer built = ByteBuffer.allocate(0);

    /** Makes the records: values of letters, which compress by about a third. */
    @Setup
    public void makeRecords() {
        Random random = new Random(1);
        for (int i = 0; i < RECORDS; i++) {
            keys[i] = letters(random, 12);
            values[i] = letters(random, 100);
        }
        builder = new RecordBatchBuilder(compression, RECORDS * 128);
        ByteBuffer batch = build();
        built = ByteBuffer.allocate(batch.remaining()).put(batch).flip();
    }

    private static byte[] letters(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ('a' + random.nextInt(26));
        }
        return bytes;
    }

    /**
     * Builds a batch.
     *
     * @return the batch
     */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public ByteBuffer build() {
        builder.reset();
        for (int i = 0; i < RECORDS; i++) {
            builder.append(i, keys[i], values[i], NO_HEADERS);
        }
        return builder.build(0);
    }

    /**
     * Checks a batch and reads all its keys and values.
     *
     * @return something that depends on all of them
     */
    @Benchmark
    @OperationsPerInvocation(RECORDS)
    public int read() {
        RecordBatch batch = RecordBatch.at(built, 0);
        batch.ensureValid();
        RecordCursor record = batch.records();
        int sum = 0;
        while (record.next()) {
            byte[] key = record.key();
            byte[] value = record.value();
            sum += (key == null ? 0 : key.length) + (value == null ? 0 : value[0]);
        }
        return sum;
    }
}
