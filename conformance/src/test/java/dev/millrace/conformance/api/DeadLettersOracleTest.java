package dev.millrace.conformance.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.errors.DefaultProductionExceptionHandler;
import dev.millrace.streams.errors.ErrorHandlerContext;
import dev.millrace.streams.errors.LogAndContinueExceptionHandler;
import dev.millrace.streams.errors.LogAndFailProcessingExceptionHandler;
import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.processor.api.Record;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** What the built-in handlers decide, and what they send to the dead-letter topic (KIP-1034). */
class DeadLettersOracleTest {
    private static final Map<String, String> CONFIG = Map.of("errors.dead.letter.queue.topic.name", "dead");
    private static final byte[] KEY = "key".getBytes(StandardCharsets.UTF_8);
    private static final byte[] VALUE = "value".getBytes(StandardCharsets.UTF_8);
    private static final Exception ERROR = new IllegalStateException("no good");
    private static final ConsumerRecord<byte[], byte[]> READ = new ConsumerRecord<>("in", 3, 42, KEY, VALUE);
    private static final ProducerRecord<byte[], byte[]> WRITTEN = new ProducerRecord<>("out", KEY, VALUE);

    @Test
    void recordsThatCannotBeReadGoOn() {
        var ours = new LogAndContinueExceptionHandler();
        var theirs = new org.apache.kafka.streams.errors.LogAndContinueExceptionHandler();
        ours.configure(CONFIG);
        theirs.configure(CONFIG);

        var our = ours.handleError(new Ours(), READ, ERROR);
        var their = theirs.handleError(new Theirs(), READ, ERROR);

        assertThat(our.result().name).isEqualTo(their.result().name);
        assertThat(text(our.deadLetterQueueRecords())).isEqualTo(text(their.deadLetterQueueRecords()));
    }

    @Test
    void failedProcessorsStop() {
        var ours = new LogAndFailProcessingExceptionHandler();
        var theirs = new org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler();
        ours.configure(CONFIG);
        theirs.configure(CONFIG);

        var our = ours.handleError(new Ours(), new Record<>("k", "v", 7), ERROR);
        var their = theirs.handleError(
                new Theirs(), new org.apache.kafka.streams.processor.api.Record<>("k", "v", 7), ERROR);

        assertThat(our.result().name).isEqualTo(their.result().name);
        assertThat(our.result().id).isEqualTo(their.result().id);
        assertThat(text(our.deadLetterQueueRecords())).isEqualTo(text(their.deadLetterQueueRecords()));
    }

    @Test
    void recordsThatCannotBeWrittenStopOrAreTriedAgain() {
        var ours = new DefaultProductionExceptionHandler();
        var theirs = new org.apache.kafka.streams.errors.DefaultProductionExceptionHandler();
        ours.configure(CONFIG);
        theirs.configure(CONFIG);

        for (Exception error : List.of(ERROR, new TimeoutException("slow"))) {
            var our = ours.handleError(new Ours(), WRITTEN, error);
            var their = theirs.handleError(new Theirs(), WRITTEN, error);

            assertThat(our.result().name).isEqualTo(their.result().name);
            assertThat(text(our.deadLetterQueueRecords())).isEqualTo(text(their.deadLetterQueueRecords()));
        }
    }

    @Test
    void withoutATopicThereAreNoDeadLetters() {
        var ours = new LogAndContinueExceptionHandler();
        ours.configure(Map.of());

        assertThat(ours.handleError(new Ours(), READ, ERROR).deadLetterQueueRecords())
                .isEmpty();
    }

    private static List<String> text(List<ProducerRecord<byte[], byte[]>> records) {
        List<String> result = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> record : records) {
            result.add(record.topic() + " " + record.partition() + " " + record.timestamp() + " " + text(record.key())
                    + " " + text(record.value()));
            record.headers().forEach(header -> result.add(header.key() + "=" + text(header.value())));
        }
        return result;
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
    }

    private static Headers headers() {
        return new RecordHeaders().add("mine", VALUE);
    }

    private record Ours() implements ErrorHandlerContext {
        @Override
        public String topic() {
            return "in";
        }

        @Override
        public int partition() {
            return 3;
        }

        @Override
        public long offset() {
            return 42;
        }

        @Override
        public Headers headers() {
            return DeadLettersOracleTest.headers();
        }

        @Override
        public String processorNodeId() {
            return "node";
        }

        @Override
        public TaskId taskId() {
            return new TaskId(0, 3);
        }

        @Override
        public long timestamp() {
            return 7;
        }

        @Override
        public byte[] sourceRawKey() {
            return KEY;
        }

        @Override
        public byte[] sourceRawValue() {
            return VALUE;
        }
    }

    private record Theirs() implements org.apache.kafka.streams.errors.ErrorHandlerContext {
        @Override
        public String topic() {
            return "in";
        }

        @Override
        public int partition() {
            return 3;
        }

        @Override
        public long offset() {
            return 42;
        }

        @Override
        public Headers headers() {
            return DeadLettersOracleTest.headers();
        }

        @Override
        public String processorNodeId() {
            return "node";
        }

        @Override
        public org.apache.kafka.streams.processor.TaskId taskId() {
            return new org.apache.kafka.streams.processor.TaskId(0, 3);
        }

        @Override
        public long timestamp() {
            return 7;
        }

        @Override
        public byte[] sourceRawKey() {
            return KEY;
        }

        @Override
        public byte[] sourceRawValue() {
            return VALUE;
        }
    }
}
