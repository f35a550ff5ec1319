package dev.millrace.conformance.differential;

import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.Topology;
import dev.millrace.streams.test.TestDriverOptions;
import dev.millrace.streams.test.TestInputTopic;
import dev.millrace.streams.test.TestRecord;
import dev.millrace.streams.test.TopologyTestDriver;
import java.nio.file.Path;
import java.time.Instant;
import java.util.AbstractMap.SimpleEntry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Runs a program on our test driver, exactly once, with commits after each record or as in production. */
final class DriverRun {

    private final Path stateDirectory;
    private final String applicationId;
    private final int partitions;
    private final boolean commitsAsInProduction;

    DriverRun(Path stateDirectory, String applicationId, int partitions, boolean commitsAsInProduction) {
        this.stateDirectory = stateDirectory;
        this.applicationId = applicationId;
        this.partitions = partitions;
        this.commitsAsInProduction = commitsAsInProduction;
    }

    Outcome run(Program program, List<Feed> feeds) {
        BuiltProgram built = BuiltProgram.ofMillrace().build(program);
        Topology topology = (Topology) built.topology();
        Map<String, List<String>> outputs = new TreeMap<>();
        Map<String, List<String>> changelogs = new TreeMap<>();
        try (TopologyTestDriver driver = new TopologyTestDriver(topology, options(built))) {
            feed(driver, program, feeds);
            for (Topic topic : program.outputs()) {
                outputs.put(
                        topic.name(),
                        read(driver, topic.name()).stream()
                                .map(each ->
                                        Wire.text(topic, each.key(), each.value(), each.timestamp(), each.headers()))
                                .toList());
            }
            driver.producedTopicNames().stream()
                    .filter(topic -> topic.endsWith("-changelog"))
                    .forEach(topic -> changelogs.put(
                            topic,
                            Wire.lastOfEachKey(read(driver, topic).stream()
                                    .map(each -> new SimpleEntry<>(each.key(), each.value()))
                                    .toList())));
        }
        outputs.putAll(built.notes());
        return new Outcome("", outputs, Map.of(), changelogs, "");
    }

    private TestDriverOptions options(BuiltProgram built) {
        TestDriverOptions options = TestDriverOptions.defaults()
                .withConfig(built.properties())
                .withConfig(StreamsConfig.APPLICATION_ID_CONFIG, applicationId)
                .withConfig(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2)
                .withWallClock(Instant.EPOCH)
                .withPartitions(partitions)
                .withStateDirectory(stateDirectory.toFile());
        return commitsAsInProduction ? options.withCommitsAsInProduction() : options;
    }

    private void feed(TopologyTestDriver driver, Program program, List<Feed> feeds) {
        Map<String, TestInputTopic<byte[], byte[]>> inputs = new TreeMap<>();
        program.inputs()
                .forEach(topic -> inputs.put(
                        topic.name(),
                        driver.createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer())));
        Wire wire = new Wire(program, partitions);
        for (Feed feed : feeds) {
            if (feed.restartBefore()) {
                driver.restart();
            }
            for (Action.Pipe pipe : feed.records()) {
                ProducerRecord<byte[], byte[]> record = wire.record(pipe);
                inputs.get(pipe.topic())
                        .pipeToPartition(
                                record.partition(),
                                new TestRecord<>(
                                        record.key(),
                                        record.value(),
                                        record.headers(),
                                        Instant.ofEpochMilli(record.timestamp())));
            }
            driver.commit();
        }
    }

    private static List<TestRecord<byte[], byte[]>> read(TopologyTestDriver driver, String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }
}
