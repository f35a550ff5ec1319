package dev.millrace.conformance.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.EmbeddedLog;
import dev.millrace.MillraceStreams;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.Topology;
import dev.millrace.streams.processor.StateRestoreListener;
import dev.millrace.streams.processor.api.Processor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.Stores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A process that writes words and counts them, exactly once, in a store on disk, until it is ended. It says:
 *
 * <pre>
 *   found N .      so many words were there when it started
 *   restored P .   a batch of the changelog of partition P, which is not committed yet
 *   same P .       before the first word is counted, the store is what its changelog says; otherwise: differs P …
 *   words N .      so many words are acknowledged
 * </pre>
 */
/*
 * Little memory for the stores and long words: so RocksDB brings something to the disk in nearly every life, and what
 * it brought is older than what the changelog has.
 */
public final class CountingProcess {
    static final String WORDS = "words";
    static final String COUNTS = "counts";
    static final int PARTITIONS = 2;

    private static final String APPLICATION = "counting";
    private static final String STORE = "store";
    private static final int DIFFERENT_WORDS = 2_000;
    private static final int WORDS_PER_FLUSH = 50;
    private static final String LONG = "-".repeat(2_000);
    private static final int ENDLESS = Integer.MAX_VALUE;
    private static final int SHOWN = 10;

    private final Path directory;
    private final Properties config;
    private final EmbeddedLog log;
    private int batchesToRestore;

    /**
     * Opens the log.
     *
     * @param flush the value of {@code log.flush}
     * @param batchesToRestore after so many it stands still, in the middle of one
     */
    CountingProcess(Path directory, String flush, int batchesToRestore) {
        this.directory = directory;
        this.batchesToRestore = batchesToRestore;
        config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
        config.put(StreamsConfig.LOG_DIR_CONFIG, directory.toString());
        config.put("log.flush", flush);
        config.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory(directory).toString());
        config.put(StreamsConfig.STATE_MEMORY_MAX_BYTES_CONFIG, "1048576");
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, "20");
        log = EmbeddedLog.open(config);
    }

    static Path stateDirectory(Path directory) {
        return directory.resolve("state");
    }

    /** Arguments: the directory, the flush mode, and after how many batches of a restore it stands still. */
    public static void main(String[] args) throws Exception {
        CountingProcess process = new CountingProcess(Path.of(args[0]), args[1], Integer.parseInt(args[2]));
        process.createTopics();
        long found = process.endOf(WORDS);
        say("found", found);
        process.start(CountingProcess::say);
        process.write(found, ENDLESS);
    }

    private static synchronized void say(String what, Object about) {
        System.out.println(what + " " + about + " .");
        System.out.flush();
    }

    /** Someone who hears what it says. */
    interface Voice {
        void say(String what, Object about);
    }

    void createTopics() throws Exception {
        try (var admin = log.admin()) {
            if (!admin.listTopics().names().get().contains(WORDS)) {
                admin.createTopics(List.of(
                                new NewTopic(WORDS, PARTITIONS, (short) 1),
                                new NewTopic(COUNTS, PARTITIONS, (short) 1)))
                        .all()
                        .get();
            }
        }
    }

    /** Starts counting, and returns when the stores are restored. */
    MillraceStreams start(Voice voice) throws InterruptedException {
        MillraceStreams streams = new MillraceStreams(topology(voice), config);
        streams.setGlobalStateRestoreListener(new Restores(voice));
        CountDownLatch restored = new CountDownLatch(1);
        streams.setStateListener((now, before) -> {
            if (now != MillraceStreams.State.REBALANCING) {
                restored.countDown();
            }
        });
        streams.start();
        restored.await();
        return streams;
    }

    /** Writes words from a number on; what the n-th word is depends on n alone. */
    void write(long from, long to) throws Exception {
        try (Producer<String, String> producer =
                log.producer(Map.of(), new StringSerializer(), new StringSerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (long n = from; n < to; n++) {
                sent.add(producer.send(new ProducerRecord<>(WORDS, new Random(n).nextInt(DIFFERENT_WORDS) + LONG, "")));
                if (n % WORDS_PER_FLUSH == 0) {
                    producer.flush();
                    for (Future<RecordMetadata> word : sent) {
                        word.get(); // flush does not say what failed
                    }
                    sent.clear();
                    say("words", n);
                }
            }
        }
    }

    private Topology topology(Voice voice) {
        Topology topology = new Topology();
        topology.addSource("source", new StringDeserializer(), new StringDeserializer(), WORDS);
        topology.addProcessor("count", () -> new Count(voice), "source");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.Long()),
                "count");
        topology.addSink("sink", COUNTS, new StringSerializer(), new LongSerializer(), "count");
        return topology;
    }

    private final class Count implements Processor<String, String, String, Long> {
        private final Voice voice;
        private ProcessorContext<String, Long> context;
        private KeyValueStore<String, Long> counts;

        Count(Voice voice) {
            this.voice = voice;
        }

        /** The store is restored by now, and nothing is counted yet. */
        @Override
        public void init(ProcessorContext<String, Long> newContext) {
            context = newContext;
            counts = context.getStateStore(STORE);
            int partition = context.taskId().partition();
            Map<String, Long> held = new TreeMap<>();
            try (KeyValueIterator<String, Long> all = counts.all()) {
                all.forEachRemaining(entry -> held.put(entry.key, entry.value));
            }
            Map<String, Long> replayed = replay(partition);
            if (held.equals(replayed)) {
                voice.say("same", partition);
            } else {
                voice.say("differs", partition + ": " + differences(held, replayed));
            }
        }

        @Override
        public void process(Record<String, String> word) {
            Long before = counts.get(word.key());
            long count = before == null ? 1 : before + 1;
            counts.put(word.key(), count);
            context.forward(word.withValue(count));
        }
    }

    private static String differences(Map<String, Long> held, Map<String, Long> replayed) {
        Set<String> words = new TreeSet<>(held.keySet());
        words.addAll(replayed.keySet());
        return words.stream()
                .filter(word -> !Objects.equals(held.get(word), replayed.get(word)))
                .limit(SHOWN)
                .map(word -> word.substring(0, word.indexOf('-')) + " is " + held.get(word) + " and not "
                        + replayed.get(word))
                .collect(Collectors.joining(", "));
    }

    /** What the store has to be: the last value of each key in its changelog. */
    private Map<String, Long> replay(int partition) {
        Map<String, Long> last = new TreeMap<>();
        read(APPLICATION + "-" + STORE + "-changelog", partition, new LongDeserializer(), record -> {
            if (record.value() == null) {
                last.remove(record.key());
            } else {
                last.put(record.key(), record.value());
            }
        });
        return last;
    }

    <V> void read(String topic, int number, Deserializer<V> values, Consumer<ConsumerRecord<String, V>> reader) {
        TopicPartition partition = new TopicPartition(topic, number);
        Map<String, Object> settings = Map.of("isolation.level", "read_committed");
        try (var consumer = log.consumer(settings, new StringDeserializer(), values)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(reader);
            }
        }
    }

    long endOf(String topic) {
        long end = 0;
        try (var consumer = log.consumer(Map.of(), new StringDeserializer(), new StringDeserializer())) {
            for (int i = 0; i < PARTITIONS; i++) {
                TopicPartition partition = new TopicPartition(topic, i);
                end += consumer.endOffsets(List.of(partition)).get(partition);
            }
        }
        return end;
    }

    void close() {
        log.close();
    }

    /** Says what is restored, and stands still where it was told to. */
    private final class Restores implements StateRestoreListener {
        private final Voice voice;

        Restores(Voice voice) {
            this.voice = voice;
        }

        @Override
        public void onRestoreStart(TopicPartition partition, String store, long from, long to) {
            assertThat(from).isLessThanOrEqualTo(to);
        }

        @Override
        public void onBatchRestored(TopicPartition partition, String store, long reached, long records) {
            if (records > 0) {
                voice.say("restored", partition.partition());
                if (--batchesToRestore == 0) {
                    standStill();
                }
            }
        }

        @Override
        public void onRestoreEnd(TopicPartition partition, String store, long records) {}

        private void standStill() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
