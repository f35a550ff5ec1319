package dev.millrace.conformance.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Optional;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Random topologies on random input: {@code -Dmillrace.seed} is the first seed, {@code -Dmillrace.cases} how many. */
class RandomDifferentialTest {

    private static final long SEED = Long.getLong("millrace.seed", 1);
    private static final int SHRINKING_RUNS = 400;

    private final Engine kafkaStreams = Engine.kafkaStreams();
    private final Engine millrace = Engine.millrace();

    @Test
    @Timeout(600)
    void millraceDoesWhatKafkaStreamsDoes() {
        compare(SEED, Integer.getInteger("millrace.cases", 2_000), TrialGenerator::draw);
    }

    @Test
    @Timeout(600)
    void millraceDoesWhatKafkaStreamsDoesWithVersionedTables() {
        compare(SEED, Integer.getInteger("millrace.cases", 300), TrialGenerator::drawVersioned);
    }

    @Test
    @Tag("nightly")
    @Timeout(7200)
    void millraceDoesWhatKafkaStreamsDoesAllNight() {
        compare(SEED + 1_000_000, Integer.getInteger("millrace.cases", 100_000), TrialGenerator::draw);
    }

    @Test
    @Tag("nightly")
    @Timeout(7200)
    void millraceDoesWhatKafkaStreamsDoesWithVersionedTablesAllNight() {
        compare(SEED + 1_000_000, Integer.getInteger("millrace.cases", 25_000), TrialGenerator::drawVersioned);
    }

    private void compare(long firstSeed, int cases, LongFunction<Trial> generator) {
        int compared = 0;
        int undecided = 0;
        for (long seed = firstSeed; compared < cases; seed++) {
            Trial trial = generator.apply(seed);
            Outcome actual = millrace.run(trial);
            Outcome expected = kafkaStreams.run(trial);
            if (actual.lacksApi() || expected.failedToOptimize() || expected.failedAtANullKey()) {
                continue;
            }
            compared++;
            Optional<String> difference = Difference.between(expected, actual);
            if (difference.isPresent() && differsByTies(expected, actual)) {
                undecided++;
            } else if (difference.isPresent()) {
                fail(report(seed, trial, Difference.kind(difference.get())));
            }
        }
        assertThat(undecided).as("trials that ties leave undecided").isLessThanOrEqualTo(Math.max(1, cases / 20));
    }

    private static boolean differsByTies(Outcome expected, Outcome actual) {
        return expected.hasTies()
                && expected.description().equals(actual.description())
                && actual.failure().isEmpty();
    }

    private Optional<String> difference(Trial trial) {
        return Difference.between(kafkaStreams.run(trial), millrace.run(trial));
    }

    /** The smallest trial found that differs in the same way. */
    private String report(long seed, Trial trial, String kind) {
        Trial smallest = new Shrinker(
                        candidate -> difference(candidate).map(Difference::kind).equals(Optional.of(kind)),
                        SHRINKING_RUNS)
                .shrink(trial);
        return "Seed " + seed + " (run it alone with -Dmillrace.seed=" + seed
                + " -Dmillrace.cases=1): the two engines differ. Made small:\n" + smallest + "\n"
                + difference(smallest).orElse("(the small one does not differ any more: something is not repeatable)");
    }
}
