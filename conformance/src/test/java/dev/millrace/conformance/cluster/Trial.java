package dev.millrace.conformance.cluster;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * One scenario on one log: its clients, its topics (named after the scenario, so that trials do not meet), what was
 * seen.
 */
final class Trial implements AutoCloseable {

    /** How long a call may wait for what never comes. */
    static final int PATIENCE_MS = 40_000;

    final Observations seen = new Observations();
    final Admin admin;
    private final String name;
    private final ClientsOf clients;
    private final List<Producer<String, String>> producers = new ArrayList<>();
    private int topics;

    Trial(String name, ClientsOf clients) {
        this.name = name;
        this.clients = clients;
        this.admin = clients.admin();
    }

    /** A name for anything that the whole log knows by its name. */
    String own(String what) {
        return name + "-" + what;
    }

    /** {@code config}: name, value, name, value … */
    String topic(int partitions, String... config) throws Exception {
        String topic = own("topic-" + topics++);
        Map<String, String> configs = new HashMap<>();
        for (int i = 0; i < config.length; i += 2) {
            configs.put(config[i], config[i + 1]);
        }
        NewTopic created = new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(configs);
        admin.createTopics(List.of(created)).all().get();
        return topic;
    }

    Producer<String, String> producer(Object... config) {
        Map<String, Object> all = new HashMap<>();
        all.put("max.block.ms", PATIENCE_MS);
        all.put("retry.backoff.ms", 5);
        for (int i = 0; i < config.length; i += 2) {
            all.put((String) config[i], config[i + 1]);
        }
        Producer<String, String> producer = clients.producer(all);
        producers.add(producer);
        return producer;
    }

    Producer<String, String> transactional(String id, Object... config) {
        Object[] all = new Object[config.length + 2];
        System.arraycopy(config, 0, all, 0, config.length);
        all[config.length] = "transactional.id";
        all[config.length + 1] = own(id);
        return producer(all);
    }

    Producer<String, String> initialised(String id, Object... config) {
        Producer<String, String> producer = transactional(id, config);
        producer.initTransactions();
        return producer;
    }

    Consumer<String, String> consumer(Object... config) {
        Map<String, Object> all = new HashMap<>(Map.of("auto.offset.reset", "earliest", "fetch.max.wait.ms", 20));
        for (int i = 0; i < config.length; i += 2) {
            all.put((String) config[i], config[i + 1]);
        }
        return clients.consumer(all);
    }

    static ProducerRecord<String, String> record(String topic, String value) {
        return new ProducerRecord<>(topic, 0, "k", value);
    }

    /** Where a record came to lie, without the topic. */
    static String place(Future<RecordMetadata> sent) throws Exception {
        RecordMetadata metadata = sent.get();
        return metadata.partition() + "@" + metadata.offset();
    }

    /**
     * On Kafka a transaction's end returns before its markers are written: waits until no reader is held back any more.
     */
    void awaitMarkers(String topic) {
        await().until(() ->
                ends(topic, IsolationLevel.READ_COMMITTED).equals(ends(topic, IsolationLevel.READ_UNCOMMITTED)));
    }

    private Map<Integer, Long> ends(String topic, IsolationLevel isolation) throws Exception {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        admin.describeTopics(List.of(topic))
                .topicNameValues()
                .get(topic)
                .get()
                .partitions()
                .forEach(info -> latest.put(new TopicPartition(topic, info.partition()), OffsetSpec.latest()));
        Map<Integer, Long> ends = new HashMap<>();
        admin.listOffsets(latest, new ListOffsetsOptions(isolation))
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
        return ends;
    }

    void awaitState(String id, TransactionState state) {
        await().until(() -> admin.describeTransactions(List.of(own(id)))
                        .description(own(id))
                        .get()
                        .state()
                == state);
    }

    /** All that a reader of this isolation level sees once no transaction is open, with offsets, by partition. */
    List<String> contents(String topic, String isolation) {
        awaitMarkers(topic);
        try (Consumer<String, String> consumer = consumer("isolation.level", isolation)) {
            int count = consumer.partitionsFor(topic).size();
            List<TopicPartition> partitions = IntStream.range(0, count)
                    .mapToObj(partition -> new TopicPartition(topic, partition))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, String>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records.stream()
                    .map(r -> r.partition() + "@" + r.offset() + " " + r.key() + "=" + r.value())
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void close() {
        producers.forEach(producer -> producer.close(Duration.ZERO));
        admin.close();
    }
}
