package dev.millrace.runtime;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Sends input records that one processor found too late to the topic of {@code late.records.topic}, each once, with
 * these headers beside their own:
 *
 * <pre>
 *   __millrace.late.processor    the processor's name
 *   __millrace.late.by.ms        how long the window has been closed, or how much older than the history it is, in stream time
 *   __millrace.late.topic        where the record was read, as text
 *   __millrace.late.partition
 *   __millrace.late.offset
 * </pre>
 */
final class LateTopic {

    private static final String PREFIX = "__millrace.late.";

    private final @Nullable String topic;
    private final String processor;
    private final Consumer<List<ProducerRecord<byte[], byte[]>>> sender;
    private @Nullable ConsumerRecord<byte[], byte[]> last;

    /**
     * @param topic null: late records are not kept
     * @param sender sends in the task's transaction
     */
    LateTopic(@Nullable String topic, String processor, Consumer<List<ProducerRecord<byte[], byte[]>>> sender) {
        this.topic = topic;
        this.processor = processor;
        this.sender = sender;
    }

    /** Sends the record if there is one (not between records) and it was not sent just now, for another window. */
    void offer(@Nullable ConsumerRecord<byte[], byte[]> record, long lateByMs) {
        if (topic == null || record == null || record == last) {
            return;
        }
        last = record;
        RecordHeaders headers = new RecordHeaders(record.headers());
        add(headers, "processor", processor);
        add(headers, "by.ms", Long.toString(lateByMs));
        add(headers, "topic", record.topic());
        add(headers, "partition", Integer.toString(record.partition()));
        add(headers, "offset", Long.toString(record.offset()));
        sender.accept(List.of(new ProducerRecord<>(
                topic, null, Math.max(0, record.timestamp()), record.key(), record.value(), headers)));
    }

    private static void add(RecordHeaders headers, String name, String value) {
        headers.add(PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
    }
}
