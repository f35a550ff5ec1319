package dev.millrace.examples;

import static dev.millrace.streams.test.OutputTopicAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.Topology;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.KStream;
import dev.millrace.streams.kstream.Produced;
import dev.millrace.streams.kstream.Suppressed;
import dev.millrace.streams.kstream.Suppressed.BufferConfig;
import dev.millrace.streams.kstream.TimeWindows;
import dev.millrace.streams.processor.PunctuationType;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.test.TestInputTopic;
import dev.millrace.streams.test.TestOutputTopic;
import dev.millrace.streams.test.TopologyTestDriver;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** The code of docs/troubleshooting.md. */
class TroubleshootingTest {

    /** Passes records on, and tells the time every ten seconds whether any come or not. */
    static final class Heartbeat extends ContextualProcessor<String, String, String, String> {

        static final String KEY = "heartbeat";

        @Override
        public void init(ProcessorContext<String, String> context) {
            super.init(context);
            context.schedule(
                    Duration.ofSeconds(10),
                    PunctuationType.WALL_CLOCK_TIME,
                    nowMs -> context.forward(new Record<>(KEY, "", nowMs)));
        }

        @Override
        public void process(Record<String, String> record) {
            context().forward(record);
        }
    }

    private static Topology countsAMinute(boolean withHeartbeat) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, String> clicks = builder.stream("clicks", Consumed.with(Serdes.String(), Serdes.String()));
        if (withHeartbeat) {
            clicks = clicks.process(Heartbeat::new);
        }
        clicks.groupByKey(Grouped.with(Serdes.String(), Serdes.String()))
                .windowedBy(TimeWindows.ofSizeWithNoGrace(Duration.ofMinutes(1)))
                .count()
                .suppress(Suppressed.untilWindowCloses(BufferConfig.unbounded()))
                .toStream((window, count) -> window.key())
                .filter((key, count) -> !key.equals(Heartbeat.KEY))
                .to("counts", Produced.with(Serdes.String(), Serdes.Long()));
        return builder.build();
    }

    @Test
    void aWindowIsSilentUntilARecordComesBehindItsEnd() {
        try (TopologyTestDriver driver = started(false)) {
            TestInputTopic<String, String> clicks = clicks(driver);
            clicks.pipeInput("ann", "a", Instant.ofEpochSecond(5));
            driver.advanceWallClockTime(Duration.ofHours(1));
            assertThat(counts(driver)).isEmpty();

            clicks.pipeInput("bob", "b", Instant.ofEpochSecond(60));
            assertThat(counts(driver)).containsExactlyKeyValues(KeyValue.pair("ann", 1L));
        }
    }

    @Test
    void aHeartbeatClosesIt() {
        try (TopologyTestDriver driver = started(true)) {
            clicks(driver).pipeInput("ann", "a", Instant.ofEpochSecond(5));
            driver.advanceWallClockTime(Duration.ofMinutes(1));
            assertThat(counts(driver)).containsExactlyKeyValues(KeyValue.pair("ann", 1L));
        }
    }

    @Test
    void theGuideShowsThisCode() throws IOException {
        assertThat(GuideCode.blocksShownBy(getClass(), "docs/troubleshooting.md"))
                .isEqualTo(1);
    }

    private static TopologyTestDriver started(boolean withHeartbeat) {
        return new TopologyTestDriver(countsAMinute(withHeartbeat), new Properties(), Instant.EPOCH);
    }

    private static TestInputTopic<String, String> clicks(TopologyTestDriver driver) {
        return driver.createInputTopic("clicks", new StringSerializer(), new StringSerializer());
    }

    private static TestOutputTopic<String, Long> counts(TopologyTestDriver driver) {
        return driver.createOutputTopic("counts", new StringDeserializer(), new LongDeserializer());
    }
}
