package dev.millrace.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.LogDirectoryConfig;
import dev.millrace.log.storage.DiskStorage;
import dev.millrace.transaction.ProducerIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A process that appends v0, v1, … to one partition, as an idempotent producer, until it is ended; with a checkpoint
 * after every few of them. It says how many were synced.
 */
public final class SteadyProcess {
    private static final int BATCHES_PER_SYNC = 4;
    private static final int RETRIES = 5;
    private static final ProducerIdentity PRODUCER = new ProducerIdentity(7, (short) 0);

    private SteadyProcess() {}

    /** Argument: the directory. */
    public static void main(String[] args) throws Exception {
        run(Path.of(args[0]), line -> {
            System.out.println(line);
            System.out.flush();
        });
    }

    private static void run(Path directory, Consumer<String> voice) throws Exception {
        SmallLog log = open(directory);
        try {
            int count = log.read(SmallLog.A).size();
            while (true) {
                for (int i = 0; i < BATCHES_PER_SYNC; i++) {
                    append(log, count++);
                }
                log.directory.sync();
                voice.accept(count + " .");
                log.nowMs += 1_000;
                log.directory.tick(log.nowMs);
            }
        } finally {
            log.directory.close();
        }
    }

    private static void append(SmallLog log, int number) {
        log.append(SmallLog.A, PRODUCER, number, false, "v" + number);
    }

    private static SmallLog open(Path directory) throws Exception {
        LogDirectoryConfig config = SmallLog.CONFIG.withIntervals(100, 1);
        return new SmallLog(new DiskStorage(directory), config).withPartitions();
    }

    /**
     * Opens the directory and asserts that v0, v1, … are there, as many as were said to be synced or more; then sends
     * the last few again, as a producer does that was not answered, and one more. Returns how many there are then.
     */
    public static int check(Path directory, int synced, String where) throws Exception {
        SmallLog log = open(directory);
        try {
            int found = log.read(SmallLog.A).size();
            SmallLog.assertPrefix(log.read(SmallLog.A), synced, Integer.MAX_VALUE, where);
            for (int number = Math.max(0, found - RETRIES); number <= found; number++) {
                append(log, number);
            }
            log.directory.sync();
            assertThat(log.read(SmallLog.A)).as(where + ": one copy of each").isEqualTo(SmallLog.values(found + 1));
            return found + 1;
        } finally {
            log.directory.close();
        }
    }

    /**
     * Starts the process and ends it after some lines.
     *
     * @param before how many values there are
     * @return how many it said were synced
     */
    public static int live(Path directory, int before, int lines, ChildProcess.Ending ending)
            throws IOException, InterruptedException {
        AtomicInteger synced = new AtomicInteger(before);
        new ChildProcess(SteadyProcess.class, directory.toString()).live(lines, ending, line -> note(line, synced));
        return synced.get();
    }

    /** The same in a thread of this process. */
    public static int liveHere(Path directory, int before, int lines, ChildProcess.Ending cut)
            throws IOException, InterruptedException {
        AtomicInteger synced = new AtomicInteger(before);
        ThreadLife.live(voice -> run(directory, voice), lines, cut, line -> note(line, synced));
        return synced.get();
    }

    private static void note(String line, AtomicInteger synced) {
        if (line.endsWith(" .")) { // otherwise it was cut short by the end
            synced.set(Integer.parseInt(line.substring(0, line.length() - 2)));
        }
    }
}
