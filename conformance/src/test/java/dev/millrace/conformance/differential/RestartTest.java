package dev.millrace.conformance.differential;

import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A restart is not seen in the results: random topologies on random input, once without and once with restarts in the middle. What an
 * operator knows (windows, sessions, what waits in buffers, up to where results were sent, stream time) has to come back.
 * {@code -Dmillrace.seed} is the first seed, {@code -Dmillrace.restarts} how many.
 */
class RestartTest {

    private static final long SEED = Long.getLong("millrace.seed", 1);

    private final Engine millrace = Engine.millrace();

    @Test
    @Timeout(600)
    void aRestartIsNotSeenInTheResults() {
        compare(SEED, Integer.getInteger("millrace.restarts", 150), TrialGenerator::draw);
    }

    @Test
    @Timeout(600)
    void aRestartIsNotSeenInTheResultsOfVersionedTables() {
        compare(SEED, Integer.getInteger("millrace.restarts", 75), TrialGenerator::drawVersioned);
    }

    @Test
    @Tag("nightly")
    @Timeout(7200)
    void noRestartOfAWholeNightIsSeenInTheResults() {
        compare(SEED + 1_000_000, Integer.getInteger("millrace.restarts", 20_000), TrialGenerator::draw);
    }

    @Test
    @Tag("nightly")
    @Timeout(7200)
    void noRestartOfAWholeNightIsSeenInTheResultsOfVersionedTables() {
        compare(SEED + 1_000_000, Integer.getInteger("millrace.restarts", 10_000), TrialGenerator::drawVersioned);
    }

    private void compare(long firstSeed, int cases, LongFunction<Trial> generator) {
        int compared = 0;
        for (long seed = firstSeed; compared < cases; seed++) {
            Trial trial = generator.apply(seed);
            if (isForgetful(trial.program())) {
                continue;
            }
            compared++;
            Outcome without = results(with(trial, seed, new Action.Advance(0)));
            Outcome with = results(with(trial, seed, new Action.Restart()));
            Optional<String> difference = Difference.between(without, with);
            if (difference.isPresent()) {
                fail("Seed " + seed + " (run it alone with -Dmillrace.seed=" + seed + " -Dmillrace.restarts=1):\n"
                        + with(trial, seed, new Action.Restart()) + "\n(first without, then with restarts)\n"
                        + difference.get());
            }
        }
    }

    /** Without what is in the stores: they may show a window for longer, if only records that were not kept closed it. */
    private Outcome results(Trial trial) {
        Outcome all = millrace.run(trial);
        return new Outcome(all.description(), all.outputs(), Map.of(), Map.of(), all.failure());
    }

    /** Punctuators are scheduled anew by a restart, and a store without a changelog is empty then: users know both. */
    private static boolean isForgetful(Program program) {
        return program.nodes().stream().map(Node::verb).anyMatch(verb -> verb instanceof Verb.Process)
                || program.toString().contains("logging=false");
    }

    /** The trial with one more action before every fourth or so. */
    private static Trial with(Trial trial, long seed, Action more) {
        Random random = new Random(seed);
        List<Action> actions = new ArrayList<>();
        for (Action action : trial.actions()) {
            if (random.nextInt(4) == 0) {
                actions.add(more);
            }
            actions.add(action);
        }
        return new Trial(trial.program(), actions);
    }
}
