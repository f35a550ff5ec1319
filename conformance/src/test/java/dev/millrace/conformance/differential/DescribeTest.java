package dev.millrace.conformance.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The text of {@code describe()} is the one of Kafka Streams: names, numbers, internal topics, order and arrows. */
class DescribeTest {

    @TestFactory
    Stream<DynamicTest> programsAreDescribedAsKafkaStreamsDescribesThem() {
        return Stream.of("DescribedPrograms", "DescribedTables", "DescribedWindows")
                .flatMap(DescribeTest::compared);
    }

    private static Stream<DynamicTest> compared(String chapter) {
        Map<String, String> theirs = programs(chapter, false);
        Map<String, String> ours = programs(chapter, true);
        assertThat(theirs).hasSizeGreaterThan(25);
        return theirs.entrySet().stream()
                .map(program -> DynamicTest.dynamicTest(
                        program.getKey(),
                        () -> assertThat(ours.get(program.getKey())).isEqualTo(program.getValue())));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, String> programs(String chapter, boolean swapped) {
        return ((Supplier<Map<String, String>>) ImportSwap.make(chapter, swapped)).get();
    }
}
