package dev.millrace;

import static dev.millrace.Playground.awaitState;
import static dev.millrace.Playground.latest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.MillraceStreams.State;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.errors.MissingSourceTopicException;
import dev.millrace.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MillraceStreamsTest {

    @TempDir
    Path directory;

    private Playground playground;

    @BeforeEach
    void openLog() throws Exception {
        playground = new Playground(directory);
        playground.createTopics(4, "lines", "words", "counts");
    }

    @AfterEach
    void closeLog() {
        playground.close();
    }

    private Properties config(String guarantee, String... more) {
        Properties config = playground.config("word-count", more);
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, guarantee);
        return config;
    }

    private static List<String> lines(long seed, int count) {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder line = new StringBuilder("word" + random.nextInt(50));
            for (int word = random.nextInt(4); word > 0; word--) {
                line.append(" word").append(random.nextInt(50));
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static Map<String, Long> countsOf(List<String> lines) {
        Map<String, Long> counts = new HashMap<>();
        lines.forEach(line -> List.of(line.split(" ")).forEach(word -> counts.merge(word, 1L, Long::sum)));
        return counts;
    }

    private List<ConsumerRecord<String, Long>> awaitCounts(Map<String, Long> expected) {
        return playground.awaitRecords(
                "counts", new LongDeserializer(), records -> latest(records).equals(expected));
    }

    /** Each key's counts are 1, 2, 3 ... : nothing lost, nothing twice. */
    private static void assertExactlyOnce(List<ConsumerRecord<String, Long>> records) {
        Map<String, Long> last = new HashMap<>();
        for (ConsumerRecord<String, Long> record : records) {
            assertThat(record.value())
                    .as("count of %s at %s", record.key(), record.offset())
                    .isEqualTo(last.getOrDefault(record.key(), 0L) + 1);
            last.put(record.key(), record.value());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {StreamsConfig.AT_LEAST_ONCE, StreamsConfig.EXACTLY_ONCE_V2})
    void countsWordsOnSeveralThreads(String guarantee) {
        List<String> lines = lines(1, 500);
        playground.produce("lines", lines);

        try (MillraceStreams streams = playground.start(
                WordCount.topology(), config(guarantee, StreamsConfig.NUM_STREAM_THREADS_CONFIG, "3"))) {
            assertExactlyOnce(awaitCounts(countsOf(lines)));
            assertThat(streams.state()).isEqualTo(State.RUNNING);
        }
    }

    @Test
    void passesThroughTheStatesOfItsLife() {
        List<String> changes = Collections.synchronizedList(new ArrayList<>());
        MillraceStreams streams = new MillraceStreams(WordCount.topology(), config(StreamsConfig.AT_LEAST_ONCE));
        streams.setStateListener((next, old) -> changes.add(old + "->" + next));

        streams.start();
        awaitState(streams, State.RUNNING);
        streams.close();

        assertThat(changes)
                .containsExactly(
                        "CREATED->REBALANCING",
                        "REBALANCING->RUNNING",
                        "RUNNING->PENDING_SHUTDOWN",
                        "PENDING_SHUTDOWN->NOT_RUNNING");
        assertThatThrownBy(streams::start).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {StreamsConfig.AT_LEAST_ONCE, StreamsConfig.EXACTLY_ONCE_V2})
    void goesOnWhereItStoppedAfterARestart(String guarantee) {
        List<String> lines = lines(2, 300);
        playground.produce("lines", lines.subList(0, 150));
        try (MillraceStreams streams = playground.start(WordCount.topology(), config(guarantee))) {
            awaitCounts(countsOf(lines.subList(0, 150)));
        }

        playground.reopen();
        playground.produce("lines", lines.subList(150, 300));
        try (MillraceStreams streams = playground.start(WordCount.topology(), config(guarantee))) {
            assertExactlyOnce(awaitCounts(countsOf(lines)));
        }
    }

    @Test
    void restoresFromTheChangelogWhenTheStateIsLost() {
        List<String> lines = lines(3, 200);
        playground.produce("lines", lines.subList(0, 100));
        MillraceStreams first = playground.start(WordCount.topology(), config(StreamsConfig.EXACTLY_ONCE_V2));
        awaitCounts(countsOf(lines.subList(0, 100)));
        first.close();
        first.cleanUp();

        playground.produce("lines", lines.subList(100, 200));
        try (MillraceStreams second = playground.start(WordCount.topology(), config(StreamsConfig.EXACTLY_ONCE_V2))) {
            assertExactlyOnce(awaitCounts(countsOf(lines)));
        }
    }

    @Test
    void aThreadThatDiesInTheMiddleIsReplacedAndNothingCountsTwice() {
        List<String> lines = lines(4, 600);
        AtomicInteger words = new AtomicInteger();
        AtomicInteger failures = new AtomicInteger();
        playground.produce("lines", lines);
        MillraceStreams streams = new MillraceStreams(
                WordCount.topology(word -> {
                    int n = words.incrementAndGet();
                    if (n == 100 || n == 350 || n == 500) {
                        throw new IllegalArgumentException("a bug, at word " + n);
                    }
                }),
                config(StreamsConfig.EXACTLY_ONCE_V2, StreamsConfig.NUM_STREAM_THREADS_CONFIG, "2"));
        streams.setUncaughtExceptionHandler(failure -> {
            failures.incrementAndGet();
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        });

        streams.start();
        try (streams) {
            assertExactlyOnce(awaitCounts(countsOf(lines)));
        }
        assertThat(failures).hasValue(3);
    }

    @Test
    void aFailureWithoutAHandlerEndsInError() {
        playground.produce("lines", "a b c");
        MillraceStreams streams = playground.start(
                WordCount.topology(word -> {
                    throw new IllegalArgumentException("a bug");
                }),
                config(StreamsConfig.AT_LEAST_ONCE));

        awaitState(streams, State.ERROR);
        streams.close();

        assertThat(streams.state()).isEqualTo(State.ERROR);
    }

    @Test
    void twoInstancesShareTheWorkAndHandItOver() {
        List<String> lines = lines(5, 400);
        Properties config = config(StreamsConfig.EXACTLY_ONCE_V2);
        playground.produce("lines", lines.subList(0, 100));
        MillraceStreams first = playground.start(WordCount.topology(), config);
        awaitCounts(countsOf(lines.subList(0, 100)));

        MillraceStreams second = playground.start(WordCount.topology(), config);
        awaitState(second, State.RUNNING);
        playground.produce("lines", lines.subList(100, 200));
        awaitCounts(countsOf(lines.subList(0, 200)));
        first.close();
        playground.produce("lines", lines.subList(200, 400));

        assertExactlyOnce(awaitCounts(countsOf(lines)));
        second.close();
    }

    @Test
    void aMissingSourceTopicIsNamedWithTheRemedy() throws Exception {
        MillraceStreams streams =
                new MillraceStreams(WordCount.topology(), playground.config("other", "log.dir", directory + "/other"));

        assertThatThrownBy(streams::start)
                .isInstanceOf(MissingSourceTopicException.class)
                .hasMessageContaining("lines")
                .hasMessageContaining("createTopics");
        assertThat(streams.state()).isEqualTo(State.ERROR);
    }

    @Test
    void exactlyOneLogIsToBeNamed() {
        Properties neither = config(StreamsConfig.AT_LEAST_ONCE);
        neither.remove("log.dir");
        Properties both = config(StreamsConfig.AT_LEAST_ONCE, StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");

        assertThatThrownBy(() -> new MillraceStreams(WordCount.topology(), neither))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("Neither of 'log.dir' and 'bootstrap.servers'");
        assertThatThrownBy(() -> new MillraceStreams(WordCount.topology(), both))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("Both");
    }
}
