package dev.millrace.streams.test;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What the topology under test has sent, by topic, in order. */
final class OutputCapture {

    private final Map<String, Queue<ProducerRecord<byte[], byte[]>>> byTopic = new LinkedHashMap<>();

    void add(ProducerRecord<byte[], byte[]> record) {
        byTopic.computeIfAbsent(record.topic(), topic -> new ArrayDeque<>()).add(record);
    }

    Set<String> topics() {
        return Collections.unmodifiableSet(byTopic.keySet());
    }

    int size(String topic) {
        Queue<ProducerRecord<byte[], byte[]>> records = byTopic.get(topic);
        return records == null ? 0 : records.size();
    }

    ProducerRecord<byte[], byte[]> take(String topic) {
        Queue<ProducerRecord<byte[], byte[]>> records = byTopic.get(topic);
        if (records == null) {
            throw new NoSuchElementException("Uninitialized topic: " + topic
                    + ". Nothing was written to it so far; written were " + byTopic.keySet());
        }
        ProducerRecord<byte[], byte[]> record = records.poll();
        if (record == null) {
            throw new NoSuchElementException("Empty topic: " + topic + ". All that was written to it has been read");
        }
        return record;
    }
}
