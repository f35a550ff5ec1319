package dev.millrace.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * input is committed. CPU is that of the whole process: application, log, broker, compiler and collector.
 *
 * <pre>
 *   EndToEndCount [--records 3000000] [--keys 100000] [--rounds 3] [--side both|millrace|kafka]
 * </pre>
 */
public final class EndToEndCount {

    private static final String CHILD = "--child";
    private static final String RESULT = "result ";

    /** One side's figures in one round. */
    private record Figures(double seconds, double cpuSeconds) {}

    private EndToEndCount() {}

    /** Runs the comparison, or one side of it in a child. */
    public static void main(String[] args) throws Exception {
        Map<String, String> options = options(args);
        long records = Long.parseLong(options.getOrDefault("--records", "3000000"));
        int keys = Integer.parseInt(options.getOrDefault("--keys", "100000"));
        CountWorkload workload = new CountWorkload(records, keys);
        if (options.containsKey(CHILD)) {
            measure(options.get(CHILD), workload);
            System.exit(0); // Kafka leaves threads behind
        }
        String side = options.getOrDefault("--side", "both");
        List<String> sides = side.equals("both") ? List.of("millrace", "kafka") : List.of(side);
        compare(sides, workload, Integer.parseInt(options.getOrDefault("--rounds", "3")));
    }

    private static Map<String, String> options(String[] args) {
        if (args.length % 2 != 0) {
            throw new IllegalArgumentException("Options come in pairs, as in: --records 3000000 --rounds 3");
        }
        return IntStream.range(0, args.length / 2)
                .boxed()
                .collect(java.util.stream.Collectors.toMap(i -> args[2 * i], i -> args[2 * i + 1]));
    }

    private static void compare(List<String> sides, CountWorkload workload, int rounds) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "count by key, exactly once: %,d records of 112 bytes, %,d keys, %d partitions, %d threads%n",
                workload.records(),
                workload.keys(),
                CountWorkload.PARTITIONS,
                CountWorkload.THREADS);
        List<Double> speedRatios = new ArrayList<>();
        List<Double> cpuRatios = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            List<Figures> figures = new ArrayList<>();
            for (String side : sides) {
                Figures measured = inChild(side, workload);
                figures.add(measured);
                System.out.printf(
                        Locale.ROOT,
                        "round %d  %-9s %,11.0f records/s  %6.2f s  %6.2f CPU-s per million records%n",
                        round,
                        side,
                        workload.records() / measured.seconds,
                        measured.seconds,
                        measured.cpuSeconds * 1e6 / workload.records());
            }
            if (figures.size() == 2) {
                speedRatios.add(figures.get(1).seconds / figures.get(0).seconds);
                cpuRatios.add(figures.get(1).cpuSeconds / figures.get(0).cpuSeconds);
            }
        }
        if (!speedRatios.isEmpty()) {
            System.out.printf(
                    Locale.ROOT,
                    "median ratio kafka/millrace: time %.1f, CPU %.1f%n",
                    median(speedRatios),
                    median(cpuRatios));
        }
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static Figures inChild(String side, CountWorkload workload) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx4g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndToEndCount.class.getName(),
                        CHILD,
                        side,
                        "--records",
                        Long.toString(workload.records()),
                        "--keys",
                        Integer.toString(workload.keys()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Figures figures = null;
        try (BufferedReader output = child.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(RESULT)) {
                    String[] fields = line.substring(RESULT.length()).split(" ", -1);
                    figures = new Figures(Double.parseDouble(fields[0]), Double.parseDouble(fields[1]));
                }
            }
        }
        int status = child.waitFor();
        if (figures == null) {
            throw new IllegalStateException("The " + side + " side ended with status " + status + " and no result");
        }
        return figures;
    }

    private static void measure(String side, CountWorkload workload) throws Exception {
        Path directory = Files.createTempDirectory("count-" + side);
        try (CountSide engine = side.equals("kafka") ? new KafkaCount(directory) : new MillraceCount(directory)) {
            try (Admin admin = engine.admin();
                    Consumer<byte[], byte[]> consumer = engine.consumer()) {
                admin.createTopics(List.of(
                                new NewTopic(CountWorkload.INPUT, CountWorkload.PARTITIONS, (short) 1),
                                new NewTopic(CountWorkload.OUTPUT, CountWorkload.PARTITIONS, (short) 1)))
                        .all()
                        .get();
                try (Producer<byte[], byte[]> producer = engine.producer()) {
                    workload.produce(producer);
                }
                Map<TopicPartition, Long> ends = consumer.endOffsets(IntStream.range(0, CountWorkload.PARTITIONS)
                        .mapToObj(partition -> new TopicPartition(CountWorkload.INPUT, partition))
                        .toList());
                OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
                long startNanos = System.nanoTime();
                long startCpuNanos = process.getProcessCpuTime();
                engine.startCounting();
                while (!isCommitted(admin, ends)) {
                    Thread.sleep(10);
                }
                double seconds = (System.nanoTime() - startNanos) / 1e9;
                double cpuSeconds = (process.getProcessCpuTime() - startCpuNanos) / 1e9;
                System.out.println(RESULT + seconds + " " + cpuSeconds);
            }
        } finally {
            com.google.common.io.MoreFiles.deleteRecursively(
                    directory, com.google.common.io.RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    private static boolean isCommitted(Admin admin, Map<TopicPartition, Long> ends) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(CountWorkload.APPLICATION_ID)
                .partitionsToOffsetAndMetadata()
                .get();
        return ends.entrySet().stream().allMatch(end -> {
            OffsetAndMetadata offset = committed.get(end.getKey());
            return offset != null && offset.offset() >= end.getValue();
        });
    }
}
