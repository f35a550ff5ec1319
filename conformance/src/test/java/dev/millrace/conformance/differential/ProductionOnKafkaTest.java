package dev.millrace.conformance.differential;

import static org.assertj.core.api.Assertions.fail;

import dev.millrace.conformance.audit.Progress;
import dev.millrace.conformance.cluster.SharedKafka;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same on Apache Kafka: random programs on the test driver, and as applications on a broker.
 * {@code -Dmillrace.seed} is the first seed, {@code -Dmillrace.kafka} how many.
 */
@ExtendWith(SharedKafka.class)
class ProductionOnKafkaTest {

    private static final long SEED = Long.getLong("millrace.seed", 1);
    private static final int CASES = Integer.getInteger("millrace.kafka", 4);

    @TempDir
    Path directory;

    @Test
    @Timeout(300)
    void theDefaultDriverGivesWhatAnApplicationOnKafkaGivesForOneRecordAtATime() throws Exception {
        try (LiveLog log = LiveLog.kafka(SharedKafka.bootstrapServers());
                Progress progress = new Progress("ProductionOnKafkaTest", CASES)) {
            int compared = 0;
            for (long seed = SEED; compared < CASES; seed++) {
                String name = "app-" + seed;
                Optional<Trial> trial = LiveTrials.draw(seed, name)
                        .filter(each ->
                                LiveTrials.isUncached(each.program()) && LiveTrials.hasNoPunctuators(each.program()));
                if (trial.isPresent()) {
                    progress.at(seed);
                    compared++;
                    compare(log, name, trial.get());
                }
            }
        }
    }

    private void compare(LiveLog log, String name, Trial trial) throws Exception {
        Program program = trial.program();
        List<Feed> feeds = Feed.oneByOne(trial);
        Outcome driver = new DriverRun(directory.resolve(name + "-driver"), name, 1, false).run(program, feeds);
        try (LiveRun live = new LiveRun(log, directory.resolve(name), name, program, 1, 1)) {
            Difference.between(driver, live.run(feeds))
                    .ifPresent(difference -> fail(name + "\n" + program
                            + "\n(below, Kafka Streams is the driver, Millrace the application on Kafka)\n"
                            + difference));
        }
    }
}
