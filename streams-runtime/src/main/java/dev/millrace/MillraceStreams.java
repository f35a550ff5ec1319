package dev.millrace;

import dev.millrace.runtime.StreamThread;
import dev.millrace.runtime.StreamThreadDriver;
import dev.millrace.runtime.StreamsApplication;
import dev.millrace.streams.CloseOptions;
import dev.millrace.streams.KafkaClientSupplier;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.Topology;
import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.errors.StreamsUncaughtExceptionHandler;
import dev.millrace.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import dev.millrace.streams.processor.StateRestoreListener;
import dev.millrace.streams.store.StoreProvider;
import java.io.File;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a topology: the client of an application, as {@code KafkaStreams} is in Kafka Streams.
 *
 * <p>With {@code log.dir} the log is in this process, on local disk; with {@code bootstrap.servers} it is an Apache
 * Kafka cluster. Exactly one of them is set, unless a {@link KafkaClientSupplier} is given.
 *
 * <pre>{@code
 * MillraceStreams streams = new MillraceStreams(builder.build(), properties);
 * Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
 * streams.start();
 * }</pre>
 *
 * <p>Thread-safe.
 */
public class MillraceStreams implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MillraceStreams.class);

    /** Where an instance is in its life. The arrows are those of {@link #isValidTransition}. */
    public enum State {
        /** Made, not started. */
        CREATED,
        /** Tasks are being given out or restored. */
        REBALANCING,
        /** All threads process. */
        RUNNING,
        /** Closing. */
        PENDING_SHUTDOWN,
        /** Closed. */
        NOT_RUNNING,
        /** Closing after a failure. */
        PENDING_ERROR,
        /** Closed after a failure. */
        ERROR;

        /**
         * Whether an instance may go from this state to {@code newState}.
         *
         * @param newState where it would go
         * @return whether it may; a state may follow itself only if it is {@link #RUNNING}
         */
        public boolean isValidTransition(State newState) {
            return switch (this) {
                case CREATED -> newState == REBALANCING || newState == PENDING_SHUTDOWN;
                case REBALANCING -> newState == RUNNING || newState == PENDING_SHUTDOWN || newState == PENDING_ERROR;
                case RUNNING ->
                    newState == REBALANCING
                            || newState == RUNNING
                            || newState == PENDING_SHUTDOWN
                            || newState == PENDING_ERROR;
                case PENDING_SHUTDOWN -> newState == NOT_RUNNING;
                case PENDING_ERROR -> newState == ERROR;
                case NOT_RUNNING, ERROR -> false;
            };
        }

        /**
         * Whether it has not been started.
         *
         * @return true in {@link #CREATED} alone
         */
        public boolean hasNotStarted() {
            return this == CREATED;
        }

        /**
         * Whether it works or is about to.
         *
         * @return true in {@link #RUNNING} and {@link #REBALANCING}
         */
        public boolean isRunningOrRebalancing() {
            return this == RUNNING || this == REBALANCING;
        }

        /**
         * Whether it is closing.
         *
         * @return true in {@link #PENDING_SHUTDOWN} and {@link #PENDING_ERROR}
         */
        public boolean isShuttingDown() {
            return this == PENDING_SHUTDOWN || this == PENDING_ERROR;
        }

        /**
         * Whether it has ended, well or not.
         *
         * @return true in {@link #NOT_RUNNING} and {@link #ERROR}
         */
        public boolean hasCompletedShutdown() {
            return this == NOT_RUNNING || this == ERROR;
        }

        /**
         * Whether it is closing or has ended.
         *
         * @return true in four of the states; it will not run again
         */
        public boolean hasStartedOrFinishedShuttingDown() {
            return isShuttingDown() || hasCompletedShutdown();
        }
    }

    /** Hears of changes of the {@link State}. */
    @FunctionalInterface
    public interface StateListener {
        /**
         * The state has changed. Called for one change after the other by a thread that changed it: return soon. What
         * is thrown is logged. A {@code close()} from within begins to close and does not wait.
         *
         * @param newState where the instance is now
         * @param oldState where it was until now
         */
        void onChange(State newState, State oldState);
    }

    /** The configuration of the instance. */
    protected final StreamsConfig applicationConfigs;

    /** Names the instance in logs, metrics and clients. */
    protected final String clientId;

    private final Lifecycle lifecycle;
    private final StreamsApplication application;
    private final StreamThreads threads;
    private final LogChoice log;
    private final Time time;
    private final Set<StreamThreadDriver> toReplace = ConcurrentHashMap.newKeySet();
    private final AtomicInteger failedThreads = new AtomicInteger();
    private final AtomicBoolean ending = new AtomicBoolean();
    private volatile @Nullable StreamsUncaughtExceptionHandler uncaughtHandler;

    /**
     * An instance for a topology.
     *
     * @param topology the topology to run
     * @param props the configuration; see {@link StreamsConfig}
     * @throws ConfigException if a setting is wrong, or {@code log.dir} and {@code bootstrap.servers} are both set or
     *     both missing
     */
    public MillraceStreams(Topology topology, Properties props) {
        this(topology, new StreamsConfig(props));
    }

    /**
     * As {@link #MillraceStreams(Topology, Properties)}, with clients of the caller's making.
     *
     * @param topology the topology to run
     * @param props the configuration; the address of the log may be left out
     * @param clientSupplier makes consumers, producers and admin clients; what it makes is closed by this instance
     */
    public MillraceStreams(Topology topology, Properties props, KafkaClientSupplier clientSupplier) {
        this(topology, new StreamsConfig(props), clientSupplier, Time.SYSTEM);
    }

    /**
     * As {@link #MillraceStreams(Topology, Properties)}, with a clock of the caller's.
     *
     * @param topology the topology to run
     * @param props the configuration; see {@link StreamsConfig}
     * @param time where the threads read the time
     */
    public MillraceStreams(Topology topology, Properties props, Time time) {
        this(topology, new StreamsConfig(props), time);
    }

    /**
     * As {@link #MillraceStreams(Topology, Properties)}, with clients and a clock of the caller's.
     *
     * @param topology the topology to run
     * @param props the configuration; the address of the log may be left out
     * @param clientSupplier makes consumers, producers and admin clients; what it makes is closed by this instance
     * @param time where the threads read the time
     */
    public MillraceStreams(Topology topology, Properties props, KafkaClientSupplier clientSupplier, Time time) {
        this(topology, new StreamsConfig(props), clientSupplier, time);
    }

    /**
     * As {@link #MillraceStreams(Topology, Properties)}, with a configuration that was read already.
     *
     * @param topology the topology to run
     * @param applicationConfigs the configuration
     */
    public MillraceStreams(Topology topology, StreamsConfig applicationConfigs) {
        this(topology, applicationConfigs, null, Time.SYSTEM);
    }

    /**
     * As {@link #MillraceStreams(Topology, StreamsConfig)}, with clients of the caller's making.
     *
     * @param topology the topology to run
     * @param applicationConfigs the configuration; the address of the log may be left out
     * @param clientSupplier makes consumers, producers and admin clients; what it makes is closed by this instance
     */
    public MillraceStreams(Topology topology, StreamsConfig applicationConfigs, KafkaClientSupplier clientSupplier) {
        this(topology, applicationConfigs, clientSupplier, Time.SYSTEM);
    }

    /**
     * As {@link #MillraceStreams(Topology, StreamsConfig)}, with a clock of the caller's.
     *
     * @param topology the topology to run
     * @param applicationConfigs the configuration
     * @param time where the threads read the time
     */
    public MillraceStreams(Topology topology, StreamsConfig applicationConfigs, Time time) {
        this(topology, applicationConfigs, null, time);
    }

    private MillraceStreams(
            Topology topology, StreamsConfig config, @Nullable KafkaClientSupplier clientSupplier, Time time) {
        StoreProvider.get().preload();
        MistypedSettings.warn(LOG, config.originals().keySet());
        this.applicationConfigs = config;
        this.time = time;
        this.log = new LogChoice(config, clientSupplier != null ? clientSupplier : config.getKafkaClientSupplier());
        File stateRoot = new File(config.getString(StreamsConfig.STATE_DIR_CONFIG), config.applicationId());
        this.application = new StreamsApplication(topology, config, log.clients(), stateRoot, log::instanceName);
        application.clock(time);
        this.clientId = application.clientId();
        this.lifecycle = new Lifecycle("Instance " + clientId);
        this.threads = new StreamThreads(application, time, this::onThreadChange, new ThreadEnds());
        application.describe(this::state, () -> threads.live().size(), failedThreads::get);
        application.shutdownListener(() -> end(State.PENDING_ERROR, State.ERROR));
    }

    /**
     * Opens the log, creates internal topics, and starts the threads. Returns when they have been started; the state
     * becomes {@link State#RUNNING} when all tasks are restored. If a cluster does not answer in time, the threads go
     * on asking it, for {@code task.timeout.ms}.
     *
     * @throws IllegalStateException if it was started or closed before
     * @throws StreamsException if the log cannot be opened, a source topic is missing, or another process uses the
     *     state directory; the state is then {@link State#ERROR}
     */
    public synchronized void start() throws IllegalStateException, StreamsException {
        if (!lifecycle.tryMove(State.REBALANCING)) {
            throw new IllegalStateException("Instance " + clientId + " cannot be started: its state is " + state()
                    + ". Make a new one to start again.");
        }
        try {
            application.claimState(log.name());
            application.deleteOutdatedState(time.milliseconds());
            application.prepareTopicsNowOrLater();
            threads.start(application.threadCount());
            application.reportMetrics();
        } catch (RuntimeException | Error e) {
            end(State.PENDING_ERROR, State.ERROR);
            awaitEnd(Long.MAX_VALUE);
            throw e;
        }
    }

    private void onThreadChange(StreamThread thread, StreamThread.State oldState, StreamThread.State newState) {
        switch (newState) {
            case PARTITIONS_REVOKED, PARTITIONS_ASSIGNED -> lifecycle.tryMove(State.REBALANCING);
            case RUNNING -> runIfAllDo();
            default -> {
                // Start and end of a thread are not states of the instance.
            }
        }
    }

    private void runIfAllDo() {
        lifecycle.tryMove(State.RUNNING, threads::allRunning);
    }

    /** What becomes of a thread that has ended. */
    private final class ThreadEnds implements StreamThreadDriver.EndListener {

        @Override
        public void onFailed(StreamThreadDriver driver, Throwable failure) {
            failedThreads.incrementAndGet();
            StreamThreadExceptionResponse response = responseTo(failure);
            LOG.error(
                    "Thread {} failed; the answer is {}", driver.streamThread().name(), response, failure);
            switch (response) {
                case REPLACE_THREAD -> toReplace.add(driver);
                case SHUTDOWN_CLIENT -> end(State.PENDING_ERROR, State.ERROR);
                case SHUTDOWN_APPLICATION -> {
                    application.requestShutdown();
                    driver.streamThread().spreadShutdown();
                    end(State.PENDING_ERROR, State.ERROR);
                }
            }
        }

        @Override
        public void onStopped(StreamThreadDriver driver) {
            threads.remove(driver);
            if (toReplace.remove(driver)) {
                replace(driver);
            }
            runIfAllDo();
        }

        private void replace(StreamThreadDriver driver) {
            try {
                threads.add();
            } catch (RuntimeException | Error e) {
                LOG.error("Thread {} cannot be replaced", driver.streamThread().name(), e);
                end(State.PENDING_ERROR, State.ERROR);
            }
        }
    }

    /** A handler that fails itself does not keep an instance alive which may have no threads any more. */
    private StreamThreadExceptionResponse responseTo(Throwable failure) {
        StreamsUncaughtExceptionHandler handler = uncaughtHandler;
        StreamThreadExceptionResponse response = null;
        try {
            response = handler == null ? null : handler.handle(failure);
        } catch (RuntimeException | Error e) {
            LOG.error("The uncaught-exception handler of {} failed", clientId, e);
        }
        return response == null ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT : response;
    }

    /** Ends everything on a thread of its own, so that a stream thread may ask for it. */
    private void end(State closing, State closed) {
        if (!lifecycle.tryMove(closing) || !ending.compareAndSet(false, true)) {
            return;
        }
        new Thread(
                        () -> {
                            try {
                                for (StreamThreadDriver driver : threads.end()) {
                                    driver.join(Long.MAX_VALUE);
                                }
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            } finally {
                                release();
                                lifecycle.tryMove(closed);
                            }
                        },
                        clientId + "-close")
                .start();
    }

    private void release() {
        application.close();
        log.close();
    }

    /** Commits, closes the tasks, leaves the group and waits for the end. Closing again does nothing. */
    @Override
    public void close() {
        close(Long.MAX_VALUE);
    }

    /**
     * Closes, and waits for the end for at most {@code timeout}.
     *
     * @param timeout zero: only begins to close
     * @return whether it has ended
     * @throws IllegalArgumentException if the timeout is negative
     */
    public boolean close(Duration timeout) throws IllegalArgumentException {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("The timeout of close must not be negative: " + timeout);
        }
        return close(timeout.toMillis());
    }

    /**
     * Closes, and waits as long as the options say. A member always leaves its group at once, so that others take over
     * its tasks without delay; there is nothing to gain from staying behind.
     *
     * @param options without a timeout: waits for the end
     * @return whether it has ended
     * @throws IllegalArgumentException if the timeout is negative
     */
    public boolean close(CloseOptions options) throws IllegalArgumentException {
        return close(options.timeout().orElse(Duration.ofMillis(Long.MAX_VALUE)));
    }

    private boolean close(long timeoutMs) {
        end(State.PENDING_SHUTDOWN, State.NOT_RUNNING);
        if (threads.isOneOfThem()) {
            return state().hasCompletedShutdown();
        }
        return awaitEnd(timeoutMs);
    }

    private boolean awaitEnd(long timeoutMs) {
        try {
            return lifecycle.awaitEnd(timeoutMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Where the instance is.
     *
     * @return as of now; it may be another one by the time that the caller looks at it
     */
    public State state() {
        return lifecycle.state();
    }

    /**
     * Sets who hears of state changes; null for nobody.
     *
     * @param listener takes the place of an earlier one
     * @throws IllegalStateException after {@link #start()}
     */
    public void setStateListener(@Nullable StateListener listener) {
        lifecycle.listener(listener);
    }

    /**
     * Sets who decides what happens when a thread fails; without one, the instance is closed.
     *
     * @param handler null for none; takes the place of an earlier one
     * @throws IllegalStateException after {@link #start()}
     */
    public void setUncaughtExceptionHandler(@Nullable StreamsUncaughtExceptionHandler handler) {
        requireCreated("uncaught-exception handler");
        uncaughtHandler = handler;
    }

    /**
     * Sets who hears of restores of stores.
     *
     * @param listener takes the place of an earlier one
     * @throws IllegalStateException after {@link #start()}
     */
    public void setGlobalStateRestoreListener(StateRestoreListener listener) {
        requireCreated("restore listener");
        application.restoreListener(listener);
    }

    private void requireCreated(String what) {
        State now = state();
        if (now != State.CREATED) {
            throw new IllegalStateException(
                    "The " + what + " of " + clientId + " must be set before start(), but the state is " + now);
        }
    }

    /**
     * Figures of the engine, those that processors have added, and those of the threads' clients.
     *
     * @return by name, as of now; cannot be changed
     */
    public Map<MetricName, ? extends Metric> metrics() {
        return application.metrics().metrics();
    }

    /** Stops processing until {@link #resume()}; tasks are kept. */
    public void pause() {
        application.pause(true);
    }

    /** Ends a {@link #pause()}. */
    public void resume() {
        application.pause(false);
    }

    /**
     * Whether processing is paused.
     *
     * @return true from {@link #pause()} until {@link #resume()}
     */
    public boolean isPaused() {
        return application.isPaused();
    }

    /**
     * Starts one more thread.
     *
     * @return its name; empty if the instance is not running
     */
    public Optional<String> addStreamThread() {
        return state().isRunningOrRebalancing()
                ? Optional.ofNullable(threads.add())
                        .map(driver -> driver.streamThread().name())
                : Optional.empty();
    }

    /**
     * Ends one thread and waits for it.
     *
     * @return its name; empty if none could be ended
     */
    public Optional<String> removeStreamThread() {
        return removeStreamThread(Duration.ofMillis(Long.MAX_VALUE));
    }

    /**
     * Ends one thread, which hands its tasks to the others.
     *
     * @param timeout how long to wait for its end
     * @return its name; empty if none could be ended
     * @throws TimeoutException if it has not ended by then; it will, and the next call chooses another one
     */
    public Optional<String> removeStreamThread(Duration timeout) {
        if (!state().isRunningOrRebalancing()) {
            return Optional.empty();
        }
        StreamThreadDriver chosen = threads.stopOne();
        if (chosen == null) {
            return Optional.empty();
        }
        String name = chosen.streamThread().name();
        try {
            if (!chosen.isCurrentThread() && !chosen.join(timeout.toMillis())) {
                throw new TimeoutException("Thread " + name + " was asked to end, but did not within " + timeout);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.of(name);
    }

    /**
     * Deletes the local state of the application, which is then restored from its changelogs. What another instance has
     * open stays.
     *
     * @throws IllegalStateException while it is running
     * @throws StreamsException if files cannot be deleted, or another process uses the state directory
     */
    public void cleanUp() {
        State now = state();
        if (now != State.CREATED && !now.hasCompletedShutdown()) {
            throw new IllegalStateException("cleanUp() is for an instance that is not running; close " + clientId
                    + " first (its state is " + now + ")");
        }
        application.deleteState(log.name());
    }
}
