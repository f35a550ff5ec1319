package dev.millrace.benchmarks;

import dev.millrace.broker.LocalBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How many durable commits a second ({@code log.flush=commit}) one committer reaches, and many at once, each with a
 * producer and a thread of its own: those that ask at the same time share an fdatasync. A commit is a transaction, or
 * ({@code --commit flush}) the flush of an idempotent producer. Beside it, in turn, the same number of threads that
 * share bare fdatasyncs ({@link BareCommits}): what this disk and these processors allow.
 *
 * <pre>
 *   GroupCommit [--commit transaction|flush] [--rounds 5] [--seconds 2] [--committers 16] [--partitions 1] [--records 1]
 *               [--directory .]
 * </pre>
 */
public final class GroupCommit {

    private static final int VALUE_BYTES = 100;
    private static final int WARM_UP_SECONDS = 20; // less, and the compilers are measured as well
    private static final String TOPIC = "topic";

    private GroupCommit() {}

    /** Measures and prints. */
    public static void main(String[] args) throws Exception {
        Options options = Options.of(
                args, "--commit", "--rounds", "--seconds", "--committers", "--partitions", "--records", "--directory");
        boolean transactional = options.text("--commit", "transaction").equals("transaction");
        int seconds = options.number("--seconds", 2);
        int committers = options.number("--committers", 16);
        int partitions = options.number("--partitions", 1);
        int records = options.number("--records", 1);
        System.out.printf(
                Locale.ROOT,
                "%s over %d partitions of %d records of %d bytes, by 1 and by %d committers%n",
                transactional ? "transactions" : "flushes",
                partitions,
                records,
                VALUE_BYTES,
                committers);
        Path parent = Path.of(options.text("--directory", "."));
        Medians medians = new Medians();
        try (Scratch scratch = Scratch.in(parent, "group-commit", 4L << 30);
                BareCommits bare = BareCommits.in(parent);
                LocalBroker broker = LocalBroker.open(scratch.path(), Map.of("log.flush", "commit"))) {
            try (var admin = broker.admin()) {
                admin.createTopics(List.of(new NewTopic(TOPIC, committers * partitions, (short) 1)))
                        .all()
                        .get();
            }
            List<Committer> all = new ArrayList<>();
            for (int i = 0; i < committers; i++) {
                all.add(new Committer(broker, transactional, i, partitions, records));
            }
            List<Loop> loops =
                    all.stream().<Loop>map(committer -> committer::commitUntil).toList();
            List<Loop> floor = Collections.nCopies(committers, bare::commitUntil);
            rate(loops, WARM_UP_SECONDS);
            rate(floor, 1);
            for (int round = 1; round <= options.number("--rounds", 5); round++) {
                double one = rate(loops.subList(0, 1), seconds);
                double many = rate(loops, seconds);
                double bareOne = rate(floor.subList(0, 1), seconds);
                double bareMany = rate(floor, seconds);
                medians.add(one, many, many / one, bareOne, bareMany, bareMany / bareOne);
                print("round " + round, committers, one, many, many / one);
                print("  bare", committers, bareOne, bareMany, bareMany / bareOne);
            }
            all.forEach(Committer::close);
        }
        print("median", committers, medians.of(0), medians.of(1), medians.of(2));
        print("  bare", committers, medians.of(3), medians.of(4), medians.of(5));
    }

    private static void print(String what, int committers, double one, double many, double ratio) {
        System.out.printf(
                Locale.ROOT,
                "%-8s 1 committer %,7.0f/s   %d committers %,7.0f/s   ratio %.1f%n",
                what,
                one,
                committers,
                many,
                ratio);
    }

    /** Commits until it is told to stop. */
    private interface Loop {
        void commitUntil(AtomicBoolean stop, LongAdder commits);
    }

    /** Commits a second. */
    private static double rate(List<Loop> committers, int seconds) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        LongAdder commits = new LongAdder();
        List<Thread> threads = committers.stream()
                .map(committer -> new Thread(() -> committer.commitUntil(stop, commits)))
                .toList();
        Usage usage = Usage.of(() -> {
            threads.forEach(Thread::start);
            Thread.sleep(seconds * 1000L);
            stop.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        });
        return commits.sum() / usage.seconds();
    }

    /** One producer with partitions of its own. */
    private static final class Committer implements AutoCloseable {
        private final Producer<byte[], byte[]> producer;
        private final boolean transactional;
        private final int firstPartition;
        private final int partitions;
        private final int records;
        private final byte[] value = new byte[VALUE_BYTES];

        Committer(LocalBroker broker, boolean transactional, int number, int partitions, int records) {
            this.transactional = transactional;
            this.producer = broker.producer(
                    transactional ? Map.of("transactional.id", "committer-" + number) : Map.of(),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
            this.firstPartition = number * partitions;
            this.partitions = partitions;
            this.records = records;
            if (transactional) {
                producer.initTransactions();
            }
        }

        @SuppressWarnings("FutureReturnValueIgnored") // the commit fails if a send did
        void commitUntil(AtomicBoolean stop, LongAdder commits) {
            while (!stop.get()) {
                if (transactional) {
                    producer.beginTransaction();
                }
                for (int record = 0; record < records; record++) {
                    for (int partition = 0; partition < partitions; partition++) {
                        producer.send(new ProducerRecord<>(TOPIC, firstPartition + partition, null, value));
                    }
                }
                if (transactional) {
                    producer.commitTransaction();
                } else {
                    producer.flush();
                }
                commits.increment();
            }
        }

        @Override
        public void close() {
            producer.close();
        }
    }
}
