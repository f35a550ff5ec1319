package dev.millrace.conformance.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

    /** Of the trials that a build runs; so nothing that can be drawn is left out of it. */
    @Test
    void everyVerbIsDrawnInEveryVariant() {
        Coverage coverage = new Coverage();
        LongStream.rangeClosed(1, RandomDifferentialTest.DEFAULT_CASES)
                .forEach(seed -> coverage.add(TrialGenerator.draw(seed).program()));

        assertThat(coverage.rarerThan(3)).as(coverage.toString()).isEmpty();
    }

    @Test
    void kafkaStreamsTakesEveryTrialAndMostHaveSomethingToCompare() {
        Engine kafka = Engine.kafkaStreams();
        List<Outcome> outcomes = TRIALS.stream()
                .filter(trial -> !mayEnd(trial.program()))
                .limit(40)
                .map(kafka::run)
                .toList();
        assertThat(outcomes)
                .filteredOn(outcome -> KafkaFault.of(outcome).isEmpty())
                .hasSizeGreaterThan(35)
                .allSatisfy(outcome -> assertThat(outcome.failure()).isEmpty());
        assertThat(outcomes.stream().filter(outcome -> outcome.size() > 10)).hasSizeGreaterThan(20);
    }

    @Test
    void handlersAreAskedInMostTrialsThatThrow() {
        List<Outcome> outcomes = TRIALS.stream()
                .filter(trial -> trial.program().settings().onError() == Program.OnError.RESUME)
                .limit(12)
                .map(Engine.kafkaStreams()::run)
                .toList();
        assertThat(outcomes)
                .filteredOn(outcome -> outcome.outputs().containsKey("errors"))
                .hasSizeGreaterThan(6);
    }

    private static boolean mayEnd(Program program) {
        return program.settings().onError().ends()
                && program.nodes().stream().anyMatch(node -> node.verb() instanceof Verb.Fail);
    }
}
