package dev.millrace.benchmarks;

import dev.millrace.broker.LocalBroker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What a durable transaction over 8 partitions of 100 records each costs ({@code log.flush=commit}), against one append
 * of 4 KB to a file with an fdatasync. They take turns in one run, on the same disk. The append is measured twice: to a
 * file that grows, as a log does, and to one that was filled with zeros before, which is the cheapest durable write
 * there is.
 *
 * <pre>
 *   TransactionCommit [--rounds 5] [--commits 300] [--partitions 8] [--records 100] [--directory .]
 * </pre>
 *
 * <p>Printed are the medians of each round and of all rounds: of {@code commitTransaction()}, and of the whole
 * transaction from {@code beginTransaction()} on.
 */
public final class TransactionCommit {

    private static final int VALUE_BYTES = 100;
    private static final int APPEND_BYTES = 4096;
    private static final int WARM_UP_COMMITS = 6_000;
    private static final String TOPIC = "topic";

    private TransactionCommit() {}

    /** Measures and prints. */
    public static void main(String[] args) throws Exception {
        Options options = Options.of(args, "--rounds", "--commits", "--partitions", "--records", "--directory");
        int rounds = options.number("--rounds", 5);
        int commits = options.number("--commits", 300);
        int partitions = options.number("--partitions", 8);
        int records = options.number("--records", 100);
        System.out.printf(
                Locale.ROOT,
                "transactions over %d partitions of %d records of %d bytes, %d a round; medians in us%n",
                partitions,
                records,
                VALUE_BYTES,
                commits);
        Path parent = Path.of(options.text("--directory", "."));
        Medians medians = new Medians();
        try (Scratch scratch = Scratch.in(parent, "transaction-commit", 2L << 30);
                LocalBroker broker = LocalBroker.open(scratch.path().resolve("log"), Map.of("log.flush", "commit"));
                Appends growing = Appends.to(scratch.path().resolve("growing"), 0);
                Appends filled = Appends.to(scratch.path().resolve("filled"), commits)) {
            try (var admin = broker.admin()) {
                admin.createTopics(List.of(new NewTopic(TOPIC, partitions, (short) 1)))
                        .all()
                        .get();
            }
            try (Producer<byte[], byte[]> producer = broker.producer(
                    Map.of("transactional.id", "committer"), new ByteArraySerializer(), new ByteArraySerializer())) {
                producer.initTransactions();
                for (int i = 0; i < WARM_UP_COMMITS; i++) {
                    send(producer, partitions, records);
                    producer.commitTransaction();
                }
                for (int round = 1; round <= rounds; round++) {
                    double[] figures = round(producer, partitions, records, commits, growing, filled);
                    medians.add(figures);
                    print("round " + round, figures);
                }
            }
        }
        print("median", new double[] {medians.of(0), medians.of(1), medians.of(2), medians.of(3)});
        System.out.printf(
                Locale.ROOT,
                "commit / append: %.2f (growing file), %.2f (filled file)%n",
                medians.of(2) / medians.of(0),
                medians.of(2) / medians.of(1));
    }

    private static void print(String what, double[] figures) {
        System.out.printf(
                Locale.ROOT,
                "%-8s append + fdatasync, growing %5.0f, filled %5.0f   commit %5.0f   whole transaction %5.0f%n",
                what,
                figures[0],
                figures[1],
                figures[2],
                figures[3]);
    }

    private static double[] round(
            Producer<byte[], byte[]> producer,
            int partitions,
            int records,
            int commits,
            Appends growing,
            Appends filled)
            throws IOException {
        long[] growingNanos = new long[commits];
        long[] filledNanos = new long[commits];
        long[] commitNanos = new long[commits];
        long[] transactionNanos = new long[commits];
        filled.rewind();
        for (int i = 0; i < commits; i++) {
            growingNanos[i] = growing.append();
            filledNanos[i] = filled.append();
            long start = System.nanoTime();
            long sent = send(producer, partitions, records);
            producer.commitTransaction();
            long end = System.nanoTime();
            commitNanos[i] = end - sent;
            transactionNanos[i] = end - start;
        }
        return new double[] {
            medianUs(growingNanos), medianUs(filledNanos), medianUs(commitNanos), medianUs(transactionNanos)
        };
    }

    /** Begins a transaction and sends its records; returns when that was done. */
    @SuppressWarnings("FutureReturnValueIgnored") // the commit fails if a send did
    private static long send(Producer<byte[], byte[]> producer, int partitions, int records) {
        byte[] value = new byte[VALUE_BYTES];
        producer.beginTransaction();
        for (int record = 0; record < records; record++) {
            for (int partition = 0; partition < partitions; partition++) {
                producer.send(new ProducerRecord<>(TOPIC, partition, null, value));
            }
        }
        return System.nanoTime();
    }

    private static double medianUs(long[] nanos) {
        return Medians.percentile(nanos, 0.5) / 1_000;
    }

    /** Appends of 4 KB, each with a sync. */
    private static final class Appends implements AutoCloseable {
        private final FileChannel file;
        private final ByteBuffer bytes = ByteBuffer.allocateDirect(APPEND_BYTES);
        private long position;

        private Appends(FileChannel file) {
            this.file = file;
        }

        static Appends to(Path path, int filledAppends) throws IOException {
            FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Appends appends = new Appends(file);
            for (int i = 0; i < filledAppends; i++) {
                appends.write();
            }
            file.force(true);
            return appends;
        }

        void rewind() {
            position = 0;
        }

        /** Returns how long it took. */
        long append() throws IOException {
            long start = System.nanoTime();
            write();
            file.force(false);
            return System.nanoTime() - start;
        }

        private void write() throws IOException {
            position += file.write(bytes.clear(), position);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
