package dev.millrace.log;

import static dev.millrace.log.LogFixture.*;
import static org.assertj.core.api.Assertions.*;

import dev.millrace.log.storage.MemoryStorage;
import org.apache.kafka.common.IsolationLevel;
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
}
