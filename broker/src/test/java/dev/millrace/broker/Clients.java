package dev.millrace.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Producers and consumers of strings, as tests want them. */
final class Clients {

    private Clients() {}

    /** {@code config}: name, value, name, value … */
    static Producer<String, String> producer(LocalBroker broker, Object... config) {
        return broker.producer(map(config), new StringSerializer(), new StringSerializer());
    }

    static Producer<String, String> transactional(LocalBroker broker, String id, Object... config) {
        Map<String, Object> all = map(config);
        all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        return broker.producer(all, new StringSerializer(), new StringSerializer());
    }

    /** Reads from the beginning; commits only when it is told to. */
    static Consumer<String, String> consumer(LocalBroker broker, Object... config) {
        Map<String, Object> all = new HashMap<>();
        all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        Map<String, Object> given = map(config);
        all.putAll(given);
        if (all.containsKey(ConsumerConfig.GROUP_ID_CONFIG)) {
            all.putIfAbsent(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        }
        return broker.consumer(all, new StringDeserializer(), new StringDeserializer());
    }

    static Map<String, Object> map(Object... config) {
        Map<String, Object> map = new HashMap<>();
        for (int i = 0; i < config.length; i += 2) {
            map.put((String) config[i], config[i + 1]);
        }
        return map;
    }

    /** Everything that is there now, as "key=value". */
    static List<String> drain(Consumer<String, String> consumer) {
        List<String> all = new ArrayList<>();
        int idle = 0;
        while (idle < 2) {
            int before = all.size();
            for (ConsumerRecord<String, String> record : consumer.poll(Duration.ZERO)) {
                all.add(record.key() + "=" + record.value());
            }
            idle = all.size() == before ? idle + 1 : 0;
        }
        return all;
    }

    /** As {@link #drain}, of all partitions of a topic, with a consumer of its own. */
    static List<String> contents(LocalBroker broker, String topic, Object... config) {
        try (Consumer<String, String> consumer = consumer(broker, config)) {
            consumer.assign(consumer.partitionsFor(topic).stream()
                    .map(info -> new org.apache.kafka.common.TopicPartition(info.topic(), info.partition()))
                    .toList());
            return drain(consumer);
        }
    }
}
