package dev.millrace.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.broker.LocalBroker;
import dev.millrace.conformance.audit.Baseline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed between the offsets of a transaction and its commit. */
@ExtendWith(Baseline.class)
class OffsetsKillTest {

    private static final int RECORDS = 12;

    @TempDir
    private Path directory;

    @Test
    void case34_killAfterSendOffsets() throws Exception {
        fill();
        int committed = 0;
        for (int more : new int[] {0, 3, 1}) {
            String lastWords = live(more);
            committed += more;
            assertThat(lastWords).isEqualTo("sent " + committed + " .");
            check(committed);
        }
    }

    /** Kills it where it waits; returns its last words. */
    private String live(int toCommit) throws IOException, InterruptedException {
        List<String> said = new ArrayList<>();
        new ChildProcess(CopyingProcess.class, directory.toString(), Integer.toString(toCommit))
                .live(toCommit + 1, ChildProcess.Ending.KILL, said::add);
        return said.get(toCommit);
    }

    private void fill() throws Exception {
        try (LocalBroker broker = LocalBroker.open(directory, Map.of());
                Producer<String, String> producer =
                        broker.producer(Map.of(), new StringSerializer(), new StringSerializer())) {
            broker.admin()
                    .createTopics(List.of(
                            new NewTopic(CopyingProcess.IN.topic(), 1, (short) 1),
                            new NewTopic(CopyingProcess.OUT.topic(), 1, (short) 1)))
                    .all()
                    .get();
            IntStream.range(0, RECORDS)
                    .forEach(i -> producer.send(new ProducerRecord<>(CopyingProcess.IN.topic(), 0, null, "v" + i)));
        }
    }

    /** The old offset stays, what belongs to the new one is not there, and both together are what was committed. */
    private void check(int committed) throws Exception {
        try (LocalBroker broker = LocalBroker.open(directory, Map.of())) {
            Map<TopicPartition, OffsetAndMetadata> offsets = broker.admin()
                    .listConsumerGroupOffsets(CopyingProcess.GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get();
            if (committed == 0) {
                assertThat(offsets).isEmpty();
            } else {
                assertThat(offsets.get(CopyingProcess.IN).offset()).isEqualTo(committed);
            }
            assertThat(copies(broker))
                    .containsExactlyElementsOf(
                            IntStream.range(0, committed).mapToObj(i -> "v" + i).toList());
        }
    }

    private static List<String> copies(LocalBroker broker) {
        Map<String, Object> config = Map.of("isolation.level", "read_committed", "auto.offset.reset", "earliest");
        try (Consumer<String, String> consumer =
                broker.consumer(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(CopyingProcess.OUT));
            long end = consumer.endOffsets(List.of(CopyingProcess.OUT)).get(CopyingProcess.OUT);
            List<String> values = new ArrayList<>();
            while (consumer.position(CopyingProcess.OUT) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(each -> values.add(each.value()));
            }
            return values;
        }
    }
}
