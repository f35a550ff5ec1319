package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.conformance.threads.Linearizability.Done;
import dev.millrace.conformance.threads.Linearizability.Operation;
import dev.millrace.conformance.threads.ThreadTrial;
import dev.millrace.log.PartitionLog;
import dev.millrace.log.storage.MemoryStorage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One producer that three threads share, beside the broker's own: records are there in the order of the sends, what is
 * acknowledged is readable, callbacks come in order, and in the end nothing is left of the buffer's use.
 */
@ExtendWith(Baseline.class)
class ProducerThreadsTest {
    private static final TopicPartition A = new TopicPartition("a", 0);
    private static final int BUFFER_BYTES = 2_000;

    /** A broker with its threads, and a producer whose buffer is soon full. */
    private static final class Shared implements AutoCloseable {
        private final LocalBroker broker =
                LocalBroker.open(new MemoryStorage(), BrokerConfig.DEFAULT, SystemClock.INSTANCE, true);
        private final PartitionLog log;
        private final Producer<byte[], byte[]> producer;
        private final List<Long> calledBack = Collections.synchronizedList(new ArrayList<>());

        Shared() {
            broker.catalog().create("a", 1, Map.of(), 1);
            log = broker.catalog().existingLog(A);
            producer = broker.producer(
                    Map.of("batch.size", 700, "buffer.memory", BUFFER_BYTES, "linger.ms", 1),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
        }

        Future<RecordMetadata> send() {
            return producer.send(
                    new ProducerRecord<>("a", 0, null, new byte[300]),
                    (metadata, error) -> calledBack.add(error == null ? metadata.offset() : -1));
        }

        long flushed() throws Exception {
            Future<RecordMetadata> sent = send();
            producer.flush();
            assertThat(sent.isDone()).isTrue();
            return sent.get().offset();
        }

        @Override
        public void close() {
            producer.flush();
            long available = producer.metrics().values().stream()
                    .filter(metric -> metric.metricName().name().equals("buffer-available-bytes"))
                    .mapToLong(metric -> ((Number) metric.metricValue()).longValue())
                    .sum();
            assertThat(available).isEqualTo(BUFFER_BYTES);
            assertThat(calledBack).isSorted().doesNotContain(-1L).hasSize((int) log.highWatermark());
            broker.close();
        }
    }

    /** How many records were sent, and how many are acknowledged at least. */
    private record Sent(long count, long acknowledged) {
        Sent after(String operation, Object result) {
            long value = (Long) result;
            return switch (operation) {
                case "send" -> value == count ? new Sent(count + 1, acknowledged) : null;
                case "acknowledged" -> value < count ? new Sent(count, Math.max(acknowledged, value + 1)) : null;
                case "read" -> value >= acknowledged && value <= count ? new Sent(count, value) : null;
                default -> throw new AssertionError(operation);
            };
        }
    }

    private static final List<Operation<Shared>> OPERATIONS = List.of(
            new Operation<>("send", Shared::send),
            new Operation<>("read", shared -> shared.log.highWatermark()),
            new Operation<>("acknowledged", shared -> shared.send().get().offset()),
            new Operation<>(
                    "acknowledged",
                    shared -> shared.send().get(1, TimeUnit.MINUTES).offset()),
            new Operation<>("acknowledged", Shared::flushed));

    /**
     * Takes the offsets of those who did not wait. To send and to hear of it are two things, which others may come
     * between.
     */
    private static List<Done> settled(List<Done> history) {
        List<Done> settled = new ArrayList<>();
        for (Done done : history) {
            Done known = done;
            if (done.result() instanceof Future<?> sent) {
                known = new Done(done.name(), offset(sent), done.began(), done.ended());
            }
            if (known.name().equals("acknowledged")) {
                settled.add(new Done("send", known.result(), known.began(), known.ended()));
            }
            settled.add(known);
        }
        return settled;
    }

    private static long offset(Future<?> sent) {
        try {
            return ((RecordMetadata) sent.get()).offset();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static final ThreadTrial<Shared, Sent> TRIAL = new ThreadTrial<>(
            Shared::new, List.of(), OPERATIONS, 3, new Sent(0, 0), Sent::after, ProducerThreadsTest::settled);

    @Test
    void aSharedProducersRecordsHaveAnOrderAndWhatIsAcknowledgedIsReadable() throws Exception {
        TRIAL.run(1, 150);
    }

    @Test
    @Tag("nightly")
    void nightlySharedProducers() throws Exception {
        TRIAL.run(1_000_000, 20_000);
    }
}
