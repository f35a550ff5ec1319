package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.MillraceStreams;
import dev.millrace.broker.LocalBroker;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.Topology;
import dev.millrace.streams.errors.MissingSourceTopicException;
import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.errors.TopologyException;
import dev.millrace.streams.kstream.JoinWindows;
import dev.millrace.streams.kstream.KStream;
import dev.millrace.streams.kstream.Repartitioned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.serialization.Serdes;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What is wrong with a topology and the topics that it meets; the texts are in {@code docs/topology-errors.md}. */
class StartMistakesTest {

    private static final Path PAGE = Path.of("../docs/topology-errors.md");
    private static final Map<String, Object> CONFIG = Map.of(
            StreamsConfig.APPLICATION_ID_CONFIG, "app",
            StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class,
            StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);

    private final StreamsBuilder builder = new StreamsBuilder();

    @Test
    void aSourceTopicThatIsMissing() throws IOException {
        stream("in").merge(stream("other")).to("out");

        refused("a source topic that is missing", MissingSourceTopicException.class, () -> plan(Map.of("out", 1)));
    }

    @Test
    void joinedTopicsWithDifferentNumbersOfPartitions() throws IOException {
        joined(stream("in"), stream("other"));

        refused(
                "joined topics with different numbers of partitions",
                TopologyException.class,
                () -> plan(Map.of("in", 2, "other", 3)));
    }

    @Test
    void aRepartitionTopicWithAnotherNumberThanTheTopicItIsJoinedWith() throws IOException {
        joined(
                stream("in").repartition(Repartitioned.<String, String>as("by").withNumberOfPartitions(4)),
                stream("other"));

        refused(
                "a repartition topic with another number than the topic it is joined with",
                TopologyException.class,
                () -> plan(Map.of("in", 2, "other", 3)));
    }

    @Test
    void aTopicThatThePatternsOfTwoSourcesMatch() throws IOException {
        Topology topology = new Topology()
                .addSource("one", Pattern.compile("i.*"))
                .addSource("two", Pattern.compile(".n"))
                .addSink("sink", "out", "one", "two");

        refused(
                "a topic that the patterns of two sources match",
                TopologyException.class,
                () -> plan(topology, Map.of("in", 1, "is", 1, "out", 1)));
    }

    @Test
    void anInternalTopicWithAnotherNumberOfPartitionsThanTheTopologyNeeds() throws IOException {
        stream("in").repartition(Repartitioned.as("by")).to("out");
        try (LocalBroker broker = LocalBroker.inMemory(() -> 0L);
                Admin admin = broker.admin()) {
            admin.createTopics(
                    List.of(new NewTopic("in", 2, (short) 1), new NewTopic("app-by-repartition", 3, (short) 1)));
            RuntimeConfig config = new RuntimeConfig(new StreamsConfig(CONFIG));
            AppLayout layout = new AppLayout(config, builder.build().graph(), false);

            refused(
                    "an internal topic with another number of partitions than the topology needs",
                    TopologyException.class,
                    () -> new InternalTopics(admin, config, layout).ensure());
        }
    }

    @Test
    void aTopologyThatReadsNothing() throws IOException {
        Properties properties = new Properties();
        properties.putAll(CONFIG);
        properties.put("log.dir", "target/nothing-to-read");

        refused(
                "a topology that reads nothing",
                TopologyException.class,
                () -> new MillraceStreams(new Topology(), properties));
    }

    private static void refused(String title, Class<? extends StreamsException> type, ThrowingCallable mistake)
            throws IOException {
        StreamsException refusal = catchThrowableOfType(type, mistake);
        List<String> lines = Files.readAllLines(PAGE);
        int at = 0;
        while (at < lines.size() && !lines.get(at).startsWith("**" + title + "**")) {
            at++;
        }
        assertThat(lines.subList(at, lines.size())).as("%s in %s", title, PAGE).hasSizeGreaterThan(1);
        assertThat(lines.get(at)).contains("`" + type.getSimpleName() + "`");
        assertThat("> " + refusal.getMessage()).isEqualTo(lines.get(at + 1));
    }

    private void joined(KStream<String, String> left, KStream<String, String> right) {
        left.join(right, (one, other) -> one, JoinWindows.ofTimeDifferenceWithNoGrace(Duration.ofSeconds(1)))
                .to("out");
    }

    private KStream<String, String> stream(String topic) {
        return builder.stream(topic);
    }

    private PartitionPlan plan(Map<String, Integer> existing) {
        return plan(builder.build(), existing);
    }

    private static PartitionPlan plan(Topology topology, Map<String, Integer> existing) {
        return PartitionPlan.of(
                new AppLayout(new RuntimeConfig(new StreamsConfig(CONFIG)), topology.graph(), false), existing);
    }
}
