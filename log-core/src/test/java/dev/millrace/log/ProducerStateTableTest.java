package dev.millrace.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.TransactionCoordinatorFencedException;
import org.junit.jupiter.api.Test;

class ProducerStateTableTest {
    private static final long PRODUCER = 7;
    private static final int LAST_SEQUENCE = Integer.MAX_VALUE;

    private final ProducerStateTable table = new ProducerStateTable(new TopicPartition("orders", 0));
    private long offset;

    private void append(int epoch, int first, int last) {
        append(epoch, false, first, last);
    }

    private void append(int epoch, boolean transactional, int first, int last) {
        RememberedBatch batch = new RememberedBatch(first, last, offset, offset + 9, 5);
        table.append(PRODUCER, (short) epoch, transactional, batch, 1000);
        offset += 10;
    }

    private RememberedBatch judge(int epoch, int first, int last) {
        return table.judge(PRODUCER, (short) epoch, false, first, last);
    }

    @Test
    void anUnknownProducerMayStartWithAnySequenceButItsTransactionWithZeroOnly() {
        assertThat(judge(3, 500, 509)).isNull();
        assertThat(table.judge(PRODUCER, (short) 3, true, 0, 9)).isNull();
        assertThatThrownBy(() -> table.judge(PRODUCER, (short) 3, true, 500, 509))
                .isInstanceOf(OutOfOrderSequenceException.class)
                .hasMessageContaining("sequence 0");
    }

    @Test
    void sequencesFollowEachOther() {
        append(0, 0, 9);
        assertThat(judge(0, 10, 12)).isNull();
        assertThatThrownBy(() -> judge(0, 11, 12))
                .isInstanceOf(OutOfOrderSequenceException.class)
                .hasMessageContaining("expected 10")
                .hasMessageContaining("orders-0");
    }

    @Test
    void afterTheLargestSequenceComesZero() {
        append(0, LAST_SEQUENCE - 4, LAST_SEQUENCE);
        assertThat(judge(0, 0, 3)).isNull();

        ProducerStateTable inside = new ProducerStateTable(new TopicPartition("orders", 0));
        inside.append(PRODUCER, (short) 0, false, new RememberedBatch(LAST_SEQUENCE, 4, 0, 5, 5), 1000);
        assertThat(inside.judge(PRODUCER, (short) 0, false, 5, 5)).isNull();
    }

    @Test
    void theLastFiveBatchesAreRecognisedAndTheSixthIsNot() {
        for (int i = 0; i < 6; i++) {
            append(0, i * 10, i * 10 + 9);
        }
        for (int i = 1; i < 6; i++) {
            assertThat(judge(0, i * 10, i * 10 + 9).baseOffset()).isEqualTo(i * 10);
        }
        assertThatThrownBy(() -> judge(0, 0, 9)).isInstanceOf(OutOfOrderSequenceException.class);
    }

    @Test
    void aBatchThatOverlapsOneThatWasAppendedIsNotItsRetry() {
        append(0, 0, 9);
        assertThatThrownBy(() -> judge(0, 0, 8)).isInstanceOf(OutOfOrderSequenceException.class);
        assertThatThrownBy(() -> judge(0, 5, 14)).isInstanceOf(OutOfOrderSequenceException.class);
    }

    @Test
    void anOlderEpochIsFencedAndANewerOneStartsWithSequenceZero() {
        append(4, 0, 9);
        assertThatThrownBy(() -> judge(3, 10, 10)).isInstanceOf(InvalidProducerEpochException.class);
        assertThatThrownBy(() -> judge(5, 10, 10)).isInstanceOf(OutOfOrderSequenceException.class);
        assertThat(judge(5, 0, 0)).isNull();
        append(5, 0, 0);
        assertThatThrownBy(() -> judge(4, 0, 9)).isInstanceOf(InvalidProducerEpochException.class);
    }

    @Test
    void aTransactionHoldsTheStableOffsetUntilItsMarkerIsBelowTheHighWatermark() {
        append(0, 0, 9);
        append(0, true, 10, 19);
        append(0, true, 20, 29);
        assertThat(table.firstUnstableOffset()).isEqualTo(10);
        AbortedTransaction ended = table.complete(PRODUCER, (short) 1, 0, 30, 1000);
        assertThat(ended).isEqualTo(new AbortedTransaction(PRODUCER, 10, 30, 31));
        table.onHighWatermark(30);
        assertThat(table.firstUnstableOffset()).isEqualTo(10);
        table.onHighWatermark(31);
        assertThat(table.firstUnstableOffset()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whileATransactionIsOpenNothingElseOfItsProducerMayComeBetween() {
        append(0, true, 0, 9);
        assertThatThrownBy(() -> table.judge(PRODUCER, (short) 0, false, 10, 10))
                .isInstanceOf(InvalidTxnStateException.class);
        assertThatThrownBy(() -> table.judge(PRODUCER, (short) 1, true, 0, 0))
                .isInstanceOf(InvalidTxnStateException.class);
    }

    @Test
    void aMarkerMayBeWrittenAgain() {
        append(0, true, 0, 9);
        assertThat(table.judgeMarker(PRODUCER, (short) 1, 0)).isEqualTo(-1);
        table.complete(PRODUCER, (short) 1, 0, 10, 1000);
        assertThat(table.judgeMarker(PRODUCER, (short) 1, 0)).isEqualTo(10);
        assertThatThrownBy(() -> table.judgeMarker(PRODUCER, (short) 0, 0))
                .isInstanceOf(InvalidProducerEpochException.class);
    }

    @Test
    void aMarkerOfAnOlderCoordinatorIsRefused() {
        append(0, true, 0, 9);
        table.complete(PRODUCER, (short) 0, 5, 10, 1000);
        assertThatThrownBy(() -> table.judgeMarker(PRODUCER, (short) 0, 4))
                .isInstanceOf(TransactionCoordinatorFencedException.class);
    }

    @Test
    void afterAMarkerWithTheNextEpochLateBatchesOfTheTransactionAreFenced() {
        append(0, true, 0, 9);
        table.complete(PRODUCER, (short) 1, 0, 10, 1000);
        assertThatThrownBy(() -> table.judge(PRODUCER, (short) 0, true, 10, 10))
                .isInstanceOf(InvalidProducerEpochException.class);
        assertThat(table.judge(PRODUCER, (short) 1, true, 0, 0)).isNull();
    }

    @Test
    void aProducerIsForgottenAfterLongSilenceButNeverWithAnOpenTransaction() {
        append(0, 0, 9);
        assertThat(table.expire(1000 + 99, 100)).isFalse();
        assertThat(table.expire(1000 + 100, 100)).isTrue();
        assertThat(judge(0, 77, 77)).as("unknown again").isNull();
        append(0, true, 77, 77);
        assertThat(table.expire(1_000_000, 100)).isFalse();
        table.complete(PRODUCER, (short) 1, 0, 90, 1_000_000);
        assertThat(table.expire(1_000_050, 100)).as("a marker is activity").isFalse();
    }

    @Test
    void theFormatKeepsEverything() throws IOException {
        append(3, 0, 9);
        append(3, true, 10, 19);
        table.append(8, (short) 1, false, new RememberedBatch(5, 6, 100, 101, 9), 2000);
        table.complete(9, (short) 2, 4, 110, 3000);
        ProducerStateTable copy = new ProducerStateTable(new TopicPartition("orders", 0));
        byte[] bytes = encode(table);
        ProducerStateFormat.read(new DataInputStream(new ByteArrayInputStream(bytes)), copy);
        assertThat(encode(copy)).isEqualTo(bytes);
        assertThat(copy.firstUnstableOffset()).isEqualTo(10);
        assertThat(copy.judge(PRODUCER, (short) 3, true, 10, 19).baseOffset()).isEqualTo(10);
        assertThat(copy.judgeMarker(9, (short) 2, 4)).isEqualTo(110);
    }

    private static byte[] encode(ProducerStateTable table) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ProducerStateFormat.write(table, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
