package dev.millrace.conformance.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.millrace.conformance.audit.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A restart is seen neither in the results nor in the stores: random topologies on random input, once without and once
 * with restarts in the middle. What an operator knows (windows, sessions, what waits in buffers, up to where results
 * were sent, stream time) has to come back. {@code -Dmillrace.seed} is the first seed, {@code -Dmillrace.restarts} how
 * many.
 *
 * <p>A failure prints its seed, the smallest trial that still fails, what differs there, and the command that tries the
 * seed again:
 *
 * <pre>
 *   ./mvnw -o -pl conformance -am test -Dsurefire.failIfNoSpecifiedTests=false \
 *       '-Dtest=RestartTest#aRestartIsSeenNeitherInTheResultsNorInTheStores' -Dmillrace.seed=1001717 -Dmillrace.restarts=1
 * </pre>
 */
class RestartTest {

    private static final long SEED = Long.getLong("millrace.seed", 1);
    private static final int SHRINKING_RUNS = 400;
    private static final String PLAIN = "aRestartIsSeenNeitherInTheResultsNorInTheStores";
    private static final String VERSIONED = "aRestartIsNotSeenInTheResultsOfVersionedTables";
    private static final Pattern OF_A_WINDOW = Pattern.compile("^\\S+ [^=]*@\\d+\\.\\.\\d+=.*", Pattern.DOTALL);

    private final Engine millrace = Engine.millrace();

    @Test
    @Timeout(600)
    void aRestartIsSeenNeitherInTheResultsNorInTheStores() {
        compare(PLAIN, SEED, Integer.getInteger("millrace.restarts", 150), TrialGenerator::draw);
    }

    @Test
    @Timeout(600)
    void aRestartIsNotSeenInTheResultsOfVersionedTables() {
        compare(VERSIONED, SEED, Integer.getInteger("millrace.restarts", 75), TrialGenerator::drawVersioned);
    }

    @Test
    @Tag("nightly")
    void noRestartOfAWholeNightIsSeen() {
        compare(PLAIN, SEED + 1_000_000, Integer.getInteger("millrace.restarts", 20_000), TrialGenerator::draw);
    }

    @Test
    @Tag("nightly")
    void noRestartOfAWholeNightIsSeenInTheResultsOfVersionedTables() {
        compare(
                VERSIONED,
                SEED + 1_000_000,
                Integer.getInteger("millrace.restarts", 10_000),
                TrialGenerator::drawVersioned);
    }

    private void compare(String method, long firstSeed, int cases, LongFunction<Trial> generator) {
        int compared = 0;
        try (Progress progress = new Progress("RestartTest", cases)) {
            for (long seed = firstSeed; compared < cases; seed++) {
                Optional<Trial> trial = restarting(generator.apply(seed), seed);
                if (trial.isPresent()) {
                    compared++;
                    progress.at(seed);
                    if (difference(trial.get()).isPresent()) {
                        fail(report(method, seed, trial.get()));
                    }
                }
            }
        }
    }

    /** With restarts; empty if the program forgets by intention. */
    static Optional<Trial> restarting(Trial trial, long seed) {
        return isForgetful(trial.program())
                ? Optional.empty()
                : Optional.of(withRestarts(withoutPunctuators(trial), seed));
    }

    private String report(String method, long seed, Trial trial) {
        Trial smallest = new Shrinker(candidate -> difference(candidate).isPresent(), SHRINKING_RUNS).shrink(trial);
        return "Seed " + seed + ". Try it again with\n"
                + Again.command(RestartTest.class, method, seed, "millrace.restarts") + "\nMade small:\n" + smallest
                + "\n(below, Kafka Streams is Millrace without the restarts)\n"
                + difference(smallest).orElse("(the small one does not differ any more: something is not repeatable)");
    }

    Optional<String> difference(Trial restarting) {
        Outcome without = millrace.run(withoutRestarts(restarting));
        Outcome with = millrace.run(restarting);
        assertThat(without.lacksApi()).as(without.failure()).isFalse(); // two that fail alike would be the same
        return Difference.between(results(without, without.stores()), results(with, forgotten(with, without)));
    }

    private static Outcome results(Outcome all, Map<String, List<String>> stores) {
        return new Outcome(all.description(), all.outputs(), stores, Map.of(), all.failure());
    }

    /*
     * A store may show a window for longer after a restart, if only records that it did not keep had closed it: they
     * are not in its changelog. No other entry may be there.
     */
    private static Map<String, List<String>> forgotten(Outcome with, Outcome without) {
        Map<String, List<String>> stores = new TreeMap<>(with.stores());
        stores.replaceAll((name, lines) -> {
            List<String> before = without.stores().getOrDefault(name, List.of());
            return lines.stream()
                    .filter(line ->
                            before.contains(line) || !OF_A_WINDOW.matcher(line).matches())
                    .toList();
        });
        stores.values().removeIf(List::isEmpty);
        without.stores().forEach((name, lines) -> stores.computeIfAbsent(name, any -> List.of()));
        return stores;
    }

    /**
     * A store without a changelog is empty then, and of an LRU map nobody knows what was read last: users know both. In
     * memory, a null moves the time of windows that keep duplicates, as in Kafka Streams, and is in no changelog.
     */
    private static boolean isForgetful(Program program) {
        return program.toString().contains("logging=false")
                || program.nodes().stream()
                        .anyMatch(node -> node.verb() instanceof Verb.Keep keep
                                && (keep.kind() == Verb.StoreKind.LRU
                                        || (keep.kind() == Verb.StoreKind.DUPLICATES
                                                && !program.settings().rocksDb())));
    }

    /** Punctuators are scheduled anew by a restart, so what they would do is not done here. */
    private static Trial withoutPunctuators(Trial trial) {
        List<Node> nodes = trial.program().nodes().stream()
                .map(node -> node.verb() instanceof Verb.Process process
                        ? new Node(
                                node.id(),
                                node.shape(),
                                new Verb.Process(process.from(), process.store(), process.second(), 0, 0),
                                node.named())
                        : node)
                .toList();
        return new Trial(new Program(nodes, trial.program().settings()), trial.actions());
    }

    /** The trial with a restart before every fourth action or so. */
    private static Trial withRestarts(Trial trial, long seed) {
        Random random = new Random(seed);
        List<Action> actions = new ArrayList<>();
        for (Action action : trial.actions()) {
            if (random.nextInt(4) == 0) {
                actions.add(new Action.Restart());
            }
            actions.add(action);
        }
        return new Trial(trial.program(), actions);
    }

    /** With something in their place, so that actions keep their numbers. */
    private static Trial withoutRestarts(Trial trial) {
        List<Action> actions = trial.actions().stream()
                .map(action -> action instanceof Action.Restart ? new Action.Advance(0) : action)
                .toList();
        return new Trial(trial.program(), actions);
    }
}
