package dev.millrace.examples;

import static dev.millrace.streams.test.OutputTopicAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.processor.PunctuationType;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.test.MockProcessorContext;
import dev.millrace.streams.test.TestDriverOptions;
import dev.millrace.streams.test.TestInputTopic;
import dev.millrace.streams.test.TestOutputTopic;
import dev.millrace.streams.test.TestRecord;
import dev.millrace.streams.test.TopologyTestDriver;
import dev.millrace.streams.test.TopologyTestDriverExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The code of docs/testing.md. */
class TestingGuideTest {

    @RegisterExtension
    final TopologyTestDriverExtension extension = new TopologyTestDriverExtension(WordCount::topology);

    private static TestInputTopic<String, String> lines(TopologyTestDriver driver) {
        return driver.createInputTopic(WordCount.LINES, new StringSerializer(), new StringSerializer());
    }

    private static TestOutputTopic<String, Long> counts(TopologyTestDriver driver) {
        return driver.createOutputTopic(WordCount.COUNTS, new StringDeserializer(), new LongDeserializer());
    }

    @Test
    void wordsAreCounted() {
        try (TopologyTestDriver driver = new TopologyTestDriver(WordCount.topology())) {
            TestInputTopic<String, String> lines =
                    driver.createInputTopic("lines", new StringSerializer(), new StringSerializer());
            TestOutputTopic<String, Long> counts =
                    driver.createOutputTopic("word-counts", new StringDeserializer(), new LongDeserializer());

            lines.pipeInput("hello world hello");

            assertThat(counts)
                    .containsExactlyKeyValues(
                            KeyValue.pair("hello", 1L), KeyValue.pair("world", 1L), KeyValue.pair("hello", 2L));
            assertThat(driver.<String, Long>getKeyValueStore("counts").get("hello"))
                    .isEqualTo(2L);
        }
    }

    @Test
    void eachTestGetsADriver(TopologyTestDriver driver) {
        lines(driver).pipeInput("the mill the wheel");

        assertThat(counts(driver)).asTable().containsEntry("the", 2L).containsEntry("mill", 1L);
    }

    @Test
    void theSameWordMeetsWhateverPartitionItsLineCameFrom() {
        TestDriverOptions options = TestDriverOptions.defaults().withPartitions(3);
        try (TopologyTestDriver driver = new TopologyTestDriver(WordCount.topology(), options)) {
            for (int partition = 0; partition < 3; partition++) {
                lines(driver).pipeToPartition(partition, new TestRecord<>("wheel"));
            }

            assertThat(counts(driver)).containsExactlyValues(1L, 2L, 3L);
        }
    }

    @Test
    void aCacheSparesUpdates() {
        TestDriverOptions options = TestDriverOptions.defaults().withCommitsAsInProduction();
        try (TopologyTestDriver driver = new TopologyTestDriver(WordCount.topology(), options)) {
            lines(driver).pipeInput("wheel wheel wheel");
            driver.commit();

            assertThat(counts(driver)).containsExactlyKeyValues(KeyValue.pair("wheel", 3L));
        }
    }

    @Test
    void aCrashCountsNothingTwice() {
        TestDriverOptions options = TestDriverOptions.defaults()
                .withConfig(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2)
                .withCommitsAsInProduction();
        try (TopologyTestDriver driver = new TopologyTestDriver(WordCount.topology(), options)) {
            lines(driver).pipeInput("wheel");
            driver.commit();
            lines(driver).pipeInput("wheel");
            driver.crash();
            driver.commit();

            assertThat(counts(driver)).containsExactlyKeyValues(KeyValue.pair("wheel", 1L), KeyValue.pair("wheel", 2L));
        }
    }

    /** Forwards how many records came within each minute of the wall clock. */
    private static final class PerMinute extends ContextualProcessor<String, String, String, Long> {
        private long seen;

        @Override
        public void init(ProcessorContext<String, Long> context) {
            super.init(context);
            context.schedule(Duration.ofMinutes(1), PunctuationType.WALL_CLOCK_TIME, now -> {
                context.forward(new Record<>("seen", seen, now));
                seen = 0;
            });
        }

        @Override
        public void process(Record<String, String> record) {
            seen++;
        }
    }

    @Test
    void aProcessorIsTestedAlone() {
        MockProcessorContext<String, Long> context = new MockProcessorContext<>();
        PerMinute processor = new PerMinute();
        processor.init(context);

        processor.process(new Record<>("k", "v", 0));
        context.scheduledPunctuators().get(0).getPunctuator().punctuate(60_000);

        assertThat(context.forwarded()).hasSize(1);
        assertThat(context.forwarded().get(0).record()).isEqualTo(new Record<>("seen", 1L, 60_000));
    }

    @Test
    void theClockIsTheTests() {
        TestDriverOptions options = TestDriverOptions.defaults().withWallClock(Instant.parse("2026-01-01T00:00:00Z"));
        try (TopologyTestDriver driver = new TopologyTestDriver(WordCount.topology(), options)) {
            TestInputTopic<String, String> lines = driver.createInputTopic(
                    "lines",
                    new StringSerializer(),
                    new StringSerializer(),
                    Instant.parse("2026-01-01T00:00:00Z"),
                    Duration.ofSeconds(1));
            lines.pipeInput("one");
            lines.pipeInput("two");
            driver.advanceWallClockTime(Duration.ofMinutes(5));

            assertThat(counts(driver))
                    .records()
                    .extracting(TestRecord::getRecordTime)
                    .containsExactly(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2026-01-01T00:00:01Z"));
        }
    }

    @Test
    void theGuideShowsThisCode() throws IOException {
        Path root = Path.of("").toAbsolutePath().getParent();
        String guide = Files.readString(root.resolve("docs/testing.md"));
        String code = withoutSpace(
                Files.readString(root.resolve("examples/src/test/java/dev/millrace/examples/TestingGuideTest.java")));
        Matcher block = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL).matcher(guide);
        int blocks = 0;
        while (block.find()) {
            blocks++;
            assertThat(code).as(block.group(1)).contains(withoutSpace(block.group(1)));
        }
        assertThat(blocks).isEqualTo(7);
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
