package dev.millrace.streams.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.processor.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class HandlersTest {
    private static final ProducerRecord<byte[], byte[]> DEAD = new ProducerRecord<>("dead", new byte[0]);

    @Test
    void aResponseKeepsItsDeadLetters() {
        List<ProducerRecord<byte[], byte[]>> letters = new ArrayList<>(List.of(DEAD));
        ProcessingExceptionHandler.Response response = ProcessingExceptionHandler.Response.resume(letters);
        letters.clear();

        assertThat(response.result()).isEqualTo(ProcessingExceptionHandler.Result.RESUME);
        assertThat(response.deadLetterQueueRecords()).containsExactly(DEAD);
        assertThat(DeserializationExceptionHandler.Response.fail().deadLetterQueueRecords())
                .isEmpty();
        assertThat(ProductionExceptionHandler.Response.retry().result())
                .isEqualTo(ProductionExceptionHandler.Result.RETRY);
    }

    @Test
    void aHandlerThatOverridesNothingSaysSo() {
        DeserializationExceptionHandler handler = new DeserializationExceptionHandler() {
            @Override
            public void configure(Map<String, ?> configs) {}
        };

        assertThatThrownBy(() -> handler.handleError(null, null, new TimeoutException()))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("handleError");
    }

    @Test
    void anExceptionNamesItsTask() {
        StreamsException exception = new StreamsException("no good", new TimeoutException());
        assertThat(exception.taskId()).isEmpty();

        exception.setTaskId(new TaskId(1, 2));

        assertThat(exception.taskId()).contains(new TaskId(1, 2));
        assertThat(new TaskCorruptedException(Set.of(new TaskId(0, 1))))
                .hasMessageContaining("0_1")
                .extracting(TaskCorruptedException::corruptedTasks)
                .isEqualTo(Set.of(new TaskId(0, 1)));
    }
}
