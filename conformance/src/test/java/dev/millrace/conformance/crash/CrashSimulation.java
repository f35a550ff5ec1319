package dev.millrace.conformance.crash;

import dev.millrace.conformance.crash.HistoryChecker.Finding;
import dev.millrace.conformance.crash.HistoryChecker.Place;
import dev.millrace.log.LogDirectoryConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ConcurrentTransactionsException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.jspecify.annotations.Nullable;

/**
 * One seeded run: several lives of a log on a {@link StrictStorage}. In each, producers write, with and without
 * transactions, readers read, time passes; then the power goes or the process is killed, often in the middle of
 * something, at times again while it recovers. At last everything that is there is read, and {@link HistoryChecker}
 * compares.
 */
final class CrashSimulation {
    private static final int MOST_STEPS = 70;

    private final long seed;
    private final Random random;
    private final Options options;
    private final HistoryChecker checker = new HistoryChecker();
    private final Map<TopicPartition, Long> slowReader = new HashMap<>();
    private final List<String> trace = new ArrayList<>();
    private StrictStorage storage;
    private long nowMs = 1_000_000;
    private int names;
    private int crashes;
    private int mostSyncs;
    private @Nullable SimulatedWorkers workers;

    /**
     * What happens in a run.
     *
     * @param lives how many times the log is started
     * @param faults whether single operations of the disk fail, too
     * @param threads whether threads of their own sync and maintain the log, several at a time
     *     ({@link SimulatedWorkers})
     */
    record Options(int lives, boolean faults, boolean threads) {}

    CrashSimulation(long seed, Options options) {
        this.seed = seed;
        this.random = new Random(seed);
        this.options = options;
        this.storage = new StrictStorage(random.nextLong());
    }

    /** How many syncs were under way at once, at most. */
    int mostSyncs() {
        return mostSyncs;
    }

    /** Runs to the end; throws an {@link AssertionError} that names seed and step if anything is wrong. */
    int run() {
        try {
            for (int life = 0; life < options.lives(); life++) {
                live(life);
            }
            finish();
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError(where(), e);
        }
        return crashes;
    }

    private void live(int life) throws IOException {
        storage.cutPowerAt(1 + random.nextInt(random.nextInt(4) == 0 ? 40 : 400));
        SimulatedLog log = null;
        workers = options.threads() ? new SimulatedWorkers(storage, random, trace) : null;
        try {
            log = start(life);
            if (workers != null) {
                workers.begin();
            }
            for (int steps = random.nextInt(MOST_STEPS); steps > 0; steps--) {
                if (options.faults() && random.nextInt(60) == 0) {
                    inject();
                }
                step(log);
            }
            trace.add("life " + life + " ends between two steps");
        } catch (PowerCut cut) {
            trace.add(cut.getMessage());
        } catch (KafkaStorageException | ConcurrentTransactionsException fenced) {
            if (!options.faults()) {
                throw fenced;
            }
            trace.add("life " + life + " ends: " + fenced.getMessage());
        } catch (IOException failed) {
            if (!options.faults()) {
                throw failed;
            }
            trace.add("life " + life + " did not start: " + failed.getMessage());
        }
        if (log != null) {
            log.abandon();
        }
        crashes++;
        boolean kill = random.nextInt(4) == 0;
        trace.add(kill ? "kill" : "crash");
        storage = kill ? storage.kill() : storage.crash();
        if (workers != null) {
            mostSyncs = Math.max(mostSyncs, workers.end());
        }
    }

    private SimulatedLog start(int life) throws IOException {
        trace.add("life " + life);
        return new SimulatedLog(storage, directoryConfig(), checker, random, nowMs, "life" + life, trace);
    }

    private LogDirectoryConfig directoryConfig() {
        int fileSizeBytes = 4096 << random.nextInt(3);
        return LogDirectoryConfig.DEFAULT
                .withJournal(fileSizeBytes, (2L + random.nextInt(3)) * fileSizeBytes)
                .withIntervals(100, 200);
    }

    private void inject() {
        Fault[] faults = Fault.values();
        Fault fault = faults[random.nextInt(faults.length)];
        trace.add("inject " + fault);
        storage.inject(fault, path -> true, 1);
    }

    private void step(SimulatedLog log) {
        if (workers == null) {
            act(log);
        } else {
            workers.disk();
            workers.act(() -> {
                synchronized (checker) { // what others tell it waits until the step is done
                    act(log);
                }
            });
        }
    }

    private void act(SimulatedLog log) {
        log.failTimedOut();
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> log.appendPlain(name());
            case 3, 4, 5, 6 -> log.appendInTransaction(this::name);
            case 7 -> log.endTransaction();
            case 8 -> sync(log);
            case 9 -> {
                nowMs += random.nextInt(150);
                maintain(() -> log.beginTick(nowMs));
            }
            case 10 -> log.poll(slowReader);
            default -> {
                if (random.nextInt(3) == 0) {
                    log.takeOver();
                } else if (random.nextInt(4) == 0) {
                    maintain(log::beginCreation);
                } else {
                    sync(log);
                }
            }
        }
    }

    private void sync(SimulatedLog log) {
        Runnable sync = log.beginSync();
        if (workers == null) {
            sync.run();
        } else {
            workers.startSync(sync);
        }
    }

    private void maintain(Supplier<Runnable> what) {
        if (workers == null) {
            what.get().run();
        } else if (!workers.isMaintaining()) {
            workers.startMaintenance(what.get());
        }
    }

    private String name() {
        return "v" + names++;
    }

    private void finish() throws IOException {
        SimulatedLog log = start(options.lives());
        for (TopicPartition partition : log.partitions()) {
            checker.finalRead(partition, log.readAll(partition));
        }
        slowReader.forEach((partition, position) -> {
            if (position == 0) {
                return; // it read nothing, and the partition may be gone with an unsynced creation
            }
            for (Place place : log.readFrom(partition, position)) {
                checker.read("slow", partition, place.offset(), place.value());
            }
        });
        log.checkEverythingIsStable();
        List<Finding> findings = checker.check();
        if (!findings.isEmpty()) {
            throw new AssertionError("" + findings);
        }
    }

    private String where() {
        return "seed " + seed + " with " + options + ", after:\n  "
                + String.join("\n  ", trace.subList(Math.max(0, trace.size() - 500), trace.size()));
    }
}
