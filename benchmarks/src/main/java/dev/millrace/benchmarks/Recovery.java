package dev.millrace.benchmarks;

import dev.millrace.broker.LocalBroker;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How long a broker takes to open a large log after kill -9: a child writes so many gigabytes and goes on writing until
 * it is killed; another child opens the log. Then it is closed cleanly and opened once more, for comparison.
 *
 * <pre>
 *   Recovery [--gigabytes 10] [--rounds 5] [--flush commit|os] [--partitions 8] [--directory .]
 * </pre>
 *
 * <p>The log is written once; each further round appends for a second before it is killed again.
 */
public final class Recovery {

    private static final int VALUE_BYTES = 1000;
    private static final String TOPIC = "topic";
    private static final String WRITTEN = "written";
    private static final String CHILD = "--child";

    private Recovery() {}

    /** Measures and prints, or does a child's part. */
    public static void main(String[] args) throws Exception {
        Options options = Options.of(
                args, CHILD, "--gigabytes", "--rounds", "--flush", "--partitions", "--directory", "--megabytes");
        String flush = options.text("--flush", "commit");
        Path directory = Path.of(options.text("--directory", "."));
        if (options.has(CHILD)) {
            if (options.text(CHILD, "").equals("write")) {
                write(directory, flush, options.number("--partitions", 8), options.number("--megabytes", 0));
            } else {
                open(directory, flush);
            }
            return;
        }
        int gigabytes = options.number("--gigabytes", 10);
        System.out.printf(Locale.ROOT, "a log of %d GB, log.flush=%s, kill -9, open%n", gigabytes, flush);
        try (Scratch scratch = Scratch.in(directory, "recovery", (long) gigabytes << 30)) {
            Medians medians = new Medians();
            for (int round = 1; round <= options.number("--rounds", 5); round++) {
                kill(options, scratch.path(), round == 1 ? gigabytes << 10 : 0);
                double[] killed = openInChild(options, scratch.path());
                double[] clean = openInChild(options, scratch.path());
                medians.add(killed[0], killed[1], clean[0]);
                print("round " + round, killed[0], killed[1], clean[0]);
            }
            print("median", medians.of(0), medians.of(1), medians.of(2));
        }
    }

    private static void print(String what, double killed, double killedCpu, double clean) {
        System.out.printf(
                Locale.ROOT,
                "%-8s opened after kill -9 in %5.0f ms (%.2f CPU-s), after a clean end in %5.0f ms%n",
                what,
                killed * 1000,
                killedCpu,
                clean * 1000);
    }

    /** Has a child write so much, and kills it while it goes on. */
    private static void kill(Options options, Path directory, int megabytes) throws Exception {
        Process child = ChildJvm.start(
                Recovery.class,
                List.of("-Xmx1g"),
                arguments(options, directory, "write", "--megabytes", Integer.toString(megabytes)));
        try (BufferedReader output = child.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            while (line != null && !line.equals(WRITTEN)) {
                line = output.readLine();
            }
            if (line == null) {
                throw new IllegalStateException("The child that writes ended with status " + child.waitFor());
            }
            Thread.sleep(1_000);
        } finally {
            child.destroyForcibly(); // SIGKILL
            child.waitFor();
        }
    }

    private static double[] openInChild(Options options, Path directory) throws Exception {
        return ChildJvm.run(Recovery.class, List.of("-Xmx1g"), arguments(options, directory, "open"));
    }

    private static List<String> arguments(Options options, Path directory, String part, String... more) {
        List<String> arguments = new ArrayList<>(options.asArguments());
        arguments.addAll(List.of("--directory", directory.toString(), CHILD, part));
        arguments.addAll(List.of(more));
        return arguments;
    }

    @SuppressWarnings(
            "FutureReturnValueIgnored") // the process is killed: what became of the last records does not matter
    private static void write(Path directory, String flush, int partitions, int megabytes) throws Exception {
        LocalBroker broker = LocalBroker.open(directory, Map.of("log.flush", flush));
        try (var admin = broker.admin()) {
            if (!admin.listTopics().names().get().contains(TOPIC)) {
                admin.createTopics(List.of(new NewTopic(TOPIC, partitions, (short) 1)))
                        .all()
                        .get();
            }
        }
        Producer<byte[], byte[]> producer =
                broker.producer(Map.of("batch.size", 1 << 18), new ByteArraySerializer(), new ByteArraySerializer());
        byte[] value = new byte[VALUE_BYTES];
        for (int megabyte = 0; ; megabyte++) {
            if (megabyte == megabytes) {
                System.out.println(WRITTEN);
            }
            for (int i = 0; i < (1 << 20) / VALUE_BYTES; i++) {
                producer.send(new ProducerRecord<>(TOPIC, value));
            }
        }
    }

    private static void open(Path directory, String flush) throws Exception {
        LocalBroker[] opened = new LocalBroker[1];
        Usage usage = Usage.of(() -> opened[0] = LocalBroker.open(directory, Map.of("log.flush", flush)));
        ChildJvm.report(usage.seconds(), usage.cpuSeconds());
        opened[0].close();
    }
}
