package dev.millrace.conformance.crash;

import static dev.millrace.conformance.crash.SmallLog.A;
import static dev.millrace.conformance.crash.SmallLog.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.millrace.conformance.audit.Baseline;
import dev.millrace.log.FetchedBatches;
import dev.millrace.log.PartitionLog;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.storage.MemoryStorage;
import dev.millrace.log.storage.StorageFile;
import dev.millrace.transaction.ProducerIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/**
 * The faults of the reliability page that are made while nobody looks: bytes flipped, files lost, emptied, or added.
 */
@ExtendWith(Baseline.class)
class DamagedFilesCasesTest {
    private static final Logger MAIN_LOG = (Logger) LoggerFactory.getLogger("dev.millrace.log");
    private static final String DIRECTORY = "partitions/a-0.0";
    private static final String SEALED = DIRECTORY + "/00000000000000000000.log";
    private static final ProducerIdentity PRODUCER = new ProducerIdentity(7, (short) 0);

    private final MemoryStorage sound;
    private final String view;

    @BeforeAll
    static void expectErrors() {
        MAIN_LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void listenAgain() {
        MAIN_LOG.setLevel(null);
    }

    /**
     * Four segments of A, with an aborted transaction, a committed one and an open one; B has a few records. Closed in
     * order.
     */
    DamagedFilesCasesTest() throws IOException {
        MemoryStorage storage = new MemoryStorage();
        SmallLog log = new SmallLog(storage).withPartitions();
        ProducerIdentity next = new ProducerIdentity(7, (short) 1);
        log.append(A, PRODUCER, 0, true, "aborted");
        fill(log, 0, 8);
        log.log(A).appendMarker(7, (short) 1, false, 0, log.nowMs);
        log.append(A, next, 0, true, "committed");
        fill(log, 8, 16);
        log.log(A).appendMarker(7, (short) 2, true, 0, log.nowMs);
        fill(log, 16, 24);
        log.append(A, new ProducerIdentity(8, (short) 0), 0, true, "open");
        fill(log, 24, 28);
        log.append(B, "other");
        log.directory.sync();
        log.directory.close();
        sound = storage.copy();
        view = viewOf(sound.copy());
        assertThat(view).contains("AbortedTransaction", "v23");
    }

    private static void fill(SmallLog log, int from, int to) {
        for (int i = from; i < to; i++) {
            log.nowMs += 10;
            log.append(A, "v" + i);
        }
    }

    /**
     * All that a reader can learn of A: at both isolation levels, from every offset, for every time; and the producers.
     */
    private static String viewOf(MemoryStorage storage) throws IOException {
        SmallLog log = new SmallLog(storage);
        try {
            PartitionLog a = log.log(A);
            StringBuilder all = new StringBuilder();
            for (IsolationLevel isolation : IsolationLevel.values()) {
                for (long offset = a.logStartOffset(); offset < a.endOffset(isolation); offset++) {
                    FetchedBatches fetched = a.fetch(offset, 1, isolation);
                    RecordBatch batch =
                            RecordBatch.iterate(fetched.batches()).iterator().next();
                    assertThat(batch.baseOffset()).isLessThanOrEqualTo(offset);
                    assertThat(batch.lastOffset()).isGreaterThanOrEqualTo(offset);
                    all.append(offset)
                            .append(fetched.aborted())
                            .append(':')
                            .append(Arrays.hashCode(copy(batch.bytes())))
                            .append('\n');
                }
            }
            for (long time = 990; time < 1300; time += 5) {
                OffsetAndTimestamp found = a.offsetForTimestamp(time, IsolationLevel.READ_UNCOMMITTED);
                all.append(found).append('\n');
            }
            return all.append(log.read(A))
                    .append(new CommittedReading(a, 0).toEnd())
                    .append(producers(a))
                    .toString();
        } finally {
            log.directory.close();
        }
    }

    /** All but the time of their last activity: a log that is read anew takes the time of the reading. */
    private static List<String> producers(PartitionLog log) {
        return log.producers().stream()
                .map(producer -> producer.producerId() + "/" + producer.producerEpoch() + " at "
                        + producer.lastSequence() + ", open from " + producer.currentTransactionStartOffset())
                .toList();
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
    }

    @Test
    void case22_bitFlipInSealedSegment() throws IOException {
        byte[] bytes = bytes(sound, SEALED);
        List<Integer> starts = batchStarts(bytes);
        for (int at = 0; at < bytes.length; at++) {
            MemoryStorage damaged = flipped(SEALED, at, 1 << (at * 5 % 8));
            int hit = batchAt(starts, at);
            String where = "byte " + at + ", in batch " + hit + " at byte " + (at - starts.get(hit)) + " of it";
            SmallLog log = new SmallLog(damaged);
            assertThat(readUntilDamage(log, where)).as(where).isEqualTo(hit);
            assertThat(log.read(B)).as(where + ": others go on").containsExactly("other");
            log.append(A, "more");
            log.directory.sync();
            log.directory.close();
            bytes[at] ^= (byte) (1 << (at * 5 % 8));
            assertThat(bytes(damaged, SEALED)).as(where + ": bytes are kept").isEqualTo(bytes);
            bytes[at] ^= (byte) (1 << (at * 5 % 8));
        }
    }

    /** Reads batch after batch until that fails; returns how many were read. The error names the file and the place. */
    private static int readUntilDamage(SmallLog log, String where) {
        PartitionLog a = log.log(A);
        int batches = 0;
        long offset = 0;
        try {
            while (offset < a.lastStableOffset()) {
                FetchedBatches fetched = a.fetch(offset, 1, IsolationLevel.READ_UNCOMMITTED);
                RecordBatch batch =
                        RecordBatch.iterate(fetched.batches()).iterator().next();
                assertThat(batch.baseOffset()).as(where).isEqualTo(offset);
                offset = batch.nextOffset();
                batches++;
            }
        } catch (CorruptRecordException e) {
            assertThat(e)
                    .as(where)
                    .hasMessageContaining(SEALED)
                    .hasMessageContaining("at byte")
                    .hasMessageContaining("Restore the file");
            return batches;
        }
        throw new AssertionError(where + ": nobody noticed");
    }

    @Test
    void case23_bitFlipInAnIndexOrTransactionIndexOrCheckpoint() throws IOException {
        int files = 0;
        for (String path : files(sound, name -> name.endsWith("index") || name.equals("checkpoint"))) {
            int size = bytes(sound, path).length;
            for (int at = 0; at < size; at += path.equals("checkpoint") ? 5 : 1) {
                assertThat(viewOf(flipped(path, at, 1 << (at % 8))))
                        .as("%s, byte %d flipped", path, at)
                        .isEqualTo(view);
            }
            files++;
        }
        assertThat(files)
                .as("indexes of A and B, a transaction index, and the checkpoint")
                .isGreaterThan(5);
    }

    @Test
    void case24_missingOrEmptyOrShortIndexesAndCheckpointsAreMadeAnew() throws IOException {
        for (String path : files(sound, name -> name.endsWith("index") || name.equals("checkpoint"))) {
            MemoryStorage missing = sound.copy();
            missing.delete(path);
            assertThat(viewOf(missing)).as("without %s", path).isEqualTo(view);
            for (int size = 0; size < bytes(sound, path).length; size += 7) {
                assertThat(viewOf(cut(path, size)))
                        .as("%s cut to %d bytes", path, size)
                        .isEqualTo(view);
            }
        }
    }

    @Test
    void case24_aMissingOrEmptyOrShortSegmentFailsItsPartitionAloneAndNothingIsDeleted() throws IOException {
        for (String path : files(sound, name -> name.startsWith(DIRECTORY) && name.endsWith(".log"))) {
            MemoryStorage missing = sound.copy();
            missing.delete(path);
            assertFailsAlone(missing, path);
            int size = bytes(sound, path).length;
            for (int left = 0; left < size; left += 37) {
                assertFailsAlone(cut(path, left), path);
            }
        }
    }

    private static void assertFailsAlone(MemoryStorage found, String path) throws IOException {
        Map<String, String> before = contents(found);
        MemoryStorage damaged = found;
        for (int start = 0; start < 2; start++) {
            SmallLog log = new SmallLog(damaged);
            assertThatThrownBy(() -> readToEnd(log.log(A)))
                    .as("%s, start %d", path, start)
                    .isInstanceOf(ApiException.class)
                    .hasMessageContaining(DIRECTORY)
                    .hasMessageContaining("Restore");
            assertThat(log.read(B)).as("others go on").startsWith("other");
            log.append(B, "more");
            log.directory.sync();
            log.directory.close();
            damaged = damaged.copy();
        }
        Map<String, String> after = contents(damaged);
        before.keySet().removeIf(file -> !file.startsWith(DIRECTORY) || file.endsWith("index"));
        assertThat(after).as("%s damaged", path).containsAllEntriesOf(before);
    }

    private static void readToEnd(PartitionLog log) {
        long offset = 0;
        while (offset < log.highWatermark()) {
            FetchedBatches fetched = log.fetch(offset, 1, IsolationLevel.READ_UNCOMMITTED);
            RecordBatch batch =
                    RecordBatch.iterate(fetched.batches()).iterator().next();
            assertThat(batch.baseOffset()).as("nothing is passed over").isEqualTo(offset);
            offset = batch.nextOffset();
        }
    }

    @Test
    void case24_strayFilesAreLeftAlone() throws IOException {
        for (String stray : List.of(
                "notes.txt",
                "journal/notes.txt",
                "journal/mine.journal",
                "partitions/notes.txt",
                "partitions/mine/notes.txt",
                DIRECTORY + "/notes.txt",
                DIRECTORY + "/mine.log",
                DIRECTORY + "/.log",
                DIRECTORY + "/mine.index")) {
            for (boolean withCheckpoint : new boolean[] {true, false}) {
                MemoryStorage with = sound.copy();
                with.createDirectories(stray.contains("/") ? stray.substring(0, stray.lastIndexOf('/')) : "");
                try (StorageFile file = with.create(stray)) {
                    file.write(ByteBuffer.wrap("mine".getBytes(java.nio.charset.StandardCharsets.UTF_8)), 0);
                }
                if (!withCheckpoint) {
                    with.delete("checkpoint");
                }
                assertThat(viewOf(with)).as("with %s", stray).isEqualTo(view);
                assertThat(bytes(with, stray)).as(stray).asString().isEqualTo("mine");
            }
        }
    }

    private MemoryStorage flipped(String path, int at, int mask) throws IOException {
        MemoryStorage damaged = sound.copy();
        try (StorageFile file = damaged.open(path)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(one, at);
            file.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ mask)}), at);
        }
        return damaged;
    }

    private MemoryStorage cut(String path, int size) throws IOException {
        MemoryStorage damaged = sound.copy();
        try (StorageFile file = damaged.open(path)) {
            file.truncate(size);
        }
        return damaged;
    }

    private static List<Integer> batchStarts(byte[] segment) {
        List<Integer> starts = new ArrayList<>();
        for (int at = 0; at < segment.length; at += RecordBatch.sizeAt(ByteBuffer.wrap(segment), at)) {
            starts.add(at);
        }
        return starts;
    }

    private static int batchAt(List<Integer> starts, int at) {
        int batch = 0;
        while (batch + 1 < starts.size() && starts.get(batch + 1) <= at) {
            batch++;
        }
        return batch;
    }

    private static byte[] bytes(MemoryStorage storage, String path) throws IOException {
        try (StorageFile file = storage.copy().open(path)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            file.read(bytes, 0);
            return bytes.array();
        }
    }

    private static List<String> files(MemoryStorage storage, Predicate<String> which) throws IOException {
        MemoryStorage open = storage.copy();
        List<String> paths = new ArrayList<>(open.list(""));
        for (String directory : List.of("journal", DIRECTORY, "partitions/b-0.1")) {
            open.list(directory).forEach(name -> paths.add(directory + "/" + name));
        }
        return paths.stream().filter(which).toList();
    }

    private static Map<String, String> contents(MemoryStorage storage) {
        try {
            Map<String, String> contents = new TreeMap<>();
            for (String path : files(storage, name -> name.contains("/"))) {
                contents.put(path, HexFormat.of().formatHex(bytes(storage, path)));
            }
            return contents;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
