package dev.millrace.log;

import java.util.BitSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: any number of threads ask, a few lead, each with one fdatasync for all that joined its round.
 *
 * <p>When {@link #commit} returns, all that was appended before it was called is committed and readable.
 */
/*
 * A thread takes the journal's ticket and joins the round that is forming. If no round is under way it leads this one:
 * closes it, captures everything that is there by now (so at least what all members appended), writes and syncs it
 * without holding any lock, raises the high watermarks, wakes the others, and then only names who leads the round that
 * formed meanwhile. Until that one runs, others may join it, and those who were woken just now often do: the larger a
 * round the less a commit costs. docs/decisions/0037 has the figures.
 *
 * Two syncs at once. A second round starts while the first one syncs, as soon as half of those who commit these days
 * wait for it: with two committers each has its own sync, with sixteen eight share one. Smaller groups would cost more
 * syncs than they save waiting (docs/decisions/0030).
 *
 * Order. Rounds end in the order of their captures: one that overtook another on the disk waits for it. A capture takes
 * along only what the one before has not taken, so a sync alone says nothing of the entries below; and high watermarks
 * never go back.
 *
 * Failure. Linux reports an error of writing back once to each open file description. So each slot syncs by its own,
 * and none can take the error from another. Whatever goes wrong in a round closes the fence, and no round ends well
 * after that.
 */
final class CommitGroup {
    /** How many syncs of the journal are under way at once, at most. */
    static final int SLOTS = 2;

    private final Journal journal;
    private final Fence fence;
    private final boolean durable;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition turn = lock.newCondition();
    private final BitSet slots = new BitSet(SLOTS);
    private CommitRound forming = new CommitRound();

    /** How many threads are in rounds that have started. */
    private int underWay;

    /** How many threads commit these days: the most that were seen at once, less one for each round since. */
    private int committers;

    /** The number of the last capture whose round has ended. */
    private long lastEnded;

    /** Everything up to these tickets is readable, and durable. */
    private volatile long committed;

    private volatile long synced;

    CommitGroup(Journal journal, Fence fence, boolean durable) {
        this.journal = journal;
        this.fence = fence;
        this.durable = durable;
    }

    /**
     * Commits everything appended so far.
     *
     * @param force durably, whatever the flush mode says
     * @return whether this call made anything readable
     */
    boolean commit(boolean force) {
        long ticket = journal.ticket();
        boolean sync = force || durable;
        while ((sync ? synced : committed) < ticket) {
            CommitRound round = join(sync);
            if (round.await()) {
                return lead(round);
            }
        }
        return false;
    }

    private CommitRound join(boolean sync) {
        lock.lock();
        try {
            fence.check();
            CommitRound round = forming;
            round.join(sync);
            startIfDue();
            return round;
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock; returns who is to lead the round that forms, if it is due and nobody does. */
    private @Nullable Thread startIfDue() {
        CommitRound round = forming;
        int running = slots.cardinality();
        boolean due = running == 0 || (running < SLOTS && 2 * round.size() >= committers);
        if (round.isEmpty() || round.isLed() || !due) {
            return null;
        }
        int slot = slots.nextClearBit(0);
        slots.set(slot);
        return round.start(slot);
    }

    /** Who comes from here on joins the next one. */
    private void close(CommitRound round) {
        lock.lock();
        try {
            underWay += round.size();
            forming = new CommitRound();
        } finally {
            lock.unlock();
        }
    }

    private boolean lead(CommitRound round) {
        boolean done = false;
        try {
            close(round);
            boolean raised = commitAll(round);
            done = true;
            return raised;
        } catch (RuntimeException | Error e) {
            if (!fence.isClosed()) {
                fence.close(new KafkaStorageException(
                        "A commit of the journal broke off, so it is not known what is on the disk. Nothing more is appended"
                                + " by this process: start it again; the log is then recovered from what was synced.",
                        e));
            }
            throw e;
        } finally {
            end(round, done);
        }
    }

    private boolean commitAll(CommitRound round) {
        Journal.Capture capture = journal.capture(round.isDurable());
        journal.write(capture);
        capture.sync(round.slot(), fence);
        awaitTurn(capture.number());
        if (round.isDurable()) {
            journal.synced(capture.sequence());
        }
        for (int i = 0; i < capture.ends().length; i++) {
            capture.partitions().get(i).raiseHighWatermark(capture.ends()[i]);
        }
        committed = capture.ticket();
        if (round.isDurable()) {
            synced = capture.ticket();
        }
        return capture.ends().length > 0;
    }

    /** Waits until the round of the capture before has ended. */
    private void awaitTurn(long number) {
        lock.lock();
        try {
            while (lastEnded + 1 < number && !fence.isClosed()) {
                turn.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        fence.check();
    }

    private void end(CommitRound round, boolean done) {
        lock.lock();
        try {
            if (done) {
                lastEnded++;
            }
            turn.signalAll();
        } finally {
            lock.unlock();
        }
        round.end();
        LockSupport.unpark(startNext(round));
    }

    private @Nullable Thread startNext(CommitRound ended) {
        lock.lock();
        try {
            committers = Math.max(underWay + forming.size(), committers - 1);
            underWay -= ended.size();
            slots.clear(ended.slot());
            return startIfDue();
        } finally {
            lock.unlock();
        }
    }
}
