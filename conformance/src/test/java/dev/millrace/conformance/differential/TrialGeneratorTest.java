package dev.millrace.conformance.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TrialGeneratorTest {

    private static final List<Trial> TRIALS =
            LongStream.range(0, 300).mapToObj(TrialGenerator::draw).toList();

    @Test
    void theSameSeedGivesTheSameTrial() {
        assertThat(TrialGenerator.draw(7)).hasToString(TRIALS.get(7).toString());
        assertThat(TRIALS).doesNotHaveDuplicates();
    }

    @Test
    void everyVerbIsDrawn() {
        Set<String> drawn = TRIALS.stream()
                .flatMap(trial -> trial.program().nodes().stream())
                .map(node -> node.verb().getClass().getSimpleName())
                .collect(Collectors.toSet());
        assertThat(drawn)
                .contains("Stream", "Table", "Filter", "MapValues", "FlatMapValues", "Map", "FlatMap", "SelectKey")
                .contains("Merge", "Split", "Branch", "Repartition", "ToTable", "ToStream", "To")
                .contains("Aggregate", "TableAggregate", "Suppress", "Cogroup")
                .contains("JoinTable", "JoinStream", "JoinTables", "JoinForeign")
                .contains("Process", "ProcessValues");
    }

    @Test
    void kafkaStreamsTakesEveryTrialAndMostHaveSomethingToCompare() {
        Engine kafka = Engine.kafkaStreams();
        List<Outcome> outcomes = TRIALS.subList(0, 40).stream().map(kafka::run).toList();
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.failure()).isEmpty());
        assertThat(outcomes.stream().filter(outcome -> outcome.size() > 10)).hasSizeGreaterThan(20);
    }
}
