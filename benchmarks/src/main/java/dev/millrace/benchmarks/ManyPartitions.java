package dev.millrace.benchmarks;

import dev.millrace.broker.LocalBroker;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What a broker with many partitions costs: creating them, opening it after a clean end and after kill -9, the heap
 * that an idle partition takes, and the files that are open when all partitions have been written to.
 *
 * <pre>
 *   ManyPartitions [--partitions 1000] [--rounds 5] [--directory .]
 * </pre>
 *
 * <p>Each child is a cold JVM. It opens a broker with a single partition first, which pays for the loading of classes:
 * its time is told by itself, and its heap is what the other's is compared with, both after a collection.
 */
public final class ManyPartitions {

    private static final String TOPIC = "topic";
    private static final String CHILD = "--child";

    private ManyPartitions() {}

    /** Measures and prints, or does a child's part. */
    public static void main(String[] args) throws Exception {
        Options options = Options.of(args, CHILD, "--partitions", "--rounds", "--directory");
        int partitions = options.number("--partitions", 1000);
        Path directory = Path.of(options.text("--directory", "."));
        if (options.has(CHILD)) {
            if (options.text(CHILD, "").equals("fill")) {
                fill(directory, partitions);
            } else {
                open(directory, partitions);
            }
            return;
        }
        System.out.printf(Locale.ROOT, "a broker with %,d partitions, log.flush=commit%n", partitions);
        Medians medians = new Medians();
        for (int round = 1; round <= options.number("--rounds", 5); round++) {
            try (Scratch scratch = Scratch.in(directory, "many-partitions", 1L << 30)) {
                double[] filled = run(options, scratch.path(), "fill");
                double[] killed = run(options, scratch.path(), "open");
                double[] clean = run(options, scratch.path(), "open");
                double[] figures = {filled[0], killed[0], clean[0], clean[1], clean[2], filled[1], clean[3]};
                medians.add(figures);
                print("round " + round, figures);
            }
        }
        print("median", IntStream.range(0, 7).mapToDouble(medians::of).toArray());
    }

    private static void print(String what, double[] figures) {
        System.out.printf(
                Locale.ROOT,
                "%-8s created in %4.0f ms; opened after kill -9 in %4.0f ms, after a clean end in %4.0f ms;"
                        + " idle: %.1f KB of heap a partition, %.0f open files; all written to: %.0f open files;"
                        + " before them one with a single partition, in the cold JVM: %.0f ms%n",
                what,
                figures[0] * 1000,
                figures[1] * 1000,
                figures[2] * 1000,
                figures[3] / 1024,
                figures[4],
                figures[5],
                figures[6] * 1000);
    }

    private static double[] run(Options options, Path directory, String part) throws Exception {
        List<String> arguments = new ArrayList<>(options.asArguments());
        arguments.addAll(List.of("--directory", directory.toString(), CHILD, part));
        return ChildJvm.run(ManyPartitions.class, List.of("-Xmx1g"), arguments);
    }

    /** Creates the partitions, writes a record to each, and ends without closing anything; beside it a single one. */
    private static void fill(Path directory, int partitions) throws Exception {
        try (LocalBroker single = LocalBroker.open(directory.resolve("one"), Map.of())) {
            create(single, 1);
            writeToAll(single, 1);
        }
        LocalBroker broker = LocalBroker.open(directory.resolve("all"), Map.of());
        Usage created = Usage.of(() -> create(broker, partitions));
        writeToAll(broker, partitions);
        ChildJvm.report(created.seconds(), openFiles());
        Runtime.getRuntime().halt(0); // as kill -9 would
    }

    private static void create(LocalBroker broker, int partitions) throws Exception {
        try (var admin = broker.admin()) {
            admin.createTopics(List.of(new NewTopic(TOPIC, partitions, (short) 1)))
                    .all()
                    .get();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the close waits for all
    private static void writeToAll(LocalBroker broker, int partitions) {
        try (Producer<byte[], byte[]> producer =
                broker.producer(Map.of(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int partition = 0; partition < partitions; partition++) {
                producer.send(new ProducerRecord<>(TOPIC, partition, null, new byte[100]));
            }
        }
    }

    /** First a broker with a single partition, for the cold JVM's part and its heap; then the one with all. */
    private static void open(Path directory, int partitions) throws Exception {
        Path single = directory.resolve("one");
        LocalBroker[] opened = new LocalBroker[1];
        double coldSeconds =
                Usage.of(() -> opened[0] = LocalBroker.open(single, Map.of())).seconds();
        double heapBytes = -usedHeapBytes();
        opened[0].close();
        Usage usage = Usage.of(() -> opened[0] = LocalBroker.open(directory.resolve("all"), Map.of()));
        heapBytes += usedHeapBytes();
        ChildJvm.report(usage.seconds(), heapBytes / (partitions - 1), openFiles(), coldSeconds);
        opened[0].close();
    }

    private static long usedHeapBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Of the storage: those whose name ends as the log's files do. */
    private static int openFiles() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return (int) files.filter(ManyPartitions::isOfLog).count();
        }
    }

    private static boolean isOfLog(Path descriptor) {
        try {
            String name = Files.readSymbolicLink(descriptor).toString();
            return name.endsWith(".log") || name.endsWith(".index") || name.endsWith(".journal");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }
}
