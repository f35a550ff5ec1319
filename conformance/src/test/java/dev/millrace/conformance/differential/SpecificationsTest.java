package dev.millrace.conformance.differential;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The hand-written specifications: one test for each topology, over all scripts of its book. */
class SpecificationsTest {

    private final Engine kafkaStreams = Engine.kafkaStreams();
    private final Engine millrace = Engine.millrace();

    @TestFactory
    Stream<DynamicTest> millraceDoesWhatKafkaStreamsDoes() {
        Map<String, List<Engine.Case>> byTopology = kafkaStreams.cases().stream()
                .collect(Collectors.groupingBy(
                        each -> each.book() + ": " + each.title(), TreeMap::new, Collectors.toList()));
        return byTopology.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey(), () -> entry.getValue().forEach(this::compare)));
    }

    private void compare(Engine.Case specification) {
        Outcome actual = millrace.run(specification);
        assumeFalse(actual.lacksApi(), () -> "Not there yet: " + actual.failure());
        Difference.between(kafkaStreams.run(specification), actual)
                .ifPresent(difference -> fail(specification + "\n" + difference));
    }
}
