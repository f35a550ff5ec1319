package dev.millrace.conformance.differential;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** The records of a trial as bytes, and what came out as text. */
final class Wire {

    private final Map<String, Topic> inputs = new TreeMap<>();
    private final int partitions;

    Wire(Program program, int partitions) {
        program.inputs().forEach(topic -> inputs.put(topic.name(), topic));
        this.partitions = partitions;
    }

    /** To the partition of the key, which is said here, since a producer's own way to choose is its own business. */
    ProducerRecord<byte[], byte[]> record(Action.Pipe pipe) {
        Topic topic = inputs.get(pipe.topic());
        Headers headers = new RecordHeaders();
        for (String header : pipe.headers()) {
            String[] pair = header.split("=", 2);
            headers.add(pair[0], pair[1].getBytes(StandardCharsets.UTF_8));
        }
        return new ProducerRecord<>(
                topic.name(),
                Math.floorMod(String.valueOf(pipe.key()).hashCode(), partitions),
                pipe.timestampMs(),
                topic.shape().key().serde().serializer().serialize(topic.name(), pipe.key()),
                topic.shape().value().serde().serializer().serialize(topic.name(), pipe.value()),
                headers);
    }

    static String text(Topic topic, ConsumerRecord<byte[], byte[]> record) {
        return text(topic, record.key(), record.value(), record.timestamp(), record.headers());
    }

    static String text(Topic topic, byte @Nullable [] key, byte @Nullable [] value, long timestampMs, Headers headers) {
        StringBuilder text = new StringBuilder();
        headers.forEach(header -> text.append(' ')
                .append(header.key())
                .append('=')
                .append(new String(header.value(), StandardCharsets.UTF_8)));
        return topic.text(key, value, timestampMs, text.toString());
    }

    /** What a store would be rebuilt from: the last value of each key. */
    static List<String> lastOfEachKey(List<? extends Map.Entry<byte[], byte @Nullable []>> changes) {
        Map<String, String> last = new TreeMap<>();
        for (Map.Entry<byte[], byte @Nullable []> change : changes) {
            String key = HexFormat.of().formatHex(change.getKey());
            if (change.getValue() == null) {
                last.remove(key);
            } else {
                last.put(key, HexFormat.of().formatHex(change.getValue()));
            }
        }
        return last.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue() + " at any time")
                .toList();
    }
}
