package dev.millrace.streams.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.Printed;
import dev.millrace.streams.kstream.Produced;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What begins after the start: topics that a pattern finds, and tasks that print where another has ended. */
class PatternAndPrintTest {

    private static final Consumed<String, String> STRINGS = Consumed.with(Serdes.String(), Serdes.String());

    @TempDir
    Path directory;

    private static TestInputTopic<String, String> input(TopologyTestDriver driver, String topic) {
        return driver.createInputTopic(topic, new StringSerializer(), new StringSerializer());
    }

    /** Changelogs are created when there are partitions, so this needs that of the count. */
    @Test
    void aTopicThatAPatternFindsLaterIsProcessedAndItsStateIsKept() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(Pattern.compile("words-.*"), STRINGS)
                .groupByKey(Grouped.with(Serdes.String(), Serdes.String()))
                .count()
                .toStream()
                .to("counts", Produced.with(Serdes.String(), Serdes.Long()));
        try (TopologyTestDriver driver = new TopologyTestDriver(builder.build())) {
            TestOutputTopic<String, Long> counts =
                    driver.createOutputTopic("counts", new StringDeserializer(), new LongDeserializer());

            input(driver, "words-a").pipeInput("k", "v");
            input(driver, "words-b").pipeInput("k", "v");
            driver.restart();
            input(driver, "words-b").pipeInput("k", "v");

            assertThat(counts.readKeyValuesToList())
                    .containsExactly(KeyValue.pair("k", 1L), KeyValue.pair("k", 2L), KeyValue.pair("k", 3L));
        }
    }

    @Test
    void printingGoesOnWhereATaskHasEnded() throws Exception {
        Path file = directory.resolve("printed.txt");
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("words", STRINGS)
                .print(Printed.<String, String>toFile(file.toString()).withLabel("w"));
        try (TopologyTestDriver driver = new TopologyTestDriver(builder.build())) {
            input(driver, "words").pipeInput("k", "before");
            driver.restart();
            input(driver, "words").pipeInput("k", "after");
        }

        assertThat(Files.readAllLines(file)).containsExactly("[w]: k, before", "[w]: k, after");
    }
}
