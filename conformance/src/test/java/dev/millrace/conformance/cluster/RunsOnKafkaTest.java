package dev.millrace.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.MillraceStreams;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.Topology;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Produced;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The very program of the embedded log, with one setting changed, on Apache Kafka: two instances, exactly once. */
@ExtendWith(SharedKafka.class)
class RunsOnKafkaTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PARTITIONS = 3;

    @TempDir
    Path directory;

    private final Map<String, Long> expected = new HashMap<>();
    private final Random random = new Random(1);

    private static Topology wordCount() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("lines", Consumed.with(Serdes.String(), Serdes.String()))
                .flatMapValues(line -> List.of(line.split(" ")))
                .groupBy((key, word) -> word, Grouped.with(Serdes.String(), Serdes.String()))
                .count(Materialized.as("words"))
                .toStream()
                .to("counts", Produced.with(Serdes.String(), Serdes.Long()));
        return builder.build();
    }

    private MillraceStreams start(String bootstrapServers, String instance) {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "word-count");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.STATE_DIR_CONFIG, directory.resolve(instance).toString());
        MillraceStreams streams = new MillraceStreams(wordCount(), config);
        streams.start();
        await().atMost(PATIENCE).until(() -> streams.state() == MillraceStreams.State.RUNNING);
        return streams;
    }

    private void produce(Producer<String, String> producer) {
        for (int i = 0; i < 300; i++) {
            String line = "w" + random.nextInt(20) + " w" + random.nextInt(20);
            List.of(line.split(" ")).forEach(word -> expected.merge(word, 1L, Long::sum));
            producer.send(new ProducerRecord<>("lines", String.valueOf(i), line));
        }
        producer.flush();
    }

    /** The last committed count of each word. */
    private static Map<String, Long> counts(String bootstrapServers) {
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition("counts", partition))
                .toList();
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
        Map<String, Long> last = new HashMap<>();
        try (Consumer<String, Long> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new LongDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                for (ConsumerRecord<String, Long> record : consumer.poll(Duration.ofMillis(100))) {
                    last.put(record.key(), record.value());
                }
            }
        }
        return last;
    }

    private void awaitCounts(String bootstrapServers) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(counts(bootstrapServers)).isEqualTo(expected));
    }

    @Test
    void twoInstancesCountExactlyOnceAndHandOver() throws Exception {
        String servers = SharedKafka.bootstrapServers();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(
                            new NewTopic("lines", PARTITIONS, (short) 1),
                            new NewTopic("counts", PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
        try (Producer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers), new StringSerializer(), new StringSerializer())) {
            produce(producer);
            MillraceStreams first = start(servers, "first");
            awaitCounts(servers);
            MillraceStreams second = start(servers, "second");
            produce(producer);
            awaitCounts(servers);
            first.close();
            produce(producer);
            awaitCounts(servers);
            second.close();
        }
    }
}
