package dev.millrace.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.log.record.Compression;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordBatchBuilder;
import dev.millrace.log.record.RecordCursor;
import dev.millrace.log.storage.MemoryStorage;
import dev.millrace.log.storage.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** Words for tests of the log: batches from strings, and back. */
final class LogFixture {
    static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    static final TopicPartition BILLS = new TopicPartition("bills", 0);
    static final long NOW = 1_000_000;
    static final short EPOCH = 0;
    static final LogDirectoryConfig CONFIG = LogDirectoryConfig.DEFAULT.withJournal(64 << 10, 256 << 10);
    private static final Header[] NO_HEADERS = {};

    private LogFixture() {}

    static LogDirectory open(Storage storage) {
        return open(storage, CONFIG);
    }

    static LogDirectory open(Storage storage, LogDirectoryConfig config) {
        try {
            return LogDirectory.open(storage, config, NOW);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a process would find that starts after this one was killed. */
    static LogDirectory reopen(MemoryStorage storage, LogDirectoryConfig config) {
        return open(storage.copy(), config);
    }

    static ByteBuffer batch(String... values) {
        return producerBatch(-1, (short) -1, -1, false, values);
    }

    static ByteBuffer timedBatch(long timestampMs, String... values) {
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 128);
        for (String value : values) {
            builder.append(timestampMs, null, value.getBytes(UTF_8), NO_HEADERS);
        }
        return builder.build(0);
    }

    static ByteBuffer idempotent(long producerId, int epoch, int sequence, String... values) {
        return producerBatch(producerId, (short) epoch, sequence, false, values);
    }

    static ByteBuffer transactional(long producerId, int epoch, int sequence, String... values) {
        return producerBatch(producerId, (short) epoch, sequence, true, values);
    }

    private static ByteBuffer producerBatch(
            long producerId, short epoch, int sequence, boolean transactional, String... values) {
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 128);
        builder.producer(producerId, epoch, sequence, transactional);
        for (String value : values) {
            builder.append(NOW, null, value.getBytes(UTF_8), NO_HEADERS);
        }
        return builder.build(0);
    }

    static ByteBuffer together(ByteBuffer first, ByteBuffer second) {
        ByteBuffer both = ByteBuffer.allocate(first.remaining() + second.remaining());
        return both.put(first).put(second).flip();
    }

    static long append(PartitionLog log, String... values) {
        return log.append(batch(values), NOW).baseOffset();
    }

    static List<String> read(PartitionLog log) {
        return read(log, IsolationLevel.READ_UNCOMMITTED);
    }

    static List<String> committed(PartitionLog log) {
        return read(log, IsolationLevel.READ_COMMITTED);
    }

    /** All values from the start, as a consumer sees them. */
    static List<String> read(PartitionLog log, IsolationLevel isolation) {
        List<String> values = new ArrayList<>();
        long offset = log.logStartOffset();
        while (true) {
            FetchedBatches fetched = log.fetch(offset, 300, isolation);
            if (!fetched.batches().hasRemaining()) {
                return values;
            }
            for (RecordBatch batch : RecordBatch.iterate(fetched.batches())) {
                batch.ensureValid();
                if (!batch.isControl() && !isAborted(batch, fetched.aborted())) {
                    RecordCursor record = batch.records();
                    while (record.next()) {
                        if (record.offset() >= offset) {
                            values.add(new String(record.value(), UTF_8));
                        }
                    }
                }
                offset = batch.nextOffset();
            }
        }
    }

    private static boolean isAborted(RecordBatch batch, List<AbortedTransaction> aborted) {
        return batch.isTransactional()
                && aborted.stream()
                        .anyMatch(transaction -> transaction.producerId() == batch.producerId()
                                && transaction.firstOffset() <= batch.baseOffset()
                                && transaction.lastOffset() > batch.baseOffset());
    }
}
