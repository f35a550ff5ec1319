package dev.millrace.streams.errors;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/*
 * KIP-1034: if errors.dead.letter.queue.topic.name is set, the built-in handlers send the input record as it was read
 * to that topic, with headers that say what happened and where:
 *
 *   __streams.errors.exception    class of the exception
 *   __streams.errors.message      its message
 *   __streams.errors.stacktrace   its stack trace
 *   __streams.errors.topic        topic, partition and offset of the input record, as text
 *   __streams.errors.partition
 *   __streams.errors.offset
 */
/** Makes the records that the built-in handlers send to the dead-letter topic. */
final class DeadLetters {
    /** The setting that names the topic. */
    static final String TOPIC_CONFIG = "errors.dead.letter.queue.topic.name";

    private static final String HEADER_PREFIX = "__streams.errors.";

    private final @Nullable String topic;

    private DeadLetters(@Nullable String topic) {
        this.topic = topic;
    }

    /** No topic is configured: no records. */
    static DeadLetters none() {
        return new DeadLetters(null);
    }

    /** The topic that the configuration names, if it does. */
    static DeadLetters configuredBy(Map<String, ?> configs) {
        Object name = configs.get(TOPIC_CONFIG);
        return new DeadLetters(name == null ? null : name.toString());
    }

    /** The input record of an error. */
    List<ProducerRecord<byte[], byte[]>> of(ErrorHandlerContext context, Exception exception) {
        return of(context.sourceRawKey(), context.sourceRawValue(), context, exception);
    }

    /** A record that stands for the input record of an error. */
    List<ProducerRecord<byte[], byte[]>> of(
            byte @Nullable [] key, byte @Nullable [] value, ErrorHandlerContext context, Exception exception) {
        if (topic == null) {
            return List.of();
        }
        RecordHeaders headers = new RecordHeaders();
        if (context.headers() != null) {
            context.headers().forEach(headers::add);
        }
        add(headers, "exception", exception.getClass().getName());
        add(headers, "message", exception.getMessage());
        add(headers, "stacktrace", stackTrace(exception));
        add(headers, "topic", context.topic());
        add(headers, "partition", Integer.toString(context.partition()));
        add(headers, "offset", Long.toString(context.offset()));
        return List.of(new ProducerRecord<>(topic, null, context.timestamp(), key, value, headers));
    }

    private static void add(RecordHeaders headers, String name, @Nullable String value) {
        headers.add(HEADER_PREFIX + name, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    private static String stackTrace(Exception exception) {
        StringWriter text = new StringWriter();
        exception.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
