package dev.millrace;

import dev.millrace.streams.StreamsConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The program that {@link KillNineTest} kills: counts words while it writes lines, going on with the line after the
 * last one that the log has. What the n-th line says depends on n alone.
 */
final class KilledProgram {

    static final int WORDS = 40;

    private KilledProgram() {}

    /** Arguments: the directory of the log, and how many lines there are in all. */
    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        int lines = Integer.parseInt(args[1]);
        EmbeddedLog log = EmbeddedLog.open(directory);
        new MillraceStreams(WordCount.topology(), config(directory)).start();
        System.out.println("started");
        write(log, lines);
        Thread.sleep(Long.MAX_VALUE);
    }

    static Properties config(Path directory) {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "killed");
        config.put(StreamsConfig.LOG_DIR_CONFIG, directory.toString());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, "2");
        config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, "20");
        return config;
    }

    static String line(int n) {
        Random random = new Random(n * 31L);
        return "word" + random.nextInt(WORDS) + " word" + random.nextInt(WORDS);
    }

    /** Writes the lines that the log does not have yet. One partition, so the log's end is the next line's number. */
    static void write(EmbeddedLog log, int lines) {
        TopicPartition partition = new TopicPartition("lines", 0);
        long next;
        try (Consumer<String, String> reader =
                log.consumer(Map.of(), new StringDeserializer(), new StringDeserializer())) {
            next = reader.endOffsets(List.of(partition)).get(partition);
        }
        try (Producer<String, String> producer =
                log.producer(Map.of(), new StringSerializer(), new StringSerializer())) {
            for (long n = next; n < lines; n++) {
                producer.send(new ProducerRecord<>("lines", 0, null, line((int) n)));
                if (n % 50 == 0) {
                    producer.flush();
                }
            }
        }
    }
}
