package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.kstream.SessionWindow;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.store.SessionStoreSpec;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.WindowStoreSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random operations on stores against sorted maps: puts, deletes, reads, ranges, commits, evictions, clean reopens,
 * crashes before and after the changelog, lost state. A failure names its seed and step.
 */
class StoreModelTest {

    private static final String[] KEYS = {"a", "ab", "abc", "b", "\u0000", "b\u0000", "c", "zz"};

    @TempDir
    File directory;

    @Test
    void aFewSeeds() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            run(seed, 200);
        }
    }

    @Test
    @Tag("nightly")
    void manySeeds() throws IOException {
        for (int seed = 0; seed < 3000; seed++) {
            if (seed % 50 == 0) {
                System.out.println("StoreModelTest: seed " + seed);
            }
            run(seed, 1500);
        }
    }

    private void run(int seed, int steps) throws IOException {
        boolean onDisk = seed % 2 == 0;
        Path path = directory.toPath().resolve("s" + seed);
        Harness task = onDisk ? Harness.onDisk(path.toFile()) : Harness.inMemory();
        Random random = new Random(seed);
        Model<?> model = switch (seed / 2 % 5) {
            case 0 -> new KeyValueModel();
            case 1 -> new WindowModel();
            case 2 -> new SessionModel();
            case 3 -> new VersionedModel();
            default -> new HeadersModel();
        };
        int step = 0;
        try (task) {
            model.open(task, onDisk);
            for (; step < steps; step++) {
                model.step(random);
                switch (random.nextInt(40)) {
                    case 0, 1 -> {
                        task.commit();
                        model.committed();
                    }
                    case 2 -> model.evict(random);
                    case 6, 7 -> ((EngineState) task.taskState()).requestWrite();
                    case 8 -> {
                        task.commit();
                        model.committed();
                        task.reopen();
                        model.open(task, onDisk);
                    }
                    case 3 -> {
                        task.commitChangelogOnly();
                        model.committed();
                        task.reopen();
                        model.open(task, onDisk);
                    }
                    case 4 -> {
                        task.reopen();
                        model.rolledBack();
                        model.open(task, onDisk);
                    }
                    case 5 -> {
                        task.taskState().wipe(model.store.name());
                        task.reopen();
                        model.rolledBack();
                        model.open(task, onDisk);
                    }
                    default -> {}
                }
                model.check(random);
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed + ", step " + step + ": " + e, e);
        }
        if (onDisk) {
            try (Stream<Path> files = Files.walk(path)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    /** A store and what must be in it: rows by their text, in the order of the model's own key. */
    abstract static class Model<S extends StateStore> {
        S store;
        TreeMap<String, Long> now = new TreeMap<>();
        TreeMap<String, Long> committed = new TreeMap<>();
        long observed = -1;
        long committedObserved = -1;
        long counter;

        /** The store, not yet opened. */
        abstract S build(boolean persistent);

        abstract void step(Random random);

        abstract void check(Random random);

        final void open(Harness task, boolean persistent) {
            store = task.open(build(persistent));
        }

        final void evict(Random random) {
            LiveStore<?, ?, ?> live = (LiveStore<?, ?, ?>) store;
            for (int i = random.nextInt(6); i >= 0 && !live.hasStaged(); i--) {
                live.evictOne(100);
            }
        }

        final void committed() {
            committed = new TreeMap<>(now);
            committedObserved = observed;
        }

        final void rolledBack() {
            now = new TreeMap<>(committed);
            observed = committedObserved;
        }

        static String key(Random random) {
            return KEYS[random.nextInt(KEYS.length)];
        }

        static <K, V> Map<String, Long> content(KeyValueIterator<K, Long> iterator) {
            Map<String, Long> content = new TreeMap<>();
            try (iterator) {
                while (iterator.hasNext()) {
                    KeyValue<K, Long> entry = iterator.next();
                    String text = entry.key instanceof Windowed<?> windowed
                            ? windowed.key() + "@" + windowed.window().start() + ".."
                                    + windowed.window().end()
                            : String.valueOf(entry.key);
                    assertThat(content.put(text, entry.value))
                            .as("twice: " + text)
                            .isNull();
                }
            }
            return content;
        }
    }

    private static final class KeyValueModel extends Model<KeyValueStore<String, Long>> {
        @Override
        KeyValueStore<String, Long> build(boolean persistent) {
            return new MillraceStores().keyValueStore(Specs.keyValue(persistent));
        }

        @Override
        void step(Random random) {
            String key = key(random);
            if (random.nextInt(4) == 0) {
                assertThat(store.delete(key)).isEqualTo(now.remove(key));
            } else {
                store.put(key, ++counter);
                now.put(key, counter);
            }
        }

        @Override
        void check(Random random) {
            String key = key(random);
            assertThat(store.get(key)).isEqualTo(now.get(key));
            if (random.nextInt(5) == 0) {
                String from = key(random);
                String to = key(random);
                boolean forward = random.nextBoolean();
                List<String> keys = new ArrayList<>();
                try (var range = forward ? store.range(from, to) : store.reverseRange(from, to)) {
                    range.forEachRemaining(entry -> keys.add(entry.key));
                }
                List<String> expected = new ArrayList<>();
                if (from.compareTo(to) <= 0) {
                    var part = now.subMap(from, true, to, true);
                    expected.addAll(forward ? part.keySet() : part.descendingKeySet());
                }
                assertThat(keys).isEqualTo(expected);
                assertThat(content(store.all())).isEqualTo(now);
            }
        }
    }

    /** Windows of 10 ms, kept for 100 ms; times go forward on the whole. */
    private static final class WindowModel extends Model<WindowStore<String, Long>> {
        @Override
        WindowStore<String, Long> build(boolean persistent) {
            return new MillraceStores()
                    .windowStore(new WindowStoreSpec<>(
                            "win",
                            persistent,
                            100,
                            50,
                            10,
                            false,
                            Serdes.String(),
                            Serdes.Long(),
                            StoreOptions.DEFAULT));
        }

        @Override
        void step(Random random) {
            String key = key(random);
            long time = Math.max(0, observed + random.nextInt(60) - 45);
            if (random.nextInt(50) == 0) {
                time += 300;
            }
            boolean delete = random.nextInt(5) == 0;
            store.put(key, delete ? null : ++counter, time);
            observed = Math.max(observed, time);
            String row = key + "@" + time + ".." + (time + 10);
            if (delete) {
                now.remove(row);
            } else if (time > observed - 100) {
                now.put(row, counter);
            }
            now.keySet().removeIf(text -> timeOf(text) <= observed - 100);
        }

        private static long timeOf(String row) {
            return Long.parseLong(row.substring(row.lastIndexOf('@') + 1, row.lastIndexOf("..")));
        }

        @Override
        void check(Random random) {
            String key = key(random);
            long time = Math.max(0, observed - random.nextInt(120));
            assertThat(store.fetch(key, time))
                    .as(key + "@" + time)
                    .isEqualTo(now.get(key + "@" + time + ".." + (time + 10)));
            long to = time + random.nextInt(80);
            Map<Long, Long> expected = new TreeMap<>();
            now.forEach((row, value) -> {
                if (row.substring(0, row.lastIndexOf('@')).equals(key) && timeOf(row) >= time && timeOf(row) <= to) {
                    expected.put(timeOf(row), value);
                }
            });
            if (random.nextBoolean()) {
                Map<Long, Long> found = new TreeMap<>();
                try (var windows = store.fetch(key, time, to)) {
                    windows.forEachRemaining(entry -> found.put(entry.key, entry.value));
                }
                assertThat(found).as(key + " " + time + " to " + to).isEqualTo(expected);
            }
            if (random.nextInt(5) == 0) {
                assertThat(content(store.all())).isEqualTo(now);
                String other = key(random);
                Map<String, Long> part = new TreeMap<>(now);
                part.keySet().removeIf(row -> {
                    String rowKey = row.substring(0, row.lastIndexOf('@'));
                    return rowKey.compareTo(key) < 0
                            || rowKey.compareTo(other) > 0
                            || timeOf(row) < time
                            || timeOf(row) > to;
                });
                assertThat(content(store.fetch(key, other, time, to))).isEqualTo(part);
            }
        }
    }

    private static final class SessionModel extends Model<SessionStore<String, Long>> {
        @Override
        SessionStore<String, Long> build(boolean persistent) {
            return new MillraceStores()
                    .sessionStore(new SessionStoreSpec<>(
                            "ses", persistent, 100, 50, Serdes.String(), Serdes.Long(), StoreOptions.DEFAULT));
        }

        /** As the session operator does it: find what the record touches, remove it, put the merged session. */
        @Override
        void step(Random random) {
            String key = key(random);
            long time = Math.max(0, observed + random.nextInt(30) - 20);
            if (random.nextInt(50) == 0) {
                time += 300;
            }
            long start = time;
            long end = time;
            List<Windowed<String>> merged = new ArrayList<>();
            try (var found = store.findSessions(key, time - 8, time + 8)) {
                while (found.hasNext()) {
                    KeyValue<Windowed<String>, Long> session = found.next();
                    merged.add(session.key);
                    start = Math.min(start, session.key.window().start());
                    end = Math.max(end, session.key.window().end());
                }
            }
            for (Windowed<String> session : merged) {
                store.remove(session);
                assertThat(now.remove(text(session))).as(text(session)).isNotNull();
            }
            Windowed<String> session = new Windowed<>(key, new SessionWindow(start, end));
            store.put(session, ++counter);
            observed = Math.max(observed, end);
            if (end > observed - 100) {
                now.put(text(session), counter);
            }
            now.keySet().removeIf(row -> endOf(row) <= observed - 100);
        }

        private static String text(Windowed<String> session) {
            return session.key() + "@" + session.window().start() + ".."
                    + session.window().end();
        }

        private static long endOf(String row) {
            return Long.parseLong(row.substring(row.lastIndexOf("..") + 2));
        }

        @Override
        void check(Random random) {
            String key = key(random);
            Map<String, Long> ofKey = new TreeMap<>(now);
            ofKey.keySet()
                    .removeIf(row -> !row.substring(0, row.lastIndexOf('@')).equals(key));
            assertThat(content(store.fetch(key))).isEqualTo(ofKey);
            if (random.nextInt(5) == 0) {
                assertThat(content(store.fetch(null, null))).isEqualTo(now);
            }
        }
    }
}
