package dev.millrace.conformance.model;

import dev.millrace.conformance.crash.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One thing that is done to the log, or happens to it. What it is done to is a number that is taken modulo what there
 * is: so any list of operations can be run, also one from which others were taken out.
 */
sealed interface Operation {
    /** How a life of the log ends. */
    enum Ending {
        CLOSE,
        KILL,
        CRASH
    }

    /**
     * Makes a partition, if there is none of this number. The number says what becomes of old records, see
     * {@link Topics}.
     */
    record Create(int number) implements Operation {}

    record Delete(int which) implements Operation {}

    record DeleteRecords(int which, int percent) implements Operation {}

    /** A batch; of nobody (0), of an idempotent producer (1, 2), or in a transaction (3 to 5). */
    record Append(int which, int producer, int records) implements Operation {}

    /** The end of a transaction, if the producer has one there. */
    record Mark(int which, int producer, boolean commit) implements Operation {}

    record Sync() implements Operation {}

    record Tick(int ms) implements Operation {}

    record Read(int which, boolean committed, int percent, int maxBytes) implements Operation {}

    /** The disk takes so many more bytes. */
    record Fill(int freeBytes) implements Operation {}

    record MakeRoom() implements Operation {}

    /** One operation of the disk fails: in the journal (0), in a partition's files (1), anywhere (2). */
    record Fail(Fault fault, int where) implements Operation {}

    /** The power goes after so many operations of the disk. */
    record CutPowerIn(int operations) implements Operation {}

    /**
     * The end of this life and the start of the next.
     *
     * @param cutAfter the power goes again after so many operations of the disk, while the log recovers; 0: it does not
     * @param fault what fails once while it recovers; null: nothing
     */
    record Restart(Ending ending, int cutAfter, Fault fault) implements Operation {}

    /** A list of operations from a seed. */
    static List<Operation> generate(Random random) {
        List<Operation> operations = new ArrayList<>();
        int count = 20 + random.nextInt(250);
        for (int i = 0; i < count; i++) {
            operations.add(any(random));
        }
        operations.add(new Restart(Ending.KILL, 0, null));
        return operations;
    }

    private static Operation any(Random random) {
        int what = random.nextInt(1000);
        int which = random.nextInt(1000);
        if (what < 60) {
            return new Create(random.nextInt(Topics.COUNT));
        } else if (what < 75) {
            return new Delete(which);
        } else if (what < 100) {
            return new DeleteRecords(which, random.nextInt(101));
        } else if (what < 480) {
            return new Append(which, random.nextInt(6), 1 + random.nextInt(3));
        } else if (what < 600) {
            return new Mark(which, 3 + random.nextInt(3), random.nextBoolean());
        } else if (what < 720) {
            return new Sync();
        } else if (what < 800) {
            return new Tick(random.nextInt(10) == 0 ? random.nextInt(5_000) : random.nextInt(100));
        } else if (what < 930) {
            return new Read(which, random.nextBoolean(), random.nextInt(101), 1 + random.nextInt(600));
        }
        return anyTrouble(random, what);
    }

    private static Operation anyTrouble(Random random, int what) {
        if (what < 940) {
            return new Fill(random.nextInt(4) == 0 ? 0 : random.nextInt(6_000));
        } else if (what < 955) {
            return new MakeRoom();
        } else if (what < 960) {
            return new Fail(anyFault(random), random.nextInt(3));
        } else if (what < 970) {
            return new CutPowerIn(1 + random.nextInt(60));
        }
        int cutAfter = random.nextInt(3) == 0 ? 1 + random.nextInt(40) : 0;
        Fault fault = random.nextInt(4) == 0 ? anyFault(random) : null;
        return new Restart(Ending.values()[random.nextInt(3)], cutAfter, fault);
    }

    private static Fault anyFault(Random random) {
        return Fault.values()[random.nextInt(Fault.values().length)];
    }
}
