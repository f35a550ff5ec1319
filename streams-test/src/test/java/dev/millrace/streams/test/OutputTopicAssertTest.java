package dev.millrace.streams.test;

import static dev.millrace.streams.test.OutputTopicAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.Topology;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Produced;
import java.time.Instant;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The assertions, with drivers made and closed by the extension. */
class OutputTopicAssertTest {

    @RegisterExtension
    final TopologyTestDriverExtension extension = new TopologyTestDriverExtension(
            OutputTopicAssertTest::copy, () -> TestDriverOptions.defaults().withWallClock(Instant.ofEpochMilli(50)));

    private TestInputTopic<String, String> in;
    private TestOutputTopic<String, String> out;

    private static Topology copy() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("in", Consumed.with(Serdes.String(), Serdes.String()))
                .to("out", Produced.with(Serdes.String(), Serdes.String()));
        return builder.build();
    }

    @BeforeEach
    void openTopics(TopologyTestDriver driver) {
        in = driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
        out = driver.createOutputTopic("out", new StringDeserializer(), new StringDeserializer());
    }

    @Test
    void pairsAreComparedInOrderAndRead() {
        in.pipeInput("a", "1");
        in.pipeInput("b", (String) null);

        assertThat(out).hasSize(2);
        assertThat(out).containsExactlyKeyValues(KeyValue.pair("a", "1"), KeyValue.pair("b", null));
        assertThat(out).isEmpty();
    }

    @Test
    void aFailureNamesTheTopicAndShowsWhatIsThere() {
        in.pipeInput("a", "1");
        assertThatThrownBy(() -> assertThat(out).isEmpty())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("topic='out'")
                .hasMessageContaining("1");

        in.pipeInput("a", "1");
        assertThatThrownBy(() -> assertThat(out).containsExactlyKeyValues(KeyValue.pair("a", "2")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("topic='out'");
        assertThatThrownBy(() -> assertThat(out).hasSize(1)).isInstanceOf(AssertionError.class);
    }

    @Test
    void aTableIsTheLastValueOfEachKey() {
        in.pipeInput("a", "1");
        in.pipeInput("b", "2");
        in.pipeInput("a", "3");
        in.pipeInput("b", (String) null);

        assertThat(out).asTable().containsOnlyKeys("a").containsEntry("a", "3");
    }

    @Test
    void valuesAndWholeRecordsAreComparedToo() {
        in.pipeInput("a", "1");
        assertThat(out).containsExactlyValues("1");

        in.pipeInput("a", "2", 77);
        assertThat(out).containsExactlyRecords(new TestRecord<>("a", "2", Instant.ofEpochMilli(77)));

        in.pipeInput("a", "3");
        assertThat(out).records().extracting(TestRecord::timestamp).containsExactly(50L);
    }

    @Test
    void eachTestHasADriverOfItsOwn(TopologyTestDriver driver) {
        org.assertj.core.api.Assertions.assertThat(driver).isSameAs(extension.driver());
        org.assertj.core.api.Assertions.assertThat(driver.producedTopicNames()).isEmpty();
    }

    @Test
    void outsideOfATestThereIsNoDriver() {
        TopologyTestDriverExtension unused = new TopologyTestDriverExtension(OutputTopicAssertTest::copy);

        assertThatThrownBy(unused::driver)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@RegisterExtension");
    }
}
