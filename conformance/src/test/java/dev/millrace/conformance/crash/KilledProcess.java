package dev.millrace.conformance.crash;

import dev.millrace.broker.LocalBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The process that {@link KillTest} kills: several threads write, in and outside of transactions, for as long as they
 * may, and one reads what is committed. They say on the standard output what they are about to do, what they were told
 * and what they read, a line each, with a full stop at the end.
 */
public final class KilledProcess {
    static final int PARTITIONS = 3;
    private static final int WRITERS = 4;
    private static final String TOPIC = "killed";
    private static final Duration POLL = Duration.ofMillis(10);

    private final String life;
    private final Consumer<String> voice;
    private volatile boolean stopped;

    KilledProcess(String life, Consumer<String> voice) {
        this.life = life;
        this.voice = voice;
    }

    static TopicPartition partition(int number) {
        return new TopicPartition(TOPIC, number);
    }

    public static void main(String[] args) throws Exception {
        new KilledProcess(args[1], line -> {
                    System.out.println(line);
                    System.out.flush();
                })
                .run(Path.of(args[0]));
    }

    /** Until one of the threads fails. */
    void run(Path directory) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1);
        try (LocalBroker broker = LocalBroker.open(directory, Map.of())) {
            if (!broker.admin().listTopics().names().get().contains(TOPIC)) {
                broker.admin()
                        .createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1)))
                        .all()
                        .get();
            }
            CompletionService<Void> ends = new ExecutorCompletionService<>(threads);
            ends.submit(() -> read(broker));
            for (int i = 0; i < WRITERS; i++) {
                ends.submit(new Writer(broker, i));
            }
            try {
                ends.take().get();
            } finally {
                stopped = true;
                threads.shutdown();
                while (!threads.awaitTermination(1, TimeUnit.MINUTES)) {}
            }
        }
    }

    /** From where the log ends when it begins. */
    private Void read(LocalBroker broker) {
        Map<String, Object> config = Map.of("isolation.level", "read_committed");
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(KilledProcess::partition)
                .toList();
        try (var consumer = broker.consumer(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            while (!stopped) {
                for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                    say(
                            "read",
                            life + "-reader",
                            Integer.toString(record.partition()),
                            Long.toString(record.offset()),
                            record.value());
                }
            }
        }
        return null;
    }

    private void say(String... words) {
        voice.accept(String.join(" ", words) + " .");
    }

    private final class Writer implements Callable<Void> {
        private final LocalBroker broker;
        private final String name;
        private final String transactionalId;
        private final Random random;
        private int units;
        private int values;

        Writer(LocalBroker broker, int number) {
            this.broker = broker;
            this.name = life + "-" + number;
            this.transactionalId = "t" + number;
            this.random = new Random(name.hashCode());
        }

        @Override
        public Void call() throws Exception {
            try (Producer<String, String> transactional = producer(Map.of("transactional.id", transactionalId));
                    Producer<String, String> plain = producer(Map.of("acks", "all"))) {
                transactional.initTransactions();
                while (!stopped) {
                    if (random.nextInt(3) == 0) {
                        writePlain(plain);
                    } else {
                        writeTransaction(transactional);
                    }
                }
            }
            return null;
        }

        private Producer<String, String> producer(Map<String, Object> config) {
            return broker.producer(config, new StringSerializer(), new StringSerializer());
        }

        private void writePlain(Producer<String, String> producer) throws ExecutionException, InterruptedException {
            String unit = begin("plain");
            ProducerRecord<String, String> record = next(unit);
            producer.send(record).get();
            say("ok", unit);
        }

        private void writeTransaction(Producer<String, String> producer) {
            String unit = begin("t");
            producer.beginTransaction();
            for (int count = 1 + random.nextInt(5); count > 0; count--) {
                producer.send(next(unit));
            }
            if (random.nextInt(4) == 0) {
                say("aborting", unit);
                producer.abortTransaction();
            } else {
                say("committing", unit);
                producer.commitTransaction();
                say("ok", unit);
            }
        }

        private String begin(String producer) {
            String unit = name + "-" + units++;
            say("begin", unit, name + "-" + producer);
            return unit;
        }

        private ProducerRecord<String, String> next(String unit) {
            int partition = random.nextInt(PARTITIONS);
            String value = name + "-v" + values++;
            say("write", unit, Integer.toString(partition), value);
            return new ProducerRecord<>(TOPIC, partition, null, value);
        }
    }
}
