package dev.millrace.conformance.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The text of {@code describe()} is the one of Kafka Streams: names, numbers, order and arrows. */
class DescribeTest {

    @Test
    void programsAreDescribedAsKafkaStreamsDescribesThem() {
        Map<String, String> theirs = programs(false);
        Map<String, String> ours = programs(true);
        assertThat(theirs).hasSizeGreaterThan(25);
        theirs.forEach((title, text) -> assertThat(ours.get(title)).as(title).isEqualTo(text));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> programs(boolean swapped) {
        return ((Supplier<Map<String, String>>) ImportSwap.make("DescribedPrograms", swapped)).get();
    }
}
