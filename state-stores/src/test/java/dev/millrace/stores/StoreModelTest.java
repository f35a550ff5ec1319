package dev.millrace.stores;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Random operations on stores of every kind against sorted maps: puts, deletes, reads, commits, evictions, clean
 * reopens, crashes before and after the changelog, lost state. Iterators of every method stay open across all of these
 * and give what there was when they were made; when they are closed, nothing of them is left. What a cache tells its
 * listener is followed, too. A failure names its seed and step.
 */
class StoreModelTest {

    /** A model for a store on disk or in memory, with a cache or without. */
    @FunctionalInterface
    private interface Kind {
        StoreModel<?> model(boolean onDisk, boolean cached);
    }

    private static final MillraceStores STORES = new MillraceStores();

    private static final List<Kind> KINDS = List.of(
            (onDisk, cached) -> new KeyValueModel<>(onDisk, cached, STORES::keyValueStore, Numbered.PLAIN),
            (onDisk, cached) ->
                    new KeyValueModel<>(onDisk, cached, STORES::timestampedKeyValueStore, Numbered.TIMESTAMPED),
            (onDisk, cached) -> new KeyValueModel<>(
                    onDisk, cached, STORES::timestampedKeyValueStoreWithHeaders, Numbered.WITH_HEADERS),
            (onDisk, cached) -> new WindowModel<>(onDisk, cached, false, STORES::windowStore, Numbered.PLAIN),
            (onDisk, cached) ->
                    new WindowModel<>(onDisk, cached, false, STORES::timestampedWindowStore, Numbered.TIMESTAMPED),
            (onDisk, cached) -> new WindowModel<>(
                    onDisk, cached, false, STORES::timestampedWindowStoreWithHeaders, Numbered.WITH_HEADERS),
            (onDisk, cached) -> new SessionModel<>(onDisk, cached, STORES::sessionStore, Numbered.PLAIN),
            (onDisk, cached) -> new SessionModel<>(
                    onDisk, cached, STORES::sessionStoreWithHeaders, Numbered.AGGREGATION_WITH_HEADERS),
            // these two have no cache
            (onDisk, cached) -> new WindowModel<>(onDisk, false, true, STORES::windowStore, Numbered.PLAIN),
            (onDisk, cached) -> new VersionedModel(onDisk));

    private static final int VARIANTS = 4 * KINDS.size();

    private final Logger log = (Logger) LoggerFactory.getLogger(OpenIterators.class);
    private final Level level = log.getLevel();

    @TempDir
    File directory;

    @BeforeEach
    void doNotSayThatIteratorsAreOpen() {
        log.setLevel(Level.OFF);
    }

    @AfterEach
    void sayIt() {
        log.setLevel(level);
    }

    @Test
    void oneSeedOfEachKind() throws IOException {
        for (int seed = 0; seed < VARIANTS; seed++) {
            run(seed, 100);
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
        boolean cached = seed / 2 % 2 == 0;
        Path path = directory.toPath().resolve("s" + seed);
        Random random = new Random(seed);
        StoreModel<?> model = KINDS.get(seed / 4 % KINDS.size()).model(onDisk, cached);
        int step = 0;
        try (Harness task = new Harness(onDisk ? path.toFile() : null, 10 << 20, 64 << 20)) {
            task.beforeStateCommit = () -> {
                model.committed();
                if (random.nextInt(3) == 0) {
                    model.step(random);
                    model.readOn(random);
                }
            };
            model.open(task);
            for (; step < steps; step++) {
                model.step(random);
                happen(random, task, model);
                model.check(random);
                model.readOn(random);
            }
            model.finish();
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

    private static void happen(Random random, Harness task, StoreModel<?> model) {
        switch (random.nextInt(40)) {
            case 0, 1 -> task.commit();
            case 2 -> model.evict(random);
            case 3 -> {
                task.commitChangelogOnly();
                model.committed();
                task.reopen();
                model.open(task);
            }
            case 4 -> {
                task.reopen();
                model.rolledBack();
                model.open(task);
            }
            case 5 -> {
                task.taskState().wipe(model.store.name());
                task.reopen();
                model.rolledBack();
                model.open(task);
            }
            case 6, 7 -> ((EngineState) task.taskState()).requestWrite();
            case 8 -> {
                task.commit();
                task.reopen();
                model.rolledBack();
                model.open(task);
            }
            case 9 -> task.flush();
            default -> {}
        }
    }
}
