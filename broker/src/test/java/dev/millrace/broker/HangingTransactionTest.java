package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.log.record.Compression;
import dev.millrace.log.record.RecordBatchBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A transaction that is open in a partition and that the coordinator knows nothing of: readers wait for it for ever.
 */
class HangingTransactionTest {

    private static final TopicPartition WORDS = new TopicPartition("words", 0);
    private static final long PRODUCER_ID = 4_711;
    private static final short EPOCH = 3;

    private final MovedClock clock = new MovedClock();
    private final LocalBroker broker = LocalBroker.inMemory(clock);
    private final Admin admin = broker.admin();

    @AfterEach
    void close() {
        broker.close();
    }

    /** Past the coordinator, straight into the log. */
    private void hang() {
        broker.catalog().create("words", 1, java.util.Map.of(), clock.nowMs());
        RecordBatchBuilder batch = new RecordBatchBuilder(Compression.NONE, 100);
        batch.append(clock.nowMs(), null, "hangs".getBytes(StandardCharsets.UTF_8), new Header[0]);
        batch.producer(PRODUCER_ID, EPOCH, 0, true);
        broker.catalog().existingLog(WORDS).append(batch.build(0), clock.nowMs());
        try (Producer<String, String> producer = Clients.producer(broker)) {
            producer.send(new ProducerRecord<>("words", 0, "k", "behind it"));
        }
    }

    private void abort(TopicPartition partition, long producerId, int epoch, int coordinatorEpoch) throws Exception {
        admin.abortTransaction(new AbortTransactionSpec(partition, producerId, (short) epoch, coordinatorEpoch))
                .all()
                .get();
    }

    @Test
    void anOperatorFindsItAndAbortsIt() throws Exception {
        hang();
        clock.move(1_000_000_000L);
        broker.tick(clock.nowMs());
        assertThat(Clients.contents(broker, "words")).isEmpty();
        ProducerState found =
                admin.describeProducers(List.of(WORDS)).partitionResult(WORDS).get().activeProducers().stream()
                        .filter(producer ->
                                producer.currentTransactionStartOffset().isPresent())
                        .findFirst()
                        .orElseThrow();
        assertThat(admin.listTransactions().all().get()).isEmpty();
        abort(
                WORDS,
                found.producerId(),
                found.producerEpoch(),
                found.coordinatorEpoch().orElse(-1));
        assertThat(Clients.contents(broker, "words")).containsExactly("k=behind it");
        assertThatThrownBy(() -> abort(WORDS, PRODUCER_ID, EPOCH, 0))
                .hasCauseInstanceOf(InvalidTxnStateException.class)
                .hasMessageContaining("describeProducers");
    }

    @Test
    void oneThatTheCoordinatorKnowsIsNotTornApart() throws Exception {
        Producer<String, String> producer = Clients.transactional(broker, "tx");
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("words", 0, "k", "1"));
        producer.flush();
        ProducerState open = admin.describeProducers(List.of(WORDS))
                .partitionResult(WORDS)
                .get()
                .activeProducers()
                .get(0);
        assertThatThrownBy(() -> abort(WORDS, open.producerId(), open.producerEpoch(), 0))
                .hasCauseInstanceOf(InvalidTxnStateException.class)
                .hasMessageContaining("forceTerminateTransaction");
        producer.commitTransaction();
        assertThat(Clients.contents(broker, "words")).containsExactly("k=1");
    }

    @Test
    void aRequestThatCannotBeMeantIsRefused() {
        hang();
        assertThatThrownBy(() -> abort(WORDS, PRODUCER_ID, EPOCH - 1, 0))
                .hasCauseInstanceOf(InvalidProducerEpochException.class);
        assertThatThrownBy(() -> abort(WORDS, PRODUCER_ID, EPOCH, 5)).hasCauseInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> abort(WORDS, 1, 0, 0)).hasCauseInstanceOf(InvalidTxnStateException.class);
        assertThatThrownBy(() -> abort(new TopicPartition("none", 0), 1, 0, 0))
                .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        assertThat(Clients.contents(broker, "words")).isEmpty();
    }
}
