package dev.millrace.benchmarks;

import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.StoreProvider;
import dev.millrace.streams.store.VersionedStoreSpec;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;
import java.util.Random;
import java.util.function.IntConsumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.Stores;

/**
 * What a versioned store costs whose histories do not fit into memory, ours and Kafka Streams': CPU-microseconds of the
 * thread for each put and get, in order, a little late, and all over the history. Decision 0028 has the figures.
 *
 * <pre>
 *   VersionedCost [--keys 10000] [--versions 40] [--operations 10000] [--megabytes 16] [--directory .]
 * </pre>
 */
public final class VersionedCost {

    private static final long HISTORY_MS = Duration.ofDays(1).toMillis();
    private static final long SEGMENT_MS = HISTORY_MS / 24;
    private static final long NOW_MS = 100 * HISTORY_MS;
    private static final long SPAN_MS = HISTORY_MS * 9 / 10;
    private static final int COMMIT_EVERY = 20_000;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Random random = new Random(1);
    private final String[] keys;
    private final int versions;
    private final int operations;

    private VersionedCost(int keyCount, int versions, int operations) {
        keys = new String[keyCount];
        for (int i = 0; i < keyCount; i++) {
            keys[i] = "key-" + i;
        }
        this.versions = versions;
        this.operations = operations;
    }

    /** What both stores do. */
    private interface Versions {
        void put(String key, String value, long timestampMs);

        void get(String key, long asOfMs);

        void commit();
    }

    /** Measures and prints. */
    public static void main(String[] args) throws Exception {
        Options options = Options.of(args, "--keys", "--versions", "--operations", "--megabytes", "--directory");
        VersionedCost cost = new VersionedCost(
                options.number("--keys", 10_000),
                options.number("--versions", 40),
                options.number("--operations", 10_000));
        Path parent = Path.of(options.text("--directory", "."));
        try (Scratch scratch = Scratch.in(parent, "versioned-cost", 1L << 30)) {
            try (StoreTask task = new StoreTask(
                    scratch.path().resolve("millrace").toFile(), (long) options.number("--megabytes", 16) << 20)) {
                cost.measure("Millrace", millrace(task));
            }
            cost.measure(
                    "Kafka Streams",
                    kafkaStreams(scratch.path().resolve("kafka").toFile()));
        }
    }

    private static Versions millrace(StoreTask task) {
        var store = task.open(StoreProvider.get()
                .versionedKeyValueStore(new VersionedStoreSpec<>(
                        "versions",
                        true,
                        HISTORY_MS,
                        SEGMENT_MS,
                        Serdes.String(),
                        Serdes.String(),
                        StoreOptions.DEFAULT)));
        return new Versions() {
            @Override
            public void put(String key, String value, long timestampMs) {
                task.at(timestampMs);
                store.put(key, value, timestampMs);
            }

            @Override
            public void get(String key, long asOfMs) {
                store.get(key, asOfMs);
            }

            @Override
            public void commit() {
                task.commit();
            }
        };
    }

    /** Without its changelog and without commits: they are the runtime's there. */
    private static Versions kafkaStreams(File directory) {
        var context = new MockProcessorContext<>(new Properties(), new TaskId(0, 0), directory);
        context.setRecordMetadata("topic", 0, 0);
        var store = Stores.versionedKeyValueStoreBuilder(
                        Stores.persistentVersionedKeyValueStore(
                                "versions", Duration.ofMillis(HISTORY_MS), Duration.ofMillis(SEGMENT_MS)),
                        Serdes.String(),
                        Serdes.String())
                .withLoggingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        return new Versions() {
            @Override
            public void put(String key, String value, long timestampMs) {
                store.put(key, value, timestampMs);
            }

            @Override
            public void get(String key, long asOfMs) {
                store.get(key, asOfMs);
            }

            @Override
            public void commit() {}
        };
    }

    private void measure(String name, Versions store) {
        long stepMs = SPAN_MS / versions;
        measure(name, "put in order", store, keys.length * versions, i -> {
            long timestampMs = NOW_MS - SPAN_MS + i / keys.length * stepMs + i % keys.length % stepMs;
            store.put(keys[i % keys.length], "value-of-20-bytes-" + i / keys.length, timestampMs);
        });
        measure(name, "put a little late", store, operations, i -> store.put(key(), "late", back(HISTORY_MS / 50)));
        measure(name, "put late by anything", store, operations, i -> store.put(key(), "late", back(SPAN_MS)));
        measure(name, "get the latest", store, operations, i -> store.get(key(), Long.MAX_VALUE));
        measure(name, "get a little ago", store, operations, i -> store.get(key(), back(HISTORY_MS / 50)));
        measure(name, "get of any time", store, operations, i -> store.get(key(), back(SPAN_MS)));
    }

    private String key() {
        return keys[random.nextInt(keys.length)];
    }

    private long back(long mostMs) {
        return NOW_MS - (long) (random.nextDouble() * mostMs);
    }

    private void measure(String name, String what, Versions store, int count, IntConsumer operation) {
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < count; i++) {
            operation.accept(i);
            if (i % COMMIT_EVERY == COMMIT_EVERY - 1) {
                store.commit();
            }
        }
        store.commit();
        double micros = (threads.getCurrentThreadCpuTime() - start) / 1e3 / count;
        System.out.printf(Locale.ROOT, "%-14s %-22s %8.2f CPU-us each%n", name, what, micros);
    }
}
