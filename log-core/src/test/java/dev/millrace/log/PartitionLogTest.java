package dev.millrace.log;

import static dev.millrace.log.LogFixture.*;
import static org.assertj.core.api.Assertions.*;

import dev.millrace.log.record.ControlMarker;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.storage.MemoryStorage;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartitionLogTest {
    private final MemoryStorage storage = new MemoryStorage();
    private final LogDirectory directory = open(storage);
    private final PartitionLog log = directory.create(ORDERS, LogConfig.DEFAULT, NOW);

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    void anAppendGetsItsOffsetsAtOnceAndIsReadableAfterTheSync() {
        AppendResult first = log.append(batch("a", "b"), NOW);
        AppendResult second = log.append(batch("c"), NOW);

        assertThat(first).isEqualTo(new AppendResult(0, 1, -1, false));
        assertThat(second).isEqualTo(new AppendResult(2, 2, -1, false));
        assertThat(log.logEndOffset()).isEqualTo(3);
        assertThat(log.highWatermark()).isZero();
        assertThat(read(log)).isEmpty();

        directory.sync();
        assertThat(log.highWatermark()).isEqualTo(3);
        assertThat(read(log)).containsExactly("a", "b", "c");
    }

    @Test
    void aTransactionIsVisibleToReadCommittedOnlyOnceItsMarkerIsCommitted() {
        log.append(transactional(7, 0, 0, "a"), NOW);
        append(log, "x");
        directory.sync();
        assertThat(read(log)).containsExactly("a", "x");
        assertThat(committed(log)).isEmpty();
        assertThat(log.lastStableOffset()).isZero();
        assertThat(log.hasOpenTransaction(7)).isTrue();

        log.appendMarker(7, (short) 1, true, 0, NOW);
        assertThat(log.hasOpenTransaction(7)).isFalse();
        assertThat(log.lastStableOffset()).as("the marker is not committed").isZero();
        directory.sync();
        assertThat(log.endOffset(IsolationLevel.READ_COMMITTED)).isEqualTo(3);
        assertThat(committed(log)).containsExactly("a", "x");
    }

    @Test
    void anAbortedTransactionIsSkippedByReadCommittedAlone() {
        log.append(transactional(7, 0, 0, "a"), NOW);
        append(log, "x");
        log.appendMarker(7, (short) 1, false, 0, NOW);
        directory.sync();
        assertThat(committed(log)).containsExactly("x");
        assertThat(read(log)).containsExactly("a", "x");
        assertThat(log.fetch(0, 1000, IsolationLevel.READ_COMMITTED).aborted())
                .containsExactly(new AbortedTransaction(7, 0, 2, 3));
    }

    @Test
    void whatWasSyncedIsThereAfterTheProcessWasKilled() {
        log.append(batch("a"), NOW);
        log.append(transactional(7, 0, 0, "b"), NOW);
        directory.sync();
        LogDirectory again = reopen(storage, CONFIG);
        PartitionLog found = again.partition(ORDERS);
        assertThat(read(found)).containsExactly("a", "b");
        assertThat(committed(found)).containsExactly("a");
        assertThat(found.hasOpenTransaction(7)).isTrue();
        again.close();
    }

    @Test
    void aRetriedBatchIsAnsweredWithItsFirstOffsetsAndWrittenOnce() {
        append(log, "x");
        AppendResult first = log.append(idempotent(7, 0, 0, "a", "b"), NOW);
        log.append(idempotent(7, 0, 2, "c"), NOW);
        AppendResult again = log.append(idempotent(7, 0, 0, "a", "b"), NOW);
        assertThat(again).isEqualTo(new AppendResult(first.baseOffset(), first.lastOffset(), -1, true));
        directory.sync();
        assertThat(read(log)).containsExactly("x", "a", "b", "c");
    }

    @Test
    void aBatchThatIsRefusedLeavesNothingBehind() {
        log.append(idempotent(7, 0, 0, "a"), NOW);
        assertThatThrownBy(() -> log.append(idempotent(7, 0, 5, "f"), NOW))
                .isInstanceOf(OutOfOrderSequenceException.class);
        assertThat(log.logEndOffset()).isEqualTo(1);
        assertThat(log.append(idempotent(7, 0, 1, "b"), NOW).baseOffset()).isEqualTo(1);
    }

    @Test
    void badBatchesAreRefused() {
        ByteBuffer flipped = batch("abc");
        flipped.put(flipped.limit() - 2, (byte) 'z');
        assertThatThrownBy(() -> log.append(flipped, NOW)).isInstanceOf(CorruptRecordException.class);

        ByteBuffer torn = batch("abc");
        torn.limit(torn.limit() - 1);
        assertThatThrownBy(() -> log.append(torn, NOW)).isInstanceOf(CorruptRecordException.class);

        ByteBuffer marker = ControlMarker.batch(true, 7, EPOCH, 0, NOW);
        assertThatThrownBy(() -> log.append(marker, NOW)).isInstanceOf(InvalidRecordException.class);

        ByteBuffer noSequence = transactional(7, 0, -1, "a");
        assertThatThrownBy(() -> log.append(noSequence, NOW)).isInstanceOf(InvalidRecordException.class);

        log.configure(LogConfig.DEFAULT.withMaxMessageBytes(100));
        assertThatThrownBy(() -> log.append(batch("x".repeat(100)), NOW))
                .isInstanceOf(RecordTooLargeException.class)
                .hasMessageContaining("max.message.bytes");
        assertThat(log.logEndOffset()).isZero();
    }

    @Test
    void severalBatchesAreAppendedTogetherUnlessAProducerIdIsAmongThem() {
        ByteBuffer two = together(batch("a", "b"), batch("c"));
        assertThat(log.append(two, NOW)).isEqualTo(new AppendResult(0, 2, -1, false));
        ByteBuffer mixed = together(batch("d"), idempotent(7, 0, 0, "e"));
        assertThatThrownBy(() -> log.append(mixed, NOW)).isInstanceOf(InvalidRecordException.class);
        directory.sync();
        assertThat(read(log)).containsExactly("a", "b", "c");
    }

    @Test
    void withLogAppendTimeRecordsGetTheTimeOfTheAppend() {
        log.configure(LogConfig.DEFAULT.withTimestampType(TimestampType.LOG_APPEND_TIME));
        AppendResult result = log.append(timedBatch(5, "a"), NOW + 7);
        assertThat(result.appendTimeMs()).isEqualTo(NOW + 7);
        directory.sync();
        RecordBatch stored = RecordBatch.at(
                log.fetch(0, 1000, IsolationLevel.READ_UNCOMMITTED).batches(), 0);
        assertThat(stored.isValid()).isTrue();
        assertThat(stored.maxTimestamp()).isEqualTo(NOW + 7);
        assertThat(log.offsetForTimestamp(NOW + 7, IsolationLevel.READ_UNCOMMITTED)
                        .offset())
                .isZero();
    }

    @Test
    void aFetchGivesWholeBatchesUpToItsSizeAndAtLeastOne() {
        append(log, "a".repeat(100));
        append(log, "b".repeat(100));
        append(log, "c");
        directory.sync();
        int first = batch("a".repeat(100)).remaining();
        assertThat(bytes(0, 1)).isEqualTo(first);
        assertThat(bytes(0, 2 * first - 1)).isEqualTo(first);
        assertThat(bytes(0, 2 * first)).isEqualTo(2 * first);
        assertThat(bytes(1, 1_000_000)).isEqualTo(first + batch("c").remaining());
        assertThat(bytes(3, 1_000_000)).isZero();
    }

    private int bytes(long offset, int maxBytes) {
        return log.fetch(offset, maxBytes, IsolationLevel.READ_UNCOMMITTED)
                .batches()
                .remaining();
    }

    @Test
    void aFetchInsideABatchGivesThatBatch() {
        log.append(batch("a", "b", "c"), NOW);
        directory.sync();
        FetchedBatches fetched = log.fetch(1, 1, IsolationLevel.READ_UNCOMMITTED);
        assertThat(RecordBatch.at(fetched.batches(), 0).baseOffset()).isZero();
    }

    @Test
    void offsetsThatDoNotExistAreRefused() {
        append(log, "a");
        directory.sync();
        assertThatThrownBy(() -> log.fetch(2, 1, IsolationLevel.READ_UNCOMMITTED))
                .isInstanceOf(OffsetOutOfRangeException.class);
        log.deleteRecordsBefore(1);
        assertThatThrownBy(() -> log.fetch(0, 1, IsolationLevel.READ_UNCOMMITTED))
                .isInstanceOf(OffsetOutOfRangeException.class)
                .hasMessageContaining("orders-0");
        assertThatThrownBy(() -> log.deleteRecordsBefore(2)).isInstanceOf(OffsetOutOfRangeException.class);
    }

    @Test
    void aMarkerWrittenTwiceIsThereOnce() {
        log.append(transactional(7, 0, 0, "a"), NOW);
        long first = log.appendMarker(7, (short) 1, true, 0, NOW);
        assertThat(log.appendMarker(7, (short) 1, true, 0, NOW)).isEqualTo(first);
        assertThat(log.logEndOffset()).isEqualTo(2);
    }

    @Test
    void theStableOffsetWaitsForTheOldestOpenTransaction() {
        log.append(transactional(7, 0, 0, "a"), NOW);
        log.append(transactional(8, 0, 0, "b"), NOW);
        log.appendMarker(8, (short) 1, true, 0, NOW);
        directory.sync();
        assertThat(log.lastStableOffset()).isZero();
        assertThat(committed(log)).isEmpty();
        log.appendMarker(7, (short) 1, false, 0, NOW);
        directory.sync();
        assertThat(log.lastStableOffset()).isEqualTo(4);
        assertThat(committed(log)).containsExactly("b");
    }

    @Test
    void producersAreDescribed() {
        log.append(idempotent(3, 1, 0, "a", "b"), NOW);
        log.append(transactional(7, 0, 0, "c"), NOW + 1);
        assertThat(log.producers())
                .containsExactly(
                        new ProducerState(3, 1, 1, NOW, OptionalInt.empty(), OptionalLong.empty()),
                        new ProducerState(7, 0, 0, NOW + 1, OptionalInt.empty(), OptionalLong.of(2)));
        log.appendMarker(7, (short) 1, true, 9, NOW + 2);
        assertThat(log.producers().get(1))
                .isEqualTo(new ProducerState(7, 1, -1, NOW + 2, OptionalInt.of(9), OptionalLong.empty()));
    }

    @Test
    void anInterruptedThreadMayAppendAndRead() {
        Thread.currentThread().interrupt();
        append(log, "a");
        directory.sync();
        assertThat(read(log)).containsExactly("a");
        assertThat(Thread.interrupted()).as("the flag is still there").isTrue();
    }

    @Test
    void aListenerHearsOfEveryCommitThatMadeSomethingReadable() {
        AtomicInteger calls = new AtomicInteger();
        Runnable listener = calls::incrementAndGet;
        directory.addAppendListener(listener);
        directory.sync();
        assertThat(calls).hasValue(0);
        append(log, "a");
        directory.sync();
        directory.sync();
        assertThat(calls).hasValue(1);
        directory.removeAppendListener(listener);
        append(log, "b");
        directory.sync();
        assertThat(calls).hasValue(1);
    }
}
