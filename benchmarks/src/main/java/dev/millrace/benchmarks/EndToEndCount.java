package dev.millrace.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/**
 * Counts generated records by key, exactly once, from one end to the other: Millrace on its embedded log, and Kafka
 * Streams on a Kafka broker, each in a JVM of its own with the same heap, one after the other, in turn.
 *
 * <p>The input is in the log before the clock starts; the clock runs from the start of the application until all of the
 * input is committed. CPU is that of the whole process: application, log, broker, compiler and collector. The second
 * half is shown by itself as well: there the application runs, and most of it is compiled.
 *
 * <pre>
 *   EndToEndCount [--records 3000000] [--keys 100000] [--rounds 5] [--side both|millrace|kafka]
 * </pre>
 */
public final class EndToEndCount {

    private static final String CHILD = "--child";
    private static final String RECORDS = "--records";
    private static final String KEYS = "--keys";
    private static final String ROUNDS = "--rounds";
    private static final String SIDE = "--side";

    private EndToEndCount() {}

    /** Runs the comparison, or one side of it in a child. */
    public static void main(String[] args) throws Exception {
        Options options = Options.of(args, CHILD, RECORDS, KEYS, ROUNDS, SIDE);
        CountWorkload workload = new CountWorkload(options.number(RECORDS, 3_000_000), options.number(KEYS, 100_000));
        if (options.has(CHILD)) {
            measure(options.text(CHILD, ""), workload);
            System.exit(0); // Kafka leaves threads behind
        }
        String side = options.text(SIDE, "both");
        compare(side.equals("both") ? List.of("millrace", "kafka") : List.of(side), workload, options);
    }

    private static void compare(List<String> sides, CountWorkload workload, Options options) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "count by key, exactly once: %,d records of 112 bytes, %,d keys, %d partitions, %d threads%n",
                workload.records(),
                workload.keys(),
                CountWorkload.PARTITIONS,
                CountWorkload.THREADS);
        Map<String, Medians> medians = new HashMap<>();
        for (int round = 1; round <= options.number(ROUNDS, 5); round++) {
            for (String side : sides) {
                List<String> arguments = new ArrayList<>(options.asArguments());
                arguments.addAll(List.of(CHILD, side));
                double[] figures = ChildJvm.run(EndToEndCount.class, List.of("-Xmx4g"), arguments);
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
                    "ratios of the medians: rate %.1f, CPU %.1f; of the second half: rate %.1f, CPU %.1f%n",
                    ours.of(0) / theirs.of(0),
                    theirs.of(1) / ours.of(1),
                    ours.of(2) / theirs.of(2),
                    theirs.of(3) / ours.of(3));
        }
    }

    private static void print(String what, String side, double all, double allCpu, double half, double halfCpu) {
        System.out.printf(
                Locale.ROOT,
                "%-8s %-9s from the start %,9.0f records/s, %5.2f CPU-s/M   second half %,9.0f records/s, %5.2f CPU-s/M%n",
                what,
                side,
                all,
                allCpu,
                half,
                halfCpu);
    }

    private static void measure(String side, CountWorkload workload) throws Exception {
        try (Scratch scratch = Scratch.in(Path.of("."), "count-" + side, workload.records() * 400);
                CountSide engine =
                        side.equals("kafka") ? new KafkaCount(scratch.path()) : new MillraceCount(scratch.path());
                Admin admin = engine.admin();
                Consumer<byte[], byte[]> consumer = engine.consumer()) {
            admin.createTopics(List.of(
                            new NewTopic(CountWorkload.INPUT, CountWorkload.PARTITIONS, (short) 1),
                            new NewTopic(CountWorkload.OUTPUT, CountWorkload.PARTITIONS, (short) 1)))
                    .all()
                    .get();
            try (Producer<byte[], byte[]> producer = engine.producer()) {
                workload.produce(producer);
            }
            long records = consumer
                    .endOffsets(IntStream.range(0, CountWorkload.PARTITIONS)
                            .mapToObj(partition -> new TopicPartition(CountWorkload.INPUT, partition))
                            .toList())
                    .values()
                    .stream()
                    .mapToLong(Long::longValue)
                    .sum();
            long[] firstHalf = new long[1];
            Usage first = Usage.of(() -> {
                engine.startCounting();
                firstHalf[0] = awaitCommitted(admin, records / 2);
            });
            long[] all = new long[1];
            Usage second = Usage.of(() -> all[0] = awaitCommitted(admin, records));
            double millions = all[0] / 1e6;
            double secondMillions = (all[0] - firstHalf[0]) / 1e6;
            ChildJvm.report(
                    all[0] / (first.seconds() + second.seconds()),
                    (first.cpuSeconds() + second.cpuSeconds()) / millions,
                    secondMillions * 1e6 / second.seconds(),
                    second.cpuSeconds() / secondMillions);
        }
    }

    /** Waits until so many records of the input are committed; returns how many are. */
    private static long awaitCommitted(Admin admin, long records) throws Exception {
        while (true) {
            long committed = admin
                    .listConsumerGroupOffsets(CountWorkload.APPLICATION_ID)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .values()
                    .stream()
                    .mapToLong(OffsetAndMetadata::offset)
                    .sum();
            if (committed >= records) {
                return committed;
            }
            Thread.sleep(10);
        }
    }
}
