package dev.millrace.benchmarks;

import dev.millrace.broker.LocalBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Produces records of 100 bytes with one idempotent producer, then reads them to {@link ConsumerRecord}s with one
 * consumer: Millrace in process ({@code log.flush=os}), and Kafka's clients with a Kafka broker over the loopback
 * interface, each side in a JVM of its own with the same heap, in turn. All settings are defaults. Both have a warm-up
 * on another topic.
 *
 * <pre>
 *   ProduceConsume [--records 10000000] [--rounds 5] [--side both|millrace|kafka] [--partitions 4] [--cpus all|LIST]
 * </pre>
 *
 * <p>{@code --cpus 0} confines each side to the processor 0 ({@code taskset}). CPU is that of the whole process:
 * client, broker, compilers and collector.
 */
public final class ProduceConsume {

    private static final int VALUE_BYTES = 100;
    private static final String CHILD = "--child";
    private static final String RECORDS = "--records";
    private static final String ROUNDS = "--rounds";
    private static final String SIDE = "--side";
    private static final String PARTITIONS = "--partitions";
    private static final String CPUS = "--cpus";

    private ProduceConsume() {}

    /** Runs the comparison, or one side of it in a child. */
    public static void main(String[] args) throws Exception {
        Options options = Options.of(args, CHILD, RECORDS, ROUNDS, SIDE, PARTITIONS, CPUS);
        int records = options.number(RECORDS, 10_000_000);
        if (options.has(CHILD)) {
            measure(options.text(CHILD, ""), records, options.number(PARTITIONS, 4));
            System.exit(0); // Kafka leaves threads behind
        }
        String side = options.text(SIDE, "both");
        compare(side.equals("both") ? List.of("millrace", "kafka") : List.of(side), records, options);
    }

    private static void compare(List<String> sides, int records, Options options) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%,d records of %d bytes, idempotent, one producer, then one consumer; %d partitions, cpus: %s%n",
                records,
                VALUE_BYTES,
                options.number(PARTITIONS, 4),
                options.text(CPUS, ChildJvm.ALL_CPUS));
        Map<String, Medians> medians = new HashMap<>();
        for (int round = 1; round <= options.number(ROUNDS, 5); round++) {
            for (String side : sides) {
                List<String> arguments = new ArrayList<>(options.asArguments());
                arguments.addAll(List.of(CHILD, side));
                double[] figures = ChildJvm.run(
                        ProduceConsume.class, List.of("-Xmx2g"), arguments, options.text(CPUS, ChildJvm.ALL_CPUS));
                medians.computeIfAbsent(side, same -> new Medians()).add(figures);
                print("round " + round, side, figures[0], figures[1], figures[2], figures[3]);
            }
        }
        for (String side : sides) {
            Medians of = medians.getOrDefault(side, new Medians());
            print("median", side, of.of(0), of.of(1), of.of(2), of.of(3));
        }
        Medians ours = medians.get("millrace");
        Medians theirs = medians.get("kafka");
        if (ours != null && theirs != null) {
            System.out.printf(
                    Locale.ROOT,
                    "ratios of the medians: produce rate %.1f, CPU %.1f; consume rate %.1f, CPU %.1f%n",
                    ours.of(0) / theirs.of(0),
                    theirs.of(1) / ours.of(1),
                    ours.of(2) / theirs.of(2),
                    theirs.of(3) / ours.of(3));
        }
    }

    private static void print(String what, String side, double sent, double sentCpu, double read, double readCpu) {
        System.out.printf(
                Locale.ROOT,
                "%-8s %-9s produce %.2f M/s, %.2f CPU-s/M   consume %.2f M/s, %.2f CPU-s/M%n",
                what,
                side,
                sent,
                sentCpu,
                read,
                readCpu);
    }

    /** What is measured: a log that clients reach. */
    private record Side(
            Producer<byte[], byte[]> producer, Consumer<byte[], byte[]> consumer, Admin admin, AutoCloseable broker)
            implements AutoCloseable {

        static Side open(String name, Path directory) throws Exception {
            if (name.equals("kafka")) {
                KafkaBroker broker = new KafkaBroker(directory);
                Map<String, Object> config = Map.of("bootstrap.servers", broker.bootstrapServers());
                return new Side(
                        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()),
                        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                        Admin.create(config),
                        broker);
            }
            LocalBroker broker = LocalBroker.open(directory.resolve("log"), Map.of("log.flush", "os"));
            return new Side(
                    broker.producer(Map.of(), new ByteArraySerializer(), new ByteArraySerializer()),
                    broker.consumer(Map.of(), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                    broker.admin(),
                    broker);
        }

        @Override
        public void close() throws Exception {
            producer.close();
            consumer.close();
            admin.close();
            broker.close();
        }
    }

    private static void measure(String name, int records, int partitions) throws Exception {
        try (Scratch scratch = Scratch.in(Path.of("."), "produce-consume", 2L * records * (VALUE_BYTES + 20));
                Side side = Side.open(name, scratch.path())) {
            side.admin
                    .createTopics(List.of(
                            new NewTopic("warm-up", partitions, (short) 1),
                            new NewTopic("measured", partitions, (short) 1)))
                    .all()
                    .get();
            int warmUp = Math.max(records / 2, Math.min(records, 3_000_000));
            open(side.producer, "warm-up", partitions);
            open(side.producer, "measured", partitions);
            produce(side.producer, "warm-up", warmUp);
            consume(side.consumer, "warm-up", partitions, warmUp + partitions);
            Usage sent = Usage.of(() -> produce(side.producer, "measured", records));
            Usage read = Usage.of(() -> consume(side.consumer, "measured", partitions, records + partitions));
            double millions = records / 1e6;
            ChildJvm.report(
                    millions / sent.seconds(),
                    sent.cpuSeconds() / millions,
                    millions / read.seconds(),
                    read.cpuSeconds() / millions);
        }
    }

    /** One record to each partition: a cluster's partition that was just made may not take the first requests. */
    private static void open(Producer<byte[], byte[]> producer, String topic, int partitions) throws Exception {
        for (int partition = 0; partition < partitions; partition++) {
            producer.send(new ProducerRecord<>(topic, partition, null, new byte[VALUE_BYTES]))
                    .get();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback tells what went wrong
    private static void produce(Producer<byte[], byte[]> producer, String topic, int records) {
        byte[] value = new byte[VALUE_BYTES];
        AtomicReference<Exception> failure = new AtomicReference<>();
        Callback callback = (metadata, error) -> {
            if (error != null) {
                failure.compareAndSet(null, error);
            }
        };
        for (int i = 0; i < records; i++) {
            producer.send(new ProducerRecord<>(topic, value), callback);
        }
        producer.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("A record was not written", failure.get());
        }
    }

    private static void consume(Consumer<byte[], byte[]> consumer, String topic, int partitions, int records) {
        List<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(all);
        consumer.seekToBeginning(all);
        long bytes = 0;
        for (int left = records; left > 0; ) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(10))) {
                bytes += record.value().length;
                left--;
            }
        }
        if (bytes != (long) VALUE_BYTES * records) {
            throw new IllegalStateException("Sent " + (long) VALUE_BYTES * records + " bytes, read " + bytes);
        }
    }
}
