package dev.millrace.log;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Group commit: any number of threads ask, one leads with a single fdatasync for all, the others follow.
 *
 * <p>When {@link #commit} returns, all that was appended before it was called is committed and readable.
 */
/*
 * A thread takes the journal's ticket, then waits until that is committed. If nobody leads it leads: captures everything that is
 * there by now (so also what came after its own ticket), syncs without holding any lock, raises the high watermarks, and wakes
 * the rest. Those whose ticket came after the capture elect the next leader. High watermarks rise before followers wake, and only
 * one thread leads at a time, so they never go back.
 */
final class CommitGroup {
    private final Journal journal;
    private final Fence fence;
    private final boolean durable;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private boolean leading;

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
        lock.lock();
        try {
            while (true) {
                if ((sync ? synced : committed) >= ticket) {
                    return false;
                }
                fence.check();
                if (!leading) {
                    break;
                }
                ended.awaitUninterruptibly();
            }
            leading = true;
        } finally {
            lock.unlock();
        }
        return lead(sync);
    }

    private boolean lead(boolean sync) {
        Journal.Capture capture = null;
        try {
            Journal.Capture taken = journal.capture(sync);
            if (sync) {
                taken.sync(fence);
                journal.synced(taken.sequence());
            }
            for (int i = 0; i < taken.ends().length; i++) {
                taken.partitions().get(i).raiseHighWatermark(taken.ends()[i]);
            }
            capture = taken;
            return taken.ends().length > 0;
        } finally {
            lock.lock();
            try {
                leading = false;
                if (capture != null) {
                    committed = capture.ticket();
                    if (sync) {
                        synced = capture.ticket();
                    }
                }
                ended.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
