package dev.millrace.log;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Those who share one sync: they joined before its leader closed the round. Guarded by the lock of its
 * {@link CommitGroup}, but for waiting and waking.
 */
final class CommitRound {
    /** All but the leader, once there is one. */
    private final List<Thread> followers = new ArrayList<>(0);

    private boolean durable;
    private int slot = -1;
    private volatile @Nullable Thread leader;
    private volatile boolean ended;

    /** The calling thread is part of it; {@code durably} if it wants more than to be readable. */
    void join(boolean durably) {
        followers.add(Thread.currentThread());
        durable |= durably;
    }

    boolean isEmpty() {
        return size() == 0;
    }

    int size() {
        return followers.size() + (leader == null ? 0 : 1);
    }

    /** Whether somebody in it wants a sync. */
    boolean isDurable() {
        return durable;
    }

    /** By which of the journal's file handles it syncs. */
    int slot() {
        return slot;
    }

    /** Whether somebody is to lead it already. */
    boolean isLed() {
        return leader != null;
    }

    /** The last who joined leads: it is the one most likely to be still awake. */
    Thread start(int takenSlot) {
        slot = takenSlot;
        Thread last = followers.remove(followers.size() - 1);
        leader = last;
        return last;
    }

    /** Waits, whatever interrupts, until the round has ended or the caller is to lead it; returns whether it is. */
    boolean await() {
        Thread me = Thread.currentThread();
        boolean interrupted = false;
        while (!ended && leader != me) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            me.interrupt();
        }
        return leader == me;
    }

    /** It is over, well or not: called by the leader, holding no lock. */
    void end() {
        ended = true;
        for (Thread follower : followers) {
            LockSupport.unpark(follower);
        }
    }
}
