package dev.millrace.conformance.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.millrace.conformance.audit.Progress;
import java.util.Optional;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random topologies on random input: {@code -Dmillrace.seed} is the first seed, {@code -Dmillrace.cases} how many.
 *
 * <p>A failure prints its seed, the smallest trial that still fails (actions and verbs are left out as long as it
 * does), what differs there, and the command that tries the seed again. For the seeds of the night, too, that is a test
 * of the default build with the seed that was printed:
 *
 * <pre>
 *   ./mvnw -o -pl conformance -am test -Dsurefire.failIfNoSpecifiedTests=false \
 *       '-Dtest=RandomDifferentialTest#millraceDoesWhatKafkaStreamsDoes' -Dmillrace.seed=1001717 -Dmillrace.cases=1
 * </pre>
 */
class RandomDifferentialTest {

    /** How many trials each build runs, from seed 1. */
    static final int DEFAULT_CASES = 2_000;

    private static final long SEED = Long.getLong("millrace.seed", 1);
    private static final int SHRINKING_RUNS = 400;
    private static final String PLAIN = "millraceDoesWhatKafkaStreamsDoes";
    private static final String VERSIONED = "millraceDoesWhatKafkaStreamsDoesWithVersionedTables";

    private final Engine kafkaStreams = Engine.kafkaStreams();
    private final Engine millrace = Engine.millrace();

    @Test
    @Timeout(600)
    void millraceDoesWhatKafkaStreamsDoes() {
        compare(PLAIN, SEED, Integer.getInteger("millrace.cases", DEFAULT_CASES), TrialGenerator::draw);
    }

    @Test
    @Timeout(600)
    void millraceDoesWhatKafkaStreamsDoesWithVersionedTables() {
        compare(VERSIONED, SEED, Integer.getInteger("millrace.cases", 300), TrialGenerator::drawVersioned);
    }

    @Test
    @Tag("nightly")
    void millraceDoesWhatKafkaStreamsDoesAllNight() {
        compare(PLAIN, SEED + 1_000_000, Integer.getInteger("millrace.cases", 100_000), TrialGenerator::draw);
    }

    @Test
    @Tag("nightly")
    void millraceDoesWhatKafkaStreamsDoesWithVersionedTablesAllNight() {
        compare(
                VERSIONED,
                SEED + 1_000_000,
                Integer.getInteger("millrace.cases", 25_000),
                TrialGenerator::drawVersioned);
    }

    private void compare(String method, long firstSeed, int cases, LongFunction<Trial> generator) {
        int kafkasFaults = 0;
        try (Progress progress = new Progress("RandomDifferentialTest", cases)) {
            for (long seed = firstSeed; seed < firstSeed + cases; seed++) {
                progress.at(seed);
                Trial trial = generator.apply(seed);
                Outcome expected = kafkaStreams.run(trial);
                if (KafkaFault.of(expected).isPresent()) {
                    kafkasFaults++;
                    continue;
                }
                Optional<String> difference = Difference.between(trial, expected, millrace.run(trial));
                if (difference.isPresent()) {
                    fail(report(method, seed, trial, Difference.kind(difference.get())));
                }
            }
        }
        assertThat(kafkasFaults).as("trials on which Kafka Streams fails").isLessThanOrEqualTo(Math.max(2, cases / 25));
    }

    private Optional<String> difference(Trial trial) {
        return Difference.between(trial, kafkaStreams.run(trial), millrace.run(trial));
    }

    /** The smallest trial found that differs in the same way. */
    private String report(String method, long seed, Trial trial, String kind) {
        Trial smallest = new Shrinker(
                        candidate -> difference(candidate).map(Difference::kind).equals(Optional.of(kind)),
                        SHRINKING_RUNS)
                .shrink(trial);
        return "Seed " + seed + ": the two engines differ. Try it again with\n"
                + Again.command(RandomDifferentialTest.class, method, seed, "millrace.cases") + "\nMade small:\n"
                + smallest
                + "\n"
                + difference(smallest).orElse("(the small one does not differ any more: something is not repeatable)");
    }
}
