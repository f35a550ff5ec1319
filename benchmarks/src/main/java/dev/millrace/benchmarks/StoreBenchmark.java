package dev.millrace.benchmarks;

import dev.millrace.streams.state.TimestampedKeyValueStore;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.store.KeyValueStoreSpec;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.StoreProvider;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serdes;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Counting by key in one store, as the DSL's count does it: a get and a put for each record, a commit for each 100,000.
 * The keys are random and even, which is the worst case for a cache and for coalescing. With 100,000 keys all fit in
 * memory; with 2 million and 64 MB of memory most look-ups go to RocksDB.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx1g", "-XX:+UseSerialGC"})
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class StoreBenchmark {

    private static final int UPDATES = 100_000;

    /** Number of keys, and of megabytes of memory. */
    @Param({"100000:256", "2000000:64"})
    public String load = "";

    /** On RocksDB or in memory. */
    @Param({"true", "false"})
    public boolean persistent;

    private final Random random = new Random(1);
    private String[] keys = {};
    private List<Path> garbage = List.of();
    private StoreTask task;
    private TimestampedKeyValueStore<String, Long> store;

    /** For JMH. */
    @SuppressWarnings("NullAway.Init") // JMH calls open() first
    public StoreBenchmark() {}

    /** Makes the keys and opens an empty store. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        String[] parts = load.split(":");
        keys = new String[Integer.parseInt(parts[0])];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = "key-" + i;
        }
        File directory = Files.createTempDirectory("store-benchmark").toFile();
        garbage = List.of(directory.toPath());
        task = new StoreTask(directory, Long.parseLong(parts[1]) << 20);
        store = task.open(StoreProvider.get()
                .timestampedKeyValueStore(new KeyValueStoreSpec<>(
                        "counts",
                        persistent,
                        Serdes.String(),
                        Serdes.Long(),
                        StoreOptions.DEFAULT.withLiveValues(true))));
    }

    /** 100,000 updates and the commit. */
    @Benchmark
    @OperationsPerInvocation(UPDATES)
    public void countAndCommit() {
        for (int i = 0; i < UPDATES; i++) {
            String key = keys[random.nextInt(keys.length)];
            task.at(i);
            ValueAndTimestamp<Long> old = store.get(key);
            store.put(key, ValueAndTimestamp.make(old == null ? 1L : old.value() + 1, i));
        }
        task.commit();
    }

    /** Closes the store and deletes its directory. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        task.close();
        for (Path directory : garbage) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
