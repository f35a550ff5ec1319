package dev.millrace.cli;

import dev.millrace.broker.LocalBroker;
import dev.millrace.examples.editwars.RadarTopics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a reader of committed records finds in the radar's outputs, record for record. */
final class CommittedOutput {

    private CommittedOutput() {}

    /**
     * Every output partition's records as text, in their order, without their offsets (aborted records leave gaps).
     * Only the reports of progress are taken by their key: several tasks write to one partition there, each in its own
     * order.
     */
    static Map<String, List<String>> of(Path logDir) {
        Map<String, List<String>> records = new TreeMap<>();
        try (LocalBroker broker = LocalBroker.open(logDir.resolve("log"), Map.of());
                Consumer<byte[], byte[]> consumer = broker.consumer(
                        Map.of("isolation.level", "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = RadarTopics.OUTPUTS.stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    records.computeIfAbsent(writtenBy(record), p -> new ArrayList<>())
                            .add(text(record));
                }
            }
        }
        return records;
    }

    private static String writtenBy(ConsumerRecord<byte[], byte[]> record) {
        String place = record.topic() + '-' + record.partition();
        return record.topic().equals(RadarTopics.PROGRESS) ? place + ' ' + utf8(record.key()) : place;
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        StringBuilder text = new StringBuilder().append(record.timestamp()).append(' ');
        text.append(utf8(record.key())).append(" = ");
        text.append(
                record.topic().equals(RadarTopics.PROGRESS) ? Arrays.toString(record.value()) : utf8(record.value()));
        record.headers()
                .forEach(header ->
                        text.append(' ').append(header.key()).append(':').append(utf8(header.value())));
        return text.toString();
    }

    private static String utf8(byte[] bytes) {
        return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
    }
}
