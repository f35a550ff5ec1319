package dev.millrace.runtime;

import dev.millrace.streams.KafkaClientSupplier;
import dev.millrace.streams.processor.StateRestoreListener;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.store.StoreProvider;
import dev.millrace.streams.store.TaskState;
import dev.millrace.streams.store.TaskStateSpec;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes what one {@link StreamThread} is put together of: its clients, and its tasks. */
final class ThreadParts implements TaskAssignor.Context {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadParts.class);

    private final StreamsApplication application;
    private final int index;
    private final String threadName;
    private final ThreadFigures figures;
    private final MetricSet ownMetrics;
    private Supplier<Set<TaskId>> ownTasks = Set::of;

    ThreadParts(StreamsApplication application, int index) {
        this.application = application;
        this.index = index;
        this.threadName = application.clientId() + "-StreamThread-" + index;
        RuntimeMetrics metrics = application.runtimeMetrics();
        this.figures = new ThreadFigures(metrics.config(), application.stopwatchNs());
        this.ownMetrics = figures.metrics(threadName);
        metrics.add(ownMetrics);
    }

    ThreadFigures figures() {
        return figures;
    }

    ProgressLine newProgressLine() {
        return new ProgressLine(threadName, config().logSummaryIntervalMs(), figures);
    }

    String threadName() {
        return threadName;
    }

    RuntimeConfig config() {
        return application.config();
    }

    @Override
    public AppLayout layout() {
        return application.layout();
    }

    StateDirectory directory() {
        return application.directory();
    }

    /** Deletes, when it is due, what tasks have left behind that have moved away. */
    void cleanUpState(long nowMs) {
        application.cleanup().step(nowMs);
    }

    RuntimeMetrics metrics() {
        return application.runtimeMetrics();
    }

    StateRestoreListener restoreListener() {
        return application.restoreListener();
    }

    boolean isPaused() {
        return application.isPaused();
    }

    private KafkaClientSupplier clients() {
        return application.clients();
    }

    /**
     * Creates and checks the internal topics, unless that was done.
     *
     * @throws TimedOutException if the log did not answer in time: to be called again
     */
    void prepareTopics() {
        application.prepareTopicsOnce();
    }

    /**
     * Creates the internal topics of partitions that have come into being since the start, which only a pattern can
     * find, and checks them like those of the start.
     *
     * @throws TimedOutException if the log did not answer in time: to be called again
     */
    void prepareTopicsOfPatterns() {
        if (layout().subscriptionPattern() != null) {
            application.prepareTopics();
        }
    }

    /** From now on the assignor tells the group that this thread has these tasks. */
    void announce(Supplier<Set<TaskId>> tasks) {
        ownTasks = tasks;
    }

    @Override
    public AssignmentData data() {
        Set<TaskId> tasks = ownTasks.get();
        return AssignmentData.of(
                application.processId(),
                tasks.isEmpty() ? directory().onDisk() : tasks,
                application.isShutdownRequested());
    }

    @Override
    public void onShutdownRequested() {
        application.onShutdownRequested();
    }

    /** All of a thread's clients or none: when one cannot be made, those before it are closed. */
    ThreadClients newClients() {
        List<AutoCloseable> made = new ArrayList<>();
        try {
            Outbox outbox = newOutbox();
            made.add(outbox);
            Consumer<byte[], byte[]> consumer = newConsumer();
            made.add(consumer);
            return new ThreadClients(outbox, consumer, newRestoreConsumer());
        } catch (RuntimeException | Error e) {
            made.forEach(client -> closeQuietly("client beside one that could not be made", client));
            end();
            throw e;
        }
    }

    private Consumer<byte[], byte[]> newConsumer() {
        Map<String, Object> consumer = config().streamsConfig()
                .getMainConsumerConfigs(config().applicationId(), threadName + "-consumer", index);
        consumer.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, List.of(TaskAssignor.class.getName()));
        consumer.put(TaskAssignor.CONTEXT, this);
        return counted("consumer", clients().getConsumer(consumer));
    }

    private Consumer<byte[], byte[]> counted(String role, Consumer<byte[], byte[]> consumer) {
        metrics().include(threadName + "-" + role, consumer::metrics);
        return consumer;
    }

    /** The thread has ended. */
    void end() {
        metrics().exclude(threadName);
        metrics().remove(ownMetrics);
    }

    private Consumer<byte[], byte[]> newRestoreConsumer() {
        Map<String, Object> consumer =
                config().streamsConfig().getRestoreConsumerConfigs(threadName + "-restore-consumer");
        return counted("restore-consumer", clients().getRestoreConsumer(consumer));
    }

    RepartitionPurge newRepartitionPurge() {
        Map<String, Object> admin = config().streamsConfig().getAdminConfigs(threadName + "-admin");
        return new RepartitionPurge(layout(), () -> clients().getAdmin(admin), config().repartitionPurgeIntervalMs());
    }

    Outbox newOutbox() {
        Map<String, Object> producer = config().streamsConfig().getProducerConfigs(threadName + "-producer");
        boolean transactional = config().exactlyOnce();
        if (transactional) {
            producer.put(
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                    config().applicationId() + "-" + application.transactionName() + "-" + index);
        }
        Producer<byte[], byte[]> client = clients().getProducer(producer);
        metrics().include(threadName + "-producer", client::metrics);
        return new Outbox(client, transactional, threadName);
    }

    /**
     * Opens a task with its stores initialised. The caller has its directory's lock.
     *
     * @param globalStores which its processors may read
     */
    Task openTask(
            TaskId id, Set<TopicPartition> inputs, Outbox outbox, Map<String, StateStore> globalStores, long nowMs) {
        AppLayout.Part part = layout().part(id.subtopology());
        Task task = open(id, part, directory().of(id), inputs, outbox, globalStores, config().maxTaskIdleMs(), nowMs);
        task.reportFigures();
        return task;
    }

    /** The global stores, to be filled by their steps; null if the topology has none. */
    @Nullable
    GlobalStores openGlobalStores(Outbox outbox, long nowMs) {
        if (layout().globals().isEmpty()) {
            return null;
        }
        Consumer<byte[], byte[]> consumer = clients()
                .getGlobalConsumer(config().streamsConfig().getGlobalConsumerConfigs(threadName + "-global-consumer"));
        List<Task> tasks = new ArrayList<>();
        try {
            for (AppLayout.Part part : layout().globals()) {
                Set<TopicPartition> inputs = GlobalStores.partitions(consumer, part.sourceTopics());
                tasks.add(open(new TaskId(part.id(), 0), part, null, inputs, outbox, Map.of(), -1, nowMs));
            }
            GlobalStores stores = new GlobalStores(consumer, tasks);
            stores.open(nowMs);
            return stores;
        } catch (RuntimeException e) {
            tasks.forEach(Task::close);
            closeQuietly("global consumer", consumer);
            throw e;
        }
    }

    private Task open(
            TaskId id,
            AppLayout.Part part,
            @Nullable File directory,
            Set<TopicPartition> inputs,
            Outbox outbox,
            Map<String, StateStore> globalStores,
            long maxIdleMs,
            long nowMs) {
        TaskState state = StoreProvider.get()
                .openTaskState(new TaskStateSpec(
                        id, part.stateful() ? directory : null, config().memoryMaxBytes(), config().engineConfigs()));
        TaskFigures ofTask = new TaskFigures(metrics(), figures, threadName, id.toString());
        try {
            File stateDir = directory == null ? new File(".") : directory;
            TaskScope scope = new TaskScope(id, threadName, config(), metrics(), ofTask, stateDir, nowMs);
            Task task = new TaskBuilder(layout(), part, scope, outbox, config().newErrorHandlers(), state, globalStores)
                    .build(inputs, maxIdleMs);
            task.stores().init();
            return task;
        } catch (RuntimeException e) {
            state.close();
            ofTask.close(nowMs);
            throw e;
        }
    }

    void closeQuietly(String what, AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            LOG.warn("{}: closing the {} failed: {}", threadName, what, e.toString(), e);
        }
    }
}
