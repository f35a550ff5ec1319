package dev.millrace.runtime;

import dev.millrace.streams.errors.TaskCorruptedException;
import dev.millrace.streams.errors.TaskMigratedException;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.TaskId;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member of the application's group with its tasks: consumer, transaction, restore, commit. It has neither thread
 * nor clock of its own: {@link #step} does a bounded piece of everything that is due and says whether there was
 * anything; a {@link StreamThreadDriver}, a test driver or a simulation calls it.
 *
 * <pre>
 *   step:  poll ─▶ open assigned tasks ─▶ restore ─▶ process a slice of each task ─▶ punctuate ─▶ commit if due
 * </pre>
 *
 * <p>All methods but {@link #state()} and {@link #wakeup()} belong to the one caller of {@code step}.
 */
public final class StreamThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamThread.class);
    private static final long MS_BETWEEN_TRIES_TO_OPEN = 5;
    private static final int SHUTDOWN_POLLS = 50;
    private static final long MAX_MS_BETWEEN_POLLS = 50;

    /** Where a thread is. */
    public enum State {
        /** Made, and not stepped yet. */
        CREATED,
        /** Stepped, and without tasks so far. */
        STARTING,
        /** Has lost partitions and their tasks, in a rebalance or after an error. */
        PARTITIONS_REVOKED,
        /** Has got partitions, whose tasks are opened and restored. */
        PARTITIONS_ASSIGNED,
        /** All its tasks work. */
        RUNNING,
        /** Closing: commits and gives back its tasks. */
        PENDING_SHUTDOWN,
        /** Closed; the last state. */
        DEAD
    }

    /** Hears of a thread's changes, on the thread that steps it. */
    public interface Listener {
        /**
         * A thread has gone from one state to another.
         *
         * @param thread the one that has changed
         * @param oldState where it was until now
         * @param newState where it is now
         */
        void onChange(StreamThread thread, State oldState, State newState);
    }

    private final ThreadParts parts;
    private final RuntimeConfig config;
    private final Listener listener;
    private final Consumer<byte[], byte[]> consumer;
    private final Restorer restorer;
    private final RepartitionPurge purge;
    private final Committer committer;
    private final TaskSet tasks;
    private final InputFeed feed;
    private final TaskTurns turns;
    private final CommitSchedule schedule;
    private final TaskTimeout timeout;
    private final ThreadFigures figures;
    private final ProgressLine progress;
    private Outbox outbox;
    private @Nullable GlobalStores globals;
    private volatile State state = State.CREATED;
    private @Nullable RuntimeException rebalanceFailure;
    private boolean joined;
    private boolean assigned;
    private boolean topicsMayBeNew;
    private boolean busy = true;
    private long lastPollMs;
    private long nowMs;

    StreamThread(ThreadParts parts, ThreadClients clients, Listener listener) {
        this.parts = parts;
        this.config = parts.config();
        this.listener = listener;
        this.outbox = clients.outbox();
        this.consumer = clients.consumer();
        this.purge = parts.newRepartitionPurge();
        this.restorer = new Restorer(clients.restoreConsumer(), parts.restoreListener());
        this.committer = new Committer(consumer, config.exactlyOnce(), purge);
        this.tasks = new TaskSet(
                parts.layout(),
                consumer,
                restorer,
                parts.directory(),
                (id, inputs, now) -> parts.openTask(id, inputs, outbox, globalStores(), now),
                this);
        this.feed = new InputFeed(consumer, tasks, config.bufferedRecordsPerPartition());
        this.turns = new TaskTurns(parts, tasks, feed);
        this.schedule = new CommitSchedule(config, tasks, feed);
        this.figures = parts.figures();
        this.progress = parts.newProgressLine();
        this.timeout = new TaskTimeout(parts.threadName(), config.taskTimeoutMs());
        parts.announce(tasks::ids);
    }

    /**
     * The name, also of the Java thread that drives it.
     *
     * @return the client id with the thread's number
     */
    public String name() {
        return parts.threadName();
    }

    /**
     * Where it is. Any thread.
     *
     * @return as of now
     */
    public State state() {
        return state;
    }

    private void state(State next) {
        State old = state;
        if (old != next) {
            state = next;
            LOG.debug("{}: {} -> {}", name(), old, next);
            listener.onChange(this, old, next);
        }
    }

    /**
     * Joins the group, or lets the first step do so if the log does not answer in time. Called once, before that step.
     *
     * @param now wall clock, ms since the epoch
     */
    public void start(long now) {
        nowMs = now;
        schedule.restart(now);
        progress.start(now);
        state(State.STARTING);
        try {
            prepare();
        } catch (TimedOutException e) {
            timeout.timedOut(e, now);
        }
        try {
            join();
        } catch (TimedOutException e) {
            timeout.timedOut(e, now);
        }
    }

    /** Subscribes to the topics once they are there: what is assigned before that is not all that there is to be. */
    private void join() {
        if (!joined) {
            parts.prepareTopics();
            subscribe();
            joined = true;
        }
    }

    /**
     * Makes what is missing for the work to go on: at the start, after a rebalance, or because the log did not answer
     * in time.
     */
    private void prepare() {
        outbox.open();
        if (globals == null) {
            globals = parts.openGlobalStores(outbox, nowMs);
        }
    }

    /** Whether the global stores have all that there was when they were opened: no task works before. */
    private boolean globalsAreComplete() {
        GlobalStores open = globals;
        return open == null ? parts.layout().globals().isEmpty() : open.isComplete();
    }

    private Map<String, StateStore> globalStores() {
        GlobalStores open = globals;
        return open == null ? Map.of() : open.byName();
    }

    private void subscribe() {
        if (parts.layout().parts().isEmpty()) {
            assigned = true;
            state(State.PARTITIONS_ASSIGNED);
            return;
        }
        Pattern pattern = parts.layout().subscriptionPattern();
        if (pattern != null) {
            consumer.subscribe(pattern, new Rebalance());
        } else {
            consumer.subscribe(parts.layout().sourceTopics(), new Rebalance());
        }
    }

    /**
     * Does a piece of what is due.
     *
     * @param now wall clock, ms since the epoch
     * @param maxWaitMs how long it may wait for input when the step before found nothing to do
     * @return whether anything was done
     */
    public boolean step(long now, long maxWaitMs) {
        turns.lastStepTook(now - nowMs, busy);
        nowMs = now;
        try {
            outbox.throwIfFailed();
            join();
            boolean work = poll(maxWaitMs);
            prepare();
            work |= committer.isUnfinished() && commit();
            work |= openAndRestore();
            work |= assigned && turns.process(now);
            work |= assigned && turns.punctuate(now);
            work |= commitIfDue(!work);
            busy = work;
            if (state == State.RUNNING) {
                parts.cleanUpState(now);
            }
            progress.step(now);
            timeout.progressed();
        } catch (TimedOutException e) {
            busy = false; // so that the next one waits a little
            timeout.timedOut(e, now);
        } catch (WakeupException e) {
            busy = true;
        } catch (TaskCorruptedException e) {
            LOG.warn("{}: tasks {} are corrupted; wiping their state and restoring it", name(), e.corruptedTasks(), e);
            tasks.wipe(e.corruptedTasks());
            rejoin();
        } catch (TaskMigratedException e) {
            LOG.warn("{}: lost its tasks; closing them and joining the group again. {}", name(), e.getMessage());
            rejoin();
            if (Outbox.isTimeout(e)) {
                timeout.begunAgain(e, now);
            }
        }
        return busy;
    }

    /**
     * A step for a test: everything that is due, but at most one record, the oldest of all tasks.
     *
     * @param now wall clock, ms since the epoch
     * @param commitEach whether to commit after it, or only when a commit is due
     * @return whether a record was processed, a punctuator called or something committed: there may be more to do then
     */
    public boolean stepOne(long now, boolean commitEach) {
        nowMs = now;
        busy = true;
        poll(0);
        prepare();
        while (!globalsAreComplete()) {
            followGlobalTopics(0);
        }
        openAndRestore();
        boolean worked = turns.processOldest(now);
        worked |= assigned && turns.punctuate(now);
        return (commitEach ? commitNow() : commitIfDue(false)) || worked;
    }

    /**
     * Commits without waiting until it is due.
     *
     * @return false if there was nothing to commit, or a rebalance has to end first
     */
    public boolean commitNow() {
        return assigned && schedule.isNeeded(outbox) && commit();
    }

    private boolean poll(long maxWaitMs) {
        boolean globalWork = followGlobalTopics(maxWaitMs);
        if (assigned && !feed.isHungry() && nowMs - lastPollMs < MAX_MS_BETWEEN_POLLS && !timeout.isWaiting()) {
            return globalWork;
        }
        if (parts.layout().parts().isEmpty()) {
            return globalWork;
        }
        lastPollMs = nowMs;
        figures.lap();
        int count = feed.poll(waitMs(maxWaitMs));
        figures.polled(nowMs, count);
        RuntimeException failure = rebalanceFailure;
        if (failure != null) {
            rebalanceFailure = null;
            throw failure;
        }
        if (assigned) {
            feed.lookAhead();
        }
        return globalWork || count > 0;
    }

    private boolean followGlobalTopics(long maxWaitMs) {
        GlobalStores open = globals;
        return open != null && open.step(nowMs, parts.layout().parts().isEmpty() && !busy ? maxWaitMs : 0);
    }

    private long waitMs(long maxWaitMs) {
        if (timeout.isWaiting()) {
            return maxWaitMs;
        }
        return busy || !restorer.isIdle() ? 0 : Math.min(maxWaitMs, untilNextDeadline());
    }

    private long untilNextDeadline() {
        long next = tasks.allRunning() ? Long.MAX_VALUE : nowMs + MS_BETWEEN_TRIES_TO_OPEN;
        for (Task task : tasks.running()) {
            next = Math.min(next, task.nextDeadlineMs());
        }
        return Math.max(0, Math.min(next, schedule.nextDeadlineMs()) - nowMs);
    }

    /** Ends a wait for input early. Any thread. */
    public void wakeup() {
        feed.wakeup();
    }

    private boolean openAndRestore() {
        if (!assigned || !globalsAreComplete()) {
            return false;
        }
        if (topicsMayBeNew) {
            parts.prepareTopicsOfPatterns();
            topicsMayBeNew = false;
        }
        boolean work = !tasks.allRunning();
        if (work) {
            boolean others = tasks.running().length > 0;
            boolean opened = tasks.openPending(nowMs);
            List<Task> ready = restorer.step(others || opened ? Duration.ZERO : Duration.ofMillis(config.pollMs()));
            ready.forEach(task -> tasks.start(task, nowMs));
            work = opened || !ready.isEmpty() || !restorer.isIdle();
        }
        if (state == State.PARTITIONS_ASSIGNED && tasks.allRunning()) {
            state(State.RUNNING);
        }
        return work;
    }

    private boolean commitIfDue(boolean idle) {
        return assigned && schedule.isNeeded(outbox) && schedule.isDue(nowMs, idle) && commit();
    }

    /**
     * Commits now what there is to commit.
     *
     * @return false if it has to wait for a rebalance
     */
    private boolean commit() {
        schedule.restart(nowMs);
        figures.lap();
        boolean done = committer.commit(List.of(tasks.running()), outbox, nowMs);
        if (done) {
            parts.metrics().committed();
            figures.committed(nowMs);
            turns.reportTasks(nowMs);
            timeout.committed();
        }
        return done;
    }

    /** Gives up all tasks without a commit, gets a usable producer, and joins the group again. */
    private void rejoin() {
        busy = true;
        abandon();
        consumer.unsubscribe();
        state(State.PARTITIONS_REVOKED);
        subscribe();
    }

    /** Closes all tasks; what they did since the last commit never happened. */
    private void abandon() {
        assigned = false;
        committer.giveUp();
        tasks.closeAll();
        outbox.abort();
        parts.closeQuietly("producer", outbox);
        outbox = parts.newOutbox();
    }

    /** Called inside the consumer's poll. A failure is kept and thrown by the step, outside the consumer. */
    private final class Rebalance implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (!assigned) {
                return;
            }
            state(State.PARTITIONS_REVOKED);
            try {
                if (!commit()) {
                    throw new TaskMigratedException("The group rebalances and takes no more offsets of this member");
                }
                tasks.clearQueues();
            } catch (TaskMigratedException | TimedOutException e) {
                LOG.warn(
                        "{}: work since the last commit will be done again after the rebalance. {}",
                        name(),
                        e.getMessage());
                abandon();
            } catch (RuntimeException e) {
                rebalanceFailure = e;
            }
            assigned = false;
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            LOG.warn("{}: the group has given up on this member; its tasks {} are closed", name(), tasks.ids());
            abandon();
            state(State.PARTITIONS_REVOKED);
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            try {
                tasks.assign(partitions);
                assigned = true;
                topicsMayBeNew = true;
                busy = true;
            } catch (RuntimeException e) {
                rebalanceFailure = e;
            }
            state(State.PARTITIONS_ASSIGNED);
        }
    }

    /**
     * The stores of the running tasks, by task and name. For the thread that steps.
     *
     * @return a copy; the stores are the task's own
     */
    public Map<TaskId, Map<String, StateStore>> stores() {
        Map<TaskId, Map<String, StateStore>> stores = new LinkedHashMap<>();
        for (Task task : tasks.running()) {
            stores.put(task.id(), task.storesByName());
        }
        for (AppLayout.Part global : parts.layout().globals()) {
            stores.put(new TaskId(global.id(), 0), globalStores());
        }
        return stores;
    }

    /**
     * The thread is about to end, and the group is to hear that the whole application has to: joins once more to say
     * so.
     */
    public void spreadShutdown() {
        try {
            abandon();
            consumer.enforceRebalance("the application is to stop");
            for (int i = 0; i < SHUTDOWN_POLLS && !assigned; i++) {
                feed.poll(config.pollMs());
            }
        } catch (RuntimeException e) {
            LOG.warn("{}: the group may not have heard that the application is to stop: {}", name(), e.toString(), e);
        }
    }

    /**
     * Whether a running task reads a topic. For the thread that steps.
     *
     * @param topic full name of the topic
     * @return false also while the tasks that would read it are being restored
     */
    public boolean reads(String topic) {
        return tasks.read(topic);
    }

    /** Commits, closes the tasks and leaves the group. */
    @Override
    public void close() {
        close(true);
    }

    /**
     * Ends it. Never throws: failures are logged.
     *
     * @param clean false: nothing is committed, as after a crash
     */
    public void close(boolean clean) {
        if (state == State.DEAD) {
            return;
        }
        state(State.PENDING_SHUTDOWN);
        if (clean && assigned) {
            try {
                commit();
            } catch (RuntimeException e) {
                LOG.warn("{}: the last commit failed; its work will be done again: {}", name(), e.toString(), e);
            }
        }
        assigned = false;
        tasks.closeAll();
        outbox.abort();
        GlobalStores open = globals;
        if (open != null) {
            parts.closeQuietly("global stores", open::close);
        }
        parts.closeQuietly("consumer", consumer);
        parts.closeQuietly("producer", outbox);
        parts.closeQuietly("restore consumer", restorer::close);
        parts.closeQuietly("admin client", purge);
        parts.end();
        state(State.DEAD);
    }
}
