package dev.millrace.examples.editwars;

import dev.millrace.MillraceStreams;
import dev.millrace.broker.LocalBroker;
import dev.millrace.runtime.LocalClientSupplier;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.Topology;
import dev.millrace.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import dev.millrace.streams.store.StoreProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the radar over a day on an embedded log: feeds it, reads what it has committed, and adds that up.
 *
 * <p>The caller's thread reads the outputs; the feed has a thread of its own, and the topology those of {@link
 * MillraceStreams}.
 */
public final class EditWarDemo {

    /** The application's id, and so its consumer group. */
    public static final String APPLICATION_ID = "edit-war-radar";

    private static final TopicPartition FEED = new TopicPartition(RadarTopics.EDITS, 0);
    private static final Duration POLL = Duration.ofMillis(50);

    /** Where the run can be followed. Called from the thread that runs the demo. */
    public interface Screen {

        /**
         * Called several times a second.
         *
         * @param progress how far feed and radar are
         */
        void progress(Progress progress);

        /**
         * Called once for each hour, in order, when its ranking is known.
         *
         * @param hour its beginning as ISO-8601
         * @param ranking the pages that were edited most in it
         */
        void hourOver(String hour, TopPages ranking);
    }

    /**
     * How far the run is.
     *
     * @param eventTimeMs the time of the last edit fed, in milliseconds since the epoch; -1 before the first
     * @param linesFed how many lines the log holds
     * @param linesRead how many of them the radar has read and committed
     */
    public record Progress(long eventTimeMs, long linesFed, long linesRead) {

        /**
         * How many lines the radar is behind.
         *
         * @return lines that were fed and not read yet; never negative
         */
        public long lag() {
            return Math.max(0, linesFed - linesRead);
        }
    }

    /**
     * What a run came to.
     *
     * @param summary the figures, over everything that the log holds
     * @param linesBefore how many lines the log held when the run began
     * @param startupMs from the call to the topology running
     * @param elapsedMs from the call to the summary
     */
    public record Result(RadarSummary summary, long linesBefore, long startupMs, long elapsedMs) {}

    /**
     * What to run.
     *
     * @param logDir the directory of the log and of the state
     * @param input a file of lines instead of the Wikipedia day, or null
     * @param speed how many times real time, 0 for as fast as possible
     * @param threads how many stream threads
     */
    public record Settings(Path logDir, @Nullable Path input, double speed, int threads) {}

    private final Settings settings;
    private final Screen screen;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /**
     * A run to be started with {@link #run}.
     *
     * @param settings input and place of the log
     * @param screen shows the run, on the thread that runs it
     */
    public EditWarDemo(Settings settings, Screen screen) {
        this.settings = settings;
        this.screen = screen;
    }

    /**
     * Runs until every edit of the day is accounted for.
     *
     * @param startNanos when the run began by {@link System#nanoTime()}
     * @return what the day came to
     * @throws IOException if the feed cannot be read
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public Result run(long startNanos) throws IOException, InterruptedException {
        // On a machine with two cores: the stores' library is loaded and the topology planned while the log opens.
        StoreProvider.get().preload();
        CompletableFuture<Topology> topology = CompletableFuture.supplyAsync(EditWarRadar::topology);
        try (LocalBroker broker = LocalBroker.open(settings.logDir().resolve("log"), Map.of());
                MillraceStreams streams = streams(topology.join(), broker);
                BufferedReader lines =
                        settings.input() == null ? WikipediaDay.lines() : WikipediaDay.lines(settings.input());
                Admin admin = broker.admin();
                Producer<String, String> producer =
                        broker.producer(Map.of(), new StringSerializer(), new StringSerializer());
                Consumer<String, byte[]> outputs = broker.consumer(
                        Map.of("isolation.level", "read_committed"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            createTopics(admin);
            fillLanguages(outputs, producer);
            long linesBefore = endOf(outputs, FEED);
            DayFeeder feeder = new DayFeeder(lines, producer, linesBefore, settings.speed());
            Thread feed = new Thread(feeder, "day-feeder");
            try {
                long[] runningNanos = new long[1];
                streams.setStateListener((now, before) -> {
                    if (now == MillraceStreams.State.RUNNING && runningNanos[0] == 0) {
                        runningNanos[0] = System.nanoTime();
                    }
                });
                streams.start();
                feed.start();
                RadarSummary summary = follow(outputs, admin, feeder);
                long endNanos = System.nanoTime();
                return new Result(
                        summary,
                        linesBefore,
                        (runningNanos[0] - startNanos) / 1_000_000,
                        (endNanos - startNanos) / 1_000_000);
            } finally {
                feeder.stop();
                feed.join();
            }
        }
    }

    private MillraceStreams streams(Topology topology, LocalBroker broker) {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION_ID);
        config.put(StreamsConfig.METRIC_REPORTER_CLASSES_CONFIG, ""); // a start would load what MBeans need
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        config.put(
                StreamsConfig.STATE_DIR_CONFIG,
                settings.logDir().resolve("state").toString());
        MillraceStreams streams = new MillraceStreams(topology, config, new LocalClientSupplier(() -> broker));
        streams.setUncaughtExceptionHandler(thrown -> {
            failure.compareAndSet(null, thrown);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        return streams;
    }

    /** Reads the committed outputs, from the first on, until the day is over in every part of the radar. */
    private RadarSummary follow(Consumer<String, byte[]> outputs, Admin admin, DayFeeder feeder)
            throws InterruptedException {
        RadarSummary summary = new RadarSummary();
        outputs.assign(partitionsOf(outputs, RadarTopics.OUTPUTS));
        outputs.seekToBeginning(outputs.assignment());
        Set<String> shown = new HashSet<>();
        while (!summary.hasReached(feeder.overMs()) || !isReadToTheEnd(outputs)) {
            feeder.rethrowFailure();
            rethrowFailure();
            for (ConsumerRecord<String, byte[]> output : outputs.poll(POLL)) {
                summary.add(output);
            }
            summary.topPagesByHour().forEach((hour, ranking) -> {
                if (shown.add(hour)) {
                    screen.hourOver(hour, ranking);
                }
            });
            screen.progress(new Progress(feeder.eventTimeMs(), feeder.written(), linesRead(admin)));
        }
        return summary;
    }

    /** What was committed together may still lie ahead in another partition: a poll takes a few records of each. */
    private static boolean isReadToTheEnd(Consumer<?, ?> outputs) {
        return outputs.endOffsets(outputs.assignment()).entrySet().stream()
                .allMatch(end -> outputs.position(end.getKey()) >= end.getValue());
    }

    private void rethrowFailure() {
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("The radar stopped: " + thrown.getMessage(), thrown);
        }
    }

    private static long linesRead(Admin admin) throws InterruptedException {
        try {
            OffsetAndMetadata committed = admin.listConsumerGroupOffsets(APPLICATION_ID)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(FEED);
            return committed == null ? 0 : committed.offset();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot read the radar's progress", e.getCause());
        }
    }

    private static void createTopics(Admin admin) throws InterruptedException {
        List<NewTopic> topics = new ArrayList<>();
        RadarTopics.INPUTS.forEach(topic -> topics.add(new NewTopic(topic, 1, (short) 1)));
        RadarTopics.OUTPUTS.forEach(topic -> topics.add(
                new NewTopic(topic, topic.equals(RadarTopics.DEAD_LETTERS) ? 1 : EditWarRadar.PARTITIONS, (short) 1)));
        for (var created : admin.createTopics(topics).values().values()) {
            try {
                created.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new IllegalStateException("Cannot create the radar's topics", e.getCause());
                }
            }
        }
    }

    /** The table of languages is older than any edit, and complete before the first one is fed. */
    @SuppressWarnings("FutureReturnValueIgnored") // flush throws what a future would
    private static void fillLanguages(Consumer<String, byte[]> consumer, Producer<String, String> producer)
            throws IOException {
        Map<String, String> languages = WikipediaDay.languages();
        if (endOf(consumer, new TopicPartition(RadarTopics.LANGUAGES, 0)) < languages.size()) {
            languages.forEach((channel, language) ->
                    producer.send(new ProducerRecord<>(RadarTopics.LANGUAGES, 0, 0L, channel, language)));
            producer.flush();
        }
    }

    private static long endOf(Consumer<?, ?> consumer, TopicPartition partition) {
        return consumer.endOffsets(Set.of(partition)).getOrDefault(partition, 0L);
    }

    private static List<TopicPartition> partitionsOf(Consumer<?, ?> consumer, List<String> topics) {
        return topics.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }
}
