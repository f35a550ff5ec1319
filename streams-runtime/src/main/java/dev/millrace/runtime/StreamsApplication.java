package dev.millrace.runtime;

import dev.millrace.streams.KafkaClientSupplier;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.StreamsMetrics;
import dev.millrace.streams.Topology;
import dev.millrace.streams.processor.StateRestoreListener;
import dev.millrace.streams.store.StateClaim;
import java.io.File;
import java.util.List;
import java.util.UUID;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the threads of one application instance share: topology, configuration, clients, state directory, metrics. The
 * entry to this package.
 *
 * <p>Thread-safe.
 */
public final class StreamsApplication implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsApplication.class);

    private static final StateRestoreListener SILENT = new StateRestoreListener() {
        @Override
        public void onRestoreStart(TopicPartition partition, String store, long startingOffset, long endingOffset) {}

        @Override
        public void onBatchRestored(TopicPartition partition, String store, long batchEndOffset, long numRestored) {}

        @Override
        public void onRestoreEnd(TopicPartition partition, String store, long totalRestored) {}
    };

    private final RuntimeConfig config;
    private final AppLayout layout;
    private final KafkaClientSupplier clients;
    private final StateDirectory directory;
    private final StateCleanup cleanup;
    private final RuntimeMetrics metrics;
    private final String clientId;
    private final Topology topology;
    private final Supplier<String> transactionName;
    private final UUID processId = UUID.randomUUID();
    private volatile StateRestoreListener restoreListener = SILENT;
    private volatile Runnable shutdownListener = () -> {};
    private volatile LongSupplier stopwatchNs = () -> 0;
    private volatile boolean paused;
    private volatile boolean shutdownRequested;
    private final Object topicsLock = new Object();
    private boolean topicsArePrepared;
    private @Nullable StateClaim claim;

    /**
     * Reads the topology and the configuration; opens nothing.
     *
     * @param topology the topology to run; it gets to know the configuration
     * @param config all settings of the application
     * @param clients makes the clients of the threads
     * @param transactionName tells this instance's transactions from those of other instances of the application. The
     *     same after a restart, if possible, so that the transactions of a crashed run end at once; asked when a
     *     producer is made
     * @param stateRoot the application's own directory for the state of its tasks; null: all in memory
     */
    public StreamsApplication(
            Topology topology,
            StreamsConfig config,
            KafkaClientSupplier clients,
            @Nullable File stateRoot,
            Supplier<String> transactionName) {
        this(topology, config, clients, stateRoot, transactionName, false);
        TopicChecks.requireSource(layout);
    }

    private StreamsApplication(
            Topology topology,
            StreamsConfig config,
            KafkaClientSupplier clients,
            @Nullable File stateRoot,
            Supplier<String> transactionName,
            boolean onePartition) {
        this.config = new RuntimeConfig(config);
        topology.configure(config);
        this.topology = topology;
        this.layout = new AppLayout(this.config, topology.graph(), onePartition);
        TopicChecks.check(layout);
        this.clients = clients;
        this.directory = new StateDirectory(stateRoot);
        this.cleanup = new StateCleanup(directory, config.getLong(StreamsConfig.STATE_CLEANUP_DELAY_MS_CONFIG));
        this.transactionName = transactionName;
        String configuredId = config.getString(StreamsConfig.CLIENT_ID_CONFIG);
        this.clientId = configuredId == null || configuredId.isEmpty()
                ? this.config.applicationId() + "-" + processId
                : configuredId;
        this.metrics = new RuntimeMetrics(
                clientId,
                this.config.metricConfig(),
                onePartition ? List.of() : this.config.metricsReporters(clientId));
        this.config.ensureInstances();
    }

    /**
     * For a test.
     *
     * @param topology the topology to run; it gets to know the configuration
     * @param config all settings of the application
     * @param clients makes the clients of the threads
     * @param onePartition whether internal topics have one partition, whatever the topology says, and all is one
     *     sub-topology
     * @param stateRoot a directory for the state of its tasks; null: all in memory
     * @return an application whose transactions need no name of an instance
     */
    public static StreamsApplication forTest(
            Topology topology,
            StreamsConfig config,
            KafkaClientSupplier clients,
            @Nullable File stateRoot,
            boolean onePartition) {
        return new StreamsApplication(topology, config, clients, stateRoot, () -> "test", onePartition);
    }

    /**
     * For a test that has no application: metrics that nobody reads.
     *
     * @param clientId a tag of each metric
     * @return metrics without reporters
     */
    public static StreamsMetrics metricsForTest(String clientId) {
        return new RuntimeMetrics(clientId, new MetricConfig(), List.of());
    }

    /**
     * Creates the internal topics that are missing and checks the others.
     *
     * @throws dev.millrace.streams.errors.MissingSourceTopicException if a topic that the user has to make does not
     *     exist
     * @throws dev.millrace.streams.errors.TopologyException if partition counts do not fit
     */
    public void prepareTopics() {
        synchronized (topicsLock) {
            try (Admin admin = clients.getAdmin(config.streamsConfig().getAdminConfigs(clientId + "-admin"))) {
                new InternalTopics(admin, config, layout).ensure();
            }
            topicsArePrepared = true;
        }
    }

    /**
     * As {@link #prepareTopics()}; if the log does not answer in time, the threads try it again before they join the
     * group.
     */
    public void prepareTopicsNowOrLater() {
        try {
            prepareTopics();
        } catch (TimedOutException e) {
            LOG.warn("{}: {}. The threads try it again", clientId, e.getMessage());
        }
    }

    /** Prepares the topics unless some thread has done so. */
    void prepareTopicsOnce() {
        synchronized (topicsLock) {
            if (!topicsArePrepared) {
                prepareTopics();
            }
        }
    }

    /**
     * Takes the state directory for this process until {@link #close}, if the topology keeps state on disk. To be
     * called before anything is started or deleted.
     *
     * @param log names the log that the instance reads
     * @throws dev.millrace.streams.errors.StreamsException if another process has it, or an instance on another log
     */
    public synchronized void claimState(String log) {
        if (claim == null && layout.keepsStateOnDisk()) {
            claim = directory.claim(log, config.groupMayWriteState());
        }
    }

    /**
     * Deletes the state of tasks that has not changed for {@code state.cleanup.dir.max.age.ms}. To be called before the
     * threads start.
     *
     * @param nowMs wall clock, ms since the epoch
     */
    public void deleteOutdatedState(long nowMs) {
        long maxAgeMs = config.streamsConfig().getLong(StreamsConfig.STATE_CLEANUP_DIR_MAX_AGE_MS_CONFIG);
        cleanup.deleteOutdated(maxAgeMs, nowMs);
    }

    /**
     * Deletes the state of all tasks that nobody has open.
     *
     * @param log names the log that the instance reads
     * @throws dev.millrace.streams.errors.StreamsException if another process has the state directory
     * @throws dev.millrace.streams.errors.ProcessorStateException if it cannot be deleted
     */
    public void deleteState(String log) {
        if (directory.exists()) {
            StateClaim forNow = directory.claim(log, config.groupMayWriteState());
            try {
                directory.deleteAll();
            } finally {
                forNow.close();
            }
        }
    }

    /**
     * A thread's worth of work, to be driven by the caller.
     *
     * @param index from 1; no two live threads of an instance have the same
     * @param listener hears of the thread's changes
     * @return not stepped yet; the caller's to close
     */
    public StreamThread newThread(int index, StreamThread.Listener listener) {
        ThreadParts parts = new ThreadParts(this, index);
        return new StreamThread(parts, parts.newClients(), listener);
    }

    /**
     * Names this instance in logs and clients.
     *
     * @return {@code client.id} if it is set, else one made of the application's id
     */
    public String clientId() {
        return clientId;
    }

    /**
     * {@code num.stream.threads}.
     *
     * @return as configured, at least 1
     */
    public int threadCount() {
        return config.threads();
    }

    /**
     * {@code poll.ms}: how long a thread waits for input at a time.
     *
     * @return in ms
     */
    public long pollMs() {
        return config.pollMs();
    }

    /**
     * Metrics of the engine and of the user's processors.
     *
     * @return the same for all threads
     */
    public StreamsMetrics metrics() {
        return metrics;
    }

    /**
     * What the metrics measure by. To be called before the threads are made; without it, what takes time counts as no
     * time.
     *
     * @param time a clock
     */
    public void clock(Time time) {
        stopwatchNs = time::nanoseconds;
        metrics.clock(time);
    }

    /**
     * The instance tells of itself: its state and threads, its topology.
     *
     * @param state asked when somebody looks, on any thread
     * @param aliveThreads likewise
     * @param failedThreads likewise
     */
    public void describe(Supplier<?> state, IntSupplier aliveThreads, IntSupplier failedThreads) {
        metrics.add(MetricSet.ofClient(clientId)
                .gauge("application-id", "The application's id", (how, nowMs) -> config.applicationId())
                .gauge(
                        "topology-description",
                        "What the instance runs",
                        (how, nowMs) -> topology.describe().toString())
                .gauge("state", "Where the instance is in its life", (how, nowMs) -> state.get())
                .gauge("alive-stream-threads", "Threads that live", (how, nowMs) -> aliveThreads.getAsInt())
                .gauge("failed-stream-threads", "Threads that failed", (how, nowMs) -> failedThreads.getAsInt()));
    }

    /**
     * From now on the reporters of {@code metric.reporters} hear of the metrics. To be called when the threads have
     * been started.
     */
    public void reportMetrics() {
        metrics.report();
    }

    /**
     * Hears of restores from now on.
     *
     * @param listener called on the threads that restore
     */
    public void restoreListener(StateRestoreListener listener) {
        restoreListener = listener;
    }

    /**
     * Is called, on a stream thread, when a member asks the whole application to stop.
     *
     * @param listener called once for each such member
     */
    public void shutdownListener(Runnable listener) {
        shutdownListener = listener;
    }

    /** From now on, each rebalance tells the group to stop. */
    public void requestShutdown() {
        shutdownRequested = true;
    }

    /**
     * Stops or resumes processing; threads go on polling and keep their tasks.
     *
     * @param on true: stops; false: resumes
     */
    public void pause(boolean on) {
        paused = on;
    }

    /**
     * Whether processing is stopped by {@link #pause}.
     *
     * @return true while processing is stopped
     */
    public boolean isPaused() {
        return paused;
    }

    boolean isShutdownRequested() {
        return shutdownRequested;
    }

    void onShutdownRequested() {
        shutdownListener.run();
    }

    RuntimeConfig config() {
        return config;
    }

    AppLayout layout() {
        return layout;
    }

    KafkaClientSupplier clients() {
        return clients;
    }

    StateDirectory directory() {
        return directory;
    }

    StateCleanup cleanup() {
        return cleanup;
    }

    LongSupplier stopwatchNs() {
        return stopwatchNs;
    }

    RuntimeMetrics runtimeMetrics() {
        return metrics;
    }

    StateRestoreListener restoreListener() {
        return restoreListener;
    }

    UUID processId() {
        return processId;
    }

    String transactionName() {
        return transactionName.get();
    }

    /** Ends the metrics, and gives up the state directory; the threads have been closed by their drivers. */
    @Override
    public synchronized void close() {
        metrics.close();
        if (claim != null) {
            claim.close();
            claim = null;
        }
    }
}
