package dev.millrace.streams.test;

import dev.millrace.broker.LocalBroker;
import dev.millrace.runtime.LocalClientSupplier;
import dev.millrace.runtime.StreamThread;
import dev.millrace.runtime.StreamsApplication;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.StreamsMetrics;
import dev.millrace.streams.Topology;
import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.topology.SourceNode;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * What runs under the driver: a broker in memory, and on it one application with one thread. The broker stays; the
 * application can be ended, in order or not, and begun again.
 */
final class TestEngine {

    private static final int STEPS_TO_START = 1000;

    private final Topology topology;
    private final TestDriverOptions options;
    private final StreamsConfig config;
    private final OutputCapture capture;
    private final LocalBroker broker;
    private final Producer<byte[], byte[]> input;
    private final Set<String> sourceTopics = new HashSet<>();
    private final Set<Pattern> sourcePatterns = new HashSet<>();
    private StreamsApplication application;
    private StreamThread thread;
    private long nowMs;
    /** The last work ended with an exception; a thread that fails in production does not commit. */
    private boolean failed;

    private boolean isClosed;

    TestEngine(Topology topology, TestDriverOptions options, OutputCapture capture, long startMs) {
        this.topology = topology;
        this.options = options;
        this.config = options.config();
        this.capture = capture;
        this.nowMs = startMs;
        this.broker = LocalBroker.inMemory(() -> nowMs);
        this.application = makeApplication(); // first, as it refuses what is wrong with the topology's topics
        readSources();
        Set<String> topics = new HashSet<>(sourceTopics);
        topics.addAll(options.namedTopics());
        createTopics(topics);
        this.input = broker.producer(
                Map.of(ProducerConfig.LINGER_MS_CONFIG, 0), new ByteArraySerializer(), new ByteArraySerializer());
        application.prepareTopics();
        this.thread = start();
    }

    private StreamsApplication newApplication() {
        StreamsApplication made = makeApplication();
        made.prepareTopics();
        return made;
    }

    private StreamsApplication makeApplication() {
        StreamsApplication made = StreamsApplication.forTest(
                topology,
                config,
                new CapturingClients(new LocalClientSupplier(() -> broker), capture),
                options.stateDirectory(),
                options.isOneTask());
        made.clock(new DriverTime(() -> nowMs));
        return made;
    }

    private StreamThread start() {
        StreamThread made = application.newThread(1, (changed, oldState, newState) -> {});
        made.start(nowMs);
        stepUntil(made, () -> made.state() == StreamThread.State.RUNNING, "did not get its tasks");
        return made;
    }

    private void readSources() {
        topology.graph()
                .subTopologies()
                .forEach(part -> part.nodes().forEach(node -> {
                    if (node instanceof SourceNode source) {
                        source.topics().stream()
                                .filter(topic -> !topology.graph().isInternal(topic))
                                .forEach(sourceTopics::add);
                        if (source.pattern() != null) {
                            sourcePatterns.add(source.pattern());
                        }
                    }
                }));
        topology.graph()
                .globalStores()
                .forEach(store -> sourceTopics.addAll(store.source().topics()));
    }

    private void createTopics(Collection<String> topics) {
        try (Admin admin = broker.admin()) {
            admin.createTopics(topics.stream()
                            .map(topic ->
                                    new NewTopic(topic, Optional.of(options.partitionsOf(topic)), Optional.empty()))
                            .collect(Collectors.toSet()))
                    .all()
                    .get();
        } catch (ExecutionException | InterruptedException e) {
            throw new StreamsException("The topics " + topics + " could not be made in memory: " + e, e);
        }
    }

    long nowMs() {
        return nowMs;
    }

    /** Puts a record into a topic and lets the topology process it. */
    void pipe(ProducerRecord<byte[], byte[]> record) {
        requireOpen();
        if (!find(record.topic())) {
            throw new IllegalArgumentException("Unknown topic: " + record.topic() + ". The topology reads "
                    + new TreeSet<>(sourceTopics)
                    + (sourcePatterns.isEmpty() ? "" : ", and topics like " + sourcePatterns));
        }
        Future<RecordMetadata> sent = input.send(record);
        input.flush();
        try {
            sent.get();
        } catch (ExecutionException | InterruptedException e) {
            throw new StreamsException("The record could not be put into topic " + record.topic() + ": " + e, e);
        }
        runAll();
    }

    /** The partition to pipe a record to if the test does not say; null: the one that producers choose for the key. */
    @Nullable
    Integer defaultPartition(String topic) {
        return options.partitionsOf(topic) == 1 ? 0 : null;
    }

    /** Creates a topic that the topology reads by a pattern, and lets it be found. Whether it reads the topic. */
    boolean find(String topic) {
        if (sourceTopics.contains(topic)) {
            return true;
        }
        if (sourcePatterns.stream().noneMatch(pattern -> pattern.matcher(topic).matches())) {
            return false;
        }
        if (!options.namedTopics().contains(topic)) {
            createTopics(Set.of(topic));
        }
        sourceTopics.add(topic);
        stepUntil(thread, () -> thread.reads(topic), "did not get topic " + topic);
        return true;
    }

    /** Lets the thread find, join and restore. */
    private void stepUntil(StreamThread stepping, BooleanSupplier done, String complaint) {
        for (int i = 0; i < STEPS_TO_START && !done.getAsBoolean(); i++) {
            stepping.stepOne(nowMs, options.commitsEachRecord());
        }
        if (!done.getAsBoolean()) {
            throw new StreamsException("The topology " + complaint + "; its thread is " + stepping.state());
        }
    }

    private void runAll() {
        failed = true;
        while (thread.stepOne(nowMs, options.commitsEachRecord())) {
            // until nothing is left to process
        }
        failed = false;
    }

    private void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException("The driver is closed: use it before close(), or make a new one");
        }
    }

    /**
     * Moves the clock. The application hears of it first: it polls and commits as it would have done all along, so that
     * the broker does not take it for dead, nor a transaction for left behind.
     */
    void advance(long ms) {
        requireOpen();
        nowMs += ms;
        runAll();
        broker.tick(nowMs);
        runAll();
    }

    /** Commits; what becomes visible by that is processed as well, and committed in its turn. */
    void commit() {
        requireOpen();
        while (thread.commitNow()) {
            runAll();
        }
    }

    /**
     * Ends the application, committed or as after a crash, begins another in its place, and lets it process what is
     * left.
     */
    void restart(boolean clean) {
        requireOpen();
        thread.close(clean && !failed);
        application.close();
        application = newApplication();
        thread = start();
        runAll();
    }

    Map<TaskId, Map<String, StateStore>> stores() {
        requireOpen();
        return thread.stores();
    }

    StreamsMetrics metrics() {
        return application.metrics();
    }

    /** Ends it; a second call does nothing. */
    void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        thread.close(!failed);
        input.close();
        application.close();
        broker.close();
    }
}
