package dev.millrace.conformance.differential;

import static org.awaitility.Awaitility.await;

import dev.millrace.MillraceStreams;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.Topology;
import dev.millrace.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program as an application does, exactly once: real threads, a real log, commits when they are due. Each feed
 * is one batch in the log; the next comes when all that followed from the one before has been processed and committed.
 */
/*
 * All is processed when no topic that the application reads has a committed record at or after the offset that the
 * application has committed. Offsets are asked before the ends of the topics: what is written between the two questions
 * is seen. A transaction's offsets may show before its records do: it ends in one partition after the other, so nothing
 * may be undecided; and they show once they are appended, records once all that was appended is durable, so a commit of
 * our own comes between the questions.
 */
final class LiveRun implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(3);

    /** The records of trials are of 1970: topics have to keep them for all that. */
    private static final long LONG_AGO_MS = 4_000_000_000_000L;

    private final LiveLog log;
    private final Program program;
    private final BuiltProgram built;
    private final Properties config = new Properties();
    private final int partitions;
    private final Admin admin;
    private final Producer<byte[], byte[]> producer;
    private final Consumer<byte[], byte[]> consumer;
    private final String applicationId;
    private volatile @Nullable Throwable failure;

    /**
     * @param name tells the topics and the application of this run from those of others in the log
     */
    LiveRun(LiveLog log, Path stateDirectory, String name, Program program, int partitions, int threads)
            throws Exception {
        this.log = log;
        this.program = program;
        this.built = BuiltProgram.ofMillrace().build(program);
        this.partitions = partitions;
        this.applicationId = name;
        config.putAll(built.properties());
        config.putAll(log.settings());
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, name);
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 60_000L); // so a commit comes when there is no more input
        config.put(StreamsConfig.producerPrefix("transaction.timeout.ms"), 120_000);
        config.put(StreamsConfig.WINDOW_STORE_CHANGE_LOG_ADDITIONAL_RETENTION_MS_CONFIG, LONG_AGO_MS);
        config.put(
                "__emit.interval.ms.kstreams.windowed.aggregation__", 0L); // as in the driver, which has no such clock
        this.admin = log.admin();
        this.producer = log.producer();
        this.consumer = log.consumer(name);
        admin.createTopics(Stream.concat(program.inputs().stream(), program.outputs().stream())
                        .map(topic -> new NewTopic(topic.name(), Optional.of(partitions), Optional.empty())
                                .configs(Map.of("retention.ms", "-1")))
                        .collect(Collectors.toSet()))
                .all()
                .get();
    }

    Outcome run(List<Feed> feeds) throws Exception {
        Set<String> ofTasks = program.taskInputs();
        Wire wire = new Wire(program, partitions);
        MillraceStreams streams = null;
        try {
            for (Feed feed : feeds) {
                if (streams != null && feed.restartBefore()) {
                    streams.close();
                    streams = start();
                } else if (streams == null && ofTasks.contains(feed.topic())) {
                    streams = start(); // what global stores hold is there before
                }
                feed.records().forEach(pipe -> producer.send(wire.record(pipe)));
                producer.flush();
                if (streams != null) {
                    await().atMost(PATIENCE)
                            .pollDelay(Duration.ZERO)
                            .pollInterval(LOOK)
                            .until(this::isQuiet);
                }
            }
        } finally {
            if (streams != null) {
                streams.close();
            }
        }
        return outcome();
    }

    private MillraceStreams start() {
        MillraceStreams streams = new MillraceStreams((Topology) built.topology(), config);
        streams.setUncaughtExceptionHandler(thrown -> {
            failure = thrown;
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.start();
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK)
                .until(() -> streams.state() == MillraceStreams.State.RUNNING || failure != null);
        return streams;
    }

    private boolean isQuiet() throws Exception {
        if (failure != null) {
            throw new AssertionError("The application failed on\n" + program, failure);
        }
        Set<TopicPartition> sources = sources();
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(sources);
        admin.alterConsumerGroupOffsets(
                        applicationId + "-look", Map.of(sources.iterator().next(), new OffsetAndMetadata(0)))
                .all()
                .get();
        consumer.assign(sources);
        sources.forEach(source -> consumer.seek(
                source,
                committed.get(source) == null ? 0 : committed.get(source).offset()));
        return isDecided() && readToEnd().isEmpty();
    }

    /** Whether all that is written in what the consumer reads is committed or aborted. */
    private boolean isDecided() throws Exception {
        Map<TopicPartition, ListOffsetsResultInfo> written = admin.listOffsets(
                        consumer.assignment().stream()
                                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest())),
                        new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                .all()
                .get();
        Map<TopicPartition, Long> decided = consumer.endOffsets(written.keySet());
        return written.entrySet().stream()
                .allMatch(end -> decided.get(end.getKey()) >= end.getValue().offset());
    }

    /**
     * The topics that tasks read: the inputs but those of global stores, and the internal ones that are not changelogs.
     */
    private Set<TopicPartition> sources() throws Exception {
        Set<String> topics = program.taskInputs();
        for (String topic : admin.listTopics().names().get()) {
            if (topic.startsWith(applicationId + "-") && (topic.endsWith("-repartition") || topic.endsWith("-topic"))) {
                topics.add(topic);
            }
        }
        return partitionsOf(topics);
    }

    private Set<TopicPartition> partitionsOf(Set<String> topics) {
        return topics.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .collect(Collectors.toSet());
    }

    private List<ConsumerRecord<byte[], byte[]>> readToEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(20)).forEach(records::add);
        }
        return records;
    }

    private List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        consumer.assign(partitionsOf(Set.of(topic)));
        consumer.seekToBeginning(consumer.assignment());
        return readToEnd();
    }

    private Outcome outcome() throws Exception {
        Map<String, List<String>> outputs = new TreeMap<>();
        for (Topic topic : program.outputs()) {
            outputs.put(
                    topic.name(),
                    committed(topic.name()).stream()
                            .map(each -> Wire.text(topic, each))
                            .toList());
        }
        outputs.putAll(built.notes());
        Map<String, List<String>> changelogs = new TreeMap<>();
        for (String topic : new TreeSet<>(admin.listTopics().names().get())) {
            if (topic.startsWith(applicationId + "-") && topic.endsWith("-changelog")) {
                List<SimpleEntry<byte[], byte[]>> changes = committed(topic).stream()
                        .map(each -> new SimpleEntry<>(each.key(), each.value()))
                        .toList();
                if (!changes.isEmpty()) {
                    changelogs.put(topic, Wire.lastOfEachKey(changes));
                }
            }
        }
        return new Outcome("", outputs, Map.of(), changelogs, "");
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
        admin.close();
    }
}
