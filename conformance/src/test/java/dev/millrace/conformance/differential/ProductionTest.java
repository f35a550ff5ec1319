package dev.millrace.conformance.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.millrace.conformance.audit.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the test driver shows is what an application does: random programs on the driver, and on {@code MillraceStreams}
 * over a log on disk, with its own threads and transactions; committed results and changelogs must be the same.
 * {@code -Dmillrace.seed} is the first seed, {@code -Dmillrace.live} how many.
 */
class ProductionTest {

    private static final long SEED = Long.getLong("millrace.seed", 1);
    private static final int CASES = Integer.getInteger("millrace.live", 0);

    @TempDir
    Path directory;

    private int runs;

    /** With caches as set, several records to a commit, and restarts. */
    @Test
    @Timeout(300)
    void aDriverThatCommitsAsInProductionGivesWhatProductionGives() throws Exception {
        compare(SEED, cases(15), any -> true, seed -> trial -> Feed.inBatches(trial, new Random(seed)), true);
    }

    /**
     * Without caches, which make one result of what happens between two commits, and without punctuators on stream
     * time: here, as in Kafka Streams' driver, the topology is one task with one stream time.
     */
    @Test
    @Timeout(300)
    void theDefaultDriverGivesWhatProductionGivesForOneRecordAtATime() throws Exception {
        compare(SEED + 1_000, cases(10), ProductionTest::isForTheDefaultDriver, seed -> Feed::oneByOne, false);
    }

    /** Keys meet in other orders there, so what is compared is the results of each key. */
    @Test
    @Timeout(300)
    void severalPartitionsAndThreadsGiveEachKeyWhatTheDriverGives() throws Exception {
        compareByKey(SEED + 2_000, cases(5));
    }

    @Test
    @Tag("nightly")
    void driverAndProductionAgreeAllNight() throws Exception {
        compare(
                SEED + 1_000_000,
                cases(500),
                any -> true,
                seed -> trial -> Feed.inBatches(trial, new Random(seed)),
                true);
        compare(SEED + 2_000_000, cases(500), ProductionTest::isForTheDefaultDriver, seed -> Feed::oneByOne, false);
        compareByKey(SEED + 3_000_000, cases(200));
    }

    private static boolean isForTheDefaultDriver(Program program) {
        return LiveTrials.isUncached(program) && LiveTrials.hasNoPunctuators(program);
    }

    private static int cases(int usual) {
        return CASES == 0 ? usual : CASES;
    }

    private interface Feeding {
        Function<Trial, List<Feed>> of(long seed);
    }

    private void compare(
            long firstSeed, int cases, Predicate<Program> suits, Feeding feeding, boolean commitsAsInProduction)
            throws Exception {
        try (LiveLog log = LiveLog.embedded(directory.resolve("log-" + firstSeed));
                Progress progress = new Progress("ProductionTest", cases)) {
            int compared = 0;
            for (long seed = firstSeed; compared < cases; seed++) {
                Optional<Trial> trial = LiveTrials.draw(seed, "app-" + seed).filter(each -> suits.test(each.program()));
                if (trial.isPresent()) {
                    progress.at(seed);
                    compared++;
                    List<Feed> feeds = feeding.of(seed).apply(trial.get());
                    compare(log, seed, trial.get(), feeds, commitsAsInProduction);
                }
            }
        }
    }

    private void compare(LiveLog log, long seed, Trial trial, List<Feed> feeds, boolean commitsAsInProduction)
            throws Exception {
        Program program = trial.program();
        Outcome driver = new DriverRun(newDirectory(), "app-" + seed, 1, commitsAsInProduction).run(program, feeds);
        try (LiveRun live = new LiveRun(log, newDirectory(), "app-" + seed, program, 1, 1)) {
            Difference.between(driver, live.run(feeds))
                    .ifPresent(difference -> fail(report(seed, program, feeds, difference)));
        }
    }

    private void compareByKey(long firstSeed, int cases) throws Exception {
        try (LiveLog log = LiveLog.embedded(directory.resolve("log-" + firstSeed));
                Progress progress = new Progress("ProductionTest, several partitions", cases)) {
            int compared = 0;
            for (long seed = firstSeed; compared < cases; seed++) {
                Optional<Trial> trial = LiveTrials.draw(seed, "app-" + seed)
                        .filter(each -> isForTheDefaultDriver(each.program()) && LiveTrials.isByKey(each));
                if (trial.isPresent()) {
                    progress.at(seed);
                    compared++;
                    compareByKey(log, seed, trial.get());
                }
            }
        }
    }

    private void compareByKey(LiveLog log, long seed, Trial trial) throws Exception {
        Program program = trial.program();
        List<Feed> feeds = Feed.oneByOne(trial);
        Outcome driver = new DriverRun(newDirectory(), "app-" + seed, 3, false).run(program, feeds);
        try (LiveRun live = new LiveRun(log, newDirectory(), "app-" + seed, program, 3, 2)) {
            Map<String, List<String>> expected = byKey(driver);
            assertThat(byKey(live.run(feeds)))
                    .as(() -> report(seed, program, feeds, "several partitions"))
                    .isEqualTo(expected);
        }
    }

    /** The results of each key of each topic, in their order. */
    private static Map<String, List<String>> byKey(Outcome outcome) {
        Map<String, List<String>> byKey = new TreeMap<>();
        outcome.outputs()
                .forEach((topic, lines) -> byKey.putAll(
                        lines.stream().collect(Collectors.groupingBy(line -> topic + " " + line.split("[=,]")[0]))));
        return byKey;
    }

    private Path newDirectory() {
        return directory.resolve("state-" + runs++);
    }

    private static String report(long seed, Program program, List<Feed> feeds, String difference) {
        return "Seed " + seed + " (run it alone with -Dmillrace.seed and -Dmillrace.live=1):\n" + program + "\n"
                + feeds.stream().map(Feed::toString).collect(Collectors.joining("\n"))
                + "\n(below, Kafka Streams is the driver)\n" + difference;
    }
}
