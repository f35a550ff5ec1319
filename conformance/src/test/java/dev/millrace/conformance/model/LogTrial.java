package dev.millrace.conformance.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.crash.Fault;
import dev.millrace.conformance.crash.InAnyOrder;
import dev.millrace.conformance.crash.PowerCut;
import dev.millrace.conformance.crash.StrictStorage;
import dev.millrace.conformance.model.Operation.Ending;
import dev.millrace.log.AppendResult;
import dev.millrace.log.FlushMode;
import dev.millrace.log.LogDirectory;
import dev.millrace.log.LogDirectoryConfig;
import dev.millrace.log.PartitionLog;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.KafkaStorageException;

/** Does a list of operations to a log on a strict storage and to its model, and compares. */
final class LogTrial {
    private static final List<Predicate<String>> PLACES =
            List.of(path -> path.startsWith("journal"), path -> path.startsWith("partitions"), path -> true);
    private static final long NO_CUT = Long.MAX_VALUE / 2;

    private final FlushMode mode;
    private final List<Operation> operations;
    private final LogDirectoryConfig config;
    private final LogModel model;
    private final Consumer<PartitionLog> interference;
    private StrictStorage storage;
    private LogDirectory directory;
    private long nowMs = 1_000_000;

    /** Whether operations of the disk were made to fail in this life, so that any may be refused. */
    private boolean failing;

    private boolean full;
    private boolean powerWasCut;

    LogTrial(long seed, FlushMode mode, List<Operation> operations) {
        this(seed, mode, operations, log -> {});
    }

    /** A trial in which something is done to each partition, behind the back of the model, before it is read. */
    LogTrial(long seed, FlushMode mode, List<Operation> operations, Consumer<PartitionLog> interference) {
        this.interference = interference;
        this.mode = mode;
        this.operations = operations;
        this.model = new LogModel(mode);
        this.storage = new StrictStorage(seed);
        this.config = LogDirectoryConfig.DEFAULT
                .withFlushMode(mode)
                .withJournal(4096, 12_288)
                .withIntervals(50, 400);
    }

    /** Runs to the end; throws an {@link AssertionError} if anything is not as it should be. */
    void run() {
        int step = 0;
        Operation doing = null;
        try {
            directory = LogDirectory.open(storage, config, new InAnyOrder(nowMs), nowMs);
            for (; step < operations.size(); step++) {
                doing = operations.get(step);
                doOne(doing);
            }
            storage.cutPowerAt(NO_CUT);
            attempt(directory::close);
        } catch (IOException | RuntimeException | PowerCut | AssertionError e) {
            throw new AssertionError("step " + step + ", " + doing, e);
        }
    }

    private void doOne(Operation operation) throws IOException {
        try {
            if (operation instanceof Operation.Restart restart) {
                restart(restart);
            } else {
                act(operation);
            }
        } catch (PowerCut cut) {
            powerWasCut = mode != FlushMode.OS;
            storage = powerWasCut ? storage.crash() : storage.kill();
            reopen();
        }
    }

    private void act(Operation operation) {
        if (operation instanceof Operation.Create create) {
            create(create.number());
        } else if (operation instanceof Operation.Delete delete) {
            onAny(delete.which(), this::delete);
        } else if (operation instanceof Operation.DeleteRecords records) {
            onAny(records.which(), partition -> deleteRecords(partition, records.percent()));
        } else if (operation instanceof Operation.Append append) {
            onAny(append.which(), partition -> append(partition, append.producer(), append.records()));
        } else if (operation instanceof Operation.Mark mark) {
            onAny(mark.which(), partition -> mark(partition, mark.producer(), mark.commit()));
        } else if (operation instanceof Operation.Read read) {
            onAny(read.which(), partition -> read(partition, read));
        } else if (operation instanceof Operation.Sync) {
            if (attempt(directory::sync)) {
                model.synced();
            }
        } else if (operation instanceof Operation.Tick tick) {
            tick(tick.ms());
        } else {
            trouble(operation);
        }
    }

    private void trouble(Operation operation) {
        if (operation instanceof Operation.Fill fill) {
            full = true;
            storage.freeBytes(fill.freeBytes());
        } else if (operation instanceof Operation.MakeRoom) {
            full = false;
            storage.freeBytes(Long.MAX_VALUE);
        } else if (operation instanceof Operation.Fail fail) {
            failing = true;
            storage.inject(fail.fault(), PLACES.get(fail.where()), 1);
        } else if (operation instanceof Operation.CutPowerIn cut) {
            storage.cutPowerAt(cut.operations());
        }
    }

    private void onAny(int which, Consumer<PartitionModel> action) {
        List<PartitionModel> sure = model.sure();
        if (!sure.isEmpty()) {
            action.accept(sure.get(which % sure.size()));
        }
    }

    private PartitionLog log(PartitionModel partition) {
        return directory.partition(Topics.partition(partition.number));
    }

    /** Returns whether it was done; if not, the disk must be to blame. */
    private boolean attempt(Runnable action) {
        try {
            action.run();
            return true;
        } catch (KafkaStorageException refused) {
            if (!failing && !full) {
                throw refused;
            }
            assertThat(failing || refused.getMessage().contains("No space left"))
                    .as("only a full disk was to blame for: %s", refused.getMessage())
                    .isTrue();
            return false;
        }
    }

    private void create(int number) {
        if (model.partition(number) == null) {
            PartitionModel partition = model.create(number);
            partition.unsureExists = true;
            boolean done = attempt(() -> directory.create(Topics.partition(number), Topics.config(number), nowMs));
            if (done) {
                partition.unsureExists = false;
            } else if (!failing) {
                model.remove(partition);
            }
        }
    }

    private void delete(PartitionModel partition) {
        partition.unsureExists = true;
        if (attempt(() -> directory.delete(Topics.partition(partition.number)))) {
            model.remove(partition);
            if (mode != FlushMode.OS) {
                model.allDurable();
            }
        } else if (!failing) {
            partition.unsureExists = false;
        }
    }

    private void deleteRecords(PartitionModel partition, int percent) {
        PartitionLog log = log(partition);
        model.shown(partition, log.highWatermark());
        long to = partition.start + (log.highWatermark() - partition.start) * percent / 100;
        if (to > partition.start) {
            partition.attemptedStart = Math.max(partition.attemptedStart, to);
            boolean done = attempt(() -> log.deleteRecordsBefore(to));
            partition.start = log.logStartOffset();
            if (done) {
                assertThat(partition.start).isEqualTo(to);
                partition.durableStart = mode == FlushMode.COMMIT ? to : partition.durableStart;
            }
        }
    }

    private void append(PartitionModel partition, int producer, int records) {
        PartitionModel.Producer known =
                partition.producers().getOrDefault((long) producer, new PartitionModel.Producer());
        char kind = producer == 0 ? 'n' : producer < 3 ? 'i' : 't';
        Entry entry = producer == 0
                ? new Entry(model.nextNumber(), partition.end(), records, -1, -1, -1, kind, nowMs)
                : new Entry(
                        model.nextNumber(),
                        partition.end(),
                        records,
                        producer,
                        known.epoch,
                        known.nextSequence,
                        kind,
                        nowMs);
        partition.unsure.add(entry);
        boolean done = attempt(() -> {
            AppendResult result = log(partition).append(entry.bytes(), nowMs);
            assertThat(result.baseOffset()).isEqualTo(entry.base());
            assertThat(result.duplicate()).isFalse();
        });
        settle(partition, entry, done);
    }

    private void mark(PartitionModel partition, int producer, boolean commit) {
        PartitionModel.Producer known = partition.producers().get((long) producer);
        if (known != null && known.openFrom >= 0) {
            Entry entry = new Entry(
                    model.nextNumber(), partition.end(), 1, producer, known.epoch + 1, -1, commit ? 'C' : 'A', nowMs);
            partition.unsure.add(entry);
            boolean done = attempt(() -> {
                long offset = log(partition).appendMarker(producer, (short) entry.epoch(), commit, 0, nowMs);
                assertThat(offset).isEqualTo(entry.base());
            });
            settle(partition, entry, done);
        }
    }

    /**
     * An append that failed changed nothing for this process; whether the next one finds it is open, but for a full
     * disk.
     */
    private void settle(PartitionModel partition, Entry entry, boolean done) {
        if (done) {
            partition.entries.add(entry);
        }
        if (done || !failing) {
            partition.unsure.clear();
        }
        assertThat(log(partition).logEndOffset()).as("end after %s", entry).isEqualTo(partition.end());
    }

    private void read(PartitionModel partition, Operation.Read read) {
        PartitionLog log = log(partition);
        interference.accept(log);
        model.shown(partition, log.highWatermark());
        long end = read.committed() ? partition.lastStableOffset() : partition.highWatermark;
        long from = partition.start + Math.max(0, end - partition.start) * read.percent() / 100;
        attempt(() -> TrialChecks.checkRead(log, partition, read.committed(), from, read.maxBytes()));
    }

    private void tick(int ms) {
        nowMs += ms;
        directory.tick(nowMs);
        for (PartitionModel partition : model.sure()) {
            PartitionLog log = log(partition);
            if (log.logStartOffset() != partition.start) {
                TrialChecks.checkRetention(log, partition, nowMs);
                partition.start = log.logStartOffset();
                partition.durableStart =
                        mode == FlushMode.COMMIT && !failing && !full ? partition.start : partition.durableStart;
            }
        }
    }

    private void restart(Operation.Restart restart) throws IOException {
        boolean crash = restart.ending() == Ending.CRASH;
        if (restart.ending() == Ending.CLOSE) {
            storage.cutPowerAt(NO_CUT);
            if (attempt(directory::close) && !failing) { // a fenced log closes without a word
                model.allDurable();
                crash = true;
            }
        }
        powerWasCut = crash && mode != FlushMode.OS;
        storage = powerWasCut ? storage.crash() : storage.kill();
        tryToStart(restart.cutAfter(), restart.fault());
        reopen();
    }

    /** A start that goes wrong, and the end of it. */
    private void tryToStart(int cutAfter, Fault fault) throws IOException {
        if (cutAfter == 0 && fault == null) {
            return;
        }
        if (cutAfter > 0) {
            storage.cutPowerAt(cutAfter);
        }
        if (fault != null) {
            storage.inject(fault, path -> true, 1);
        }
        try {
            LogDirectory.open(storage, config, new InAnyOrder(nowMs), nowMs);
        } catch (PowerCut cut) {
            assertThat(cutAfter).isPositive();
        } catch (IOException | ApiException refused) {
            assertThat(fault != null || full).as("it starts, but: %s", refused).isTrue();
        }
        powerWasCut |= cutAfter > 0 && mode != FlushMode.OS;
        storage = powerWasCut ? storage.crash() : storage.kill();
    }

    /** The next life, in which everything works for now; what is there is compared with the model. */
    private void reopen() throws IOException {
        storage.freeBytes(Long.MAX_VALUE);
        directory = LogDirectory.open(storage, config, new InAnyOrder(nowMs), nowMs);
        model.settle(directory, powerWasCut, !failing && !full);
        failing = false;
        full = false;
        powerWasCut = false;
        for (PartitionModel partition : model.all()) {
            TrialChecks.checkAll(log(partition), partition, nowMs);
        }
    }
}
