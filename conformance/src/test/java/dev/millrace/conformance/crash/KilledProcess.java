package dev.millrace.conformance.crash;

import dev.millrace.broker.LocalBroker;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The process that {@link KillTest} kills: writes in and outside of transactions for as long as it may, and says on its standard
 * output what it is about to do and what it was told, a line each, with a full stop at the end.
 */
public final class KilledProcess {
    static final int PARTITIONS = 3;
    private static final String TOPIC = "killed";

    private final String life;
    private final Consumer<String> voice;
    private final Random random;
    private int units;
    private int values;

    KilledProcess(String life, Consumer<String> voice) {
        this.life = life;
        this.voice = voice;
        this.random = new Random(life.hashCode());
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

    void run(Path directory) throws Exception {
        try (LocalBroker broker = LocalBroker.open(directory, Map.of());
                Producer<String, String> transactional = producer(broker, Map.of("transactional.id", "t"));
                Producer<String, String> plain = producer(broker, Map.of("acks", "all"))) {
            if (!broker.admin().listTopics().names().get().contains(TOPIC)) {
                broker.admin()
                        .createTopics(java.util.List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1)))
                        .all()
                        .get();
            }
            transactional.initTransactions();
            while (true) {
                if (random.nextInt(3) == 0) {
                    writePlain(plain);
                } else {
                    writeTransaction(transactional);
                }
            }
        }
    }

    private static Producer<String, String> producer(LocalBroker broker, Map<String, Object> config) {
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
        String unit = life + "-" + units++;
        say("begin", unit, life + "-" + producer);
        return unit;
    }

    private ProducerRecord<String, String> next(String unit) {
        int partition = random.nextInt(PARTITIONS);
        String value = life + "-v" + values++;
        say("write", unit, Integer.toString(partition), value);
        return new ProducerRecord<>(TOPIC, partition, null, value);
    }

    private void say(String... words) {
        voice.accept(String.join(" ", words) + " .");
    }
}
