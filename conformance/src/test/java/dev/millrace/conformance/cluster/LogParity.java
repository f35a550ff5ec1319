package dev.millrace.conformance.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.millrace.broker.LocalBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/**
 * The same program on Apache Kafka and on the embedded log: what it sees of results, places and errors is the same. A
 * subclass has the programs, in a static method {@code scenarios}.
 */
@ExtendWith(SharedKafka.class)
abstract class LogParity {

    private static final List<String> TALKATIVE = List.of("org.apache.kafka", "dev.millrace.broker");

    /** The scenarios make many mistakes, which are logged. */
    @BeforeAll
    static void expectErrors() {
        TALKATIVE.forEach(name -> ((Logger) LoggerFactory.getLogger(name)).setLevel(Level.OFF));
        Awaitility.setDefaultTimeout(Duration.ofSeconds(60));
    }

    @AfterAll
    static void listenAgain() {
        TALKATIVE.forEach(name -> ((Logger) LoggerFactory.getLogger(name)).setLevel(null));
        Awaitility.reset();
    }

    /** A program that notes what it sees. */
    interface Program {
        void run(Trial trial) throws Exception;
    }

    record Scenario(String name, Program program) {
        List<String> seenBy(ClientsOf clients) throws Exception {
            try (Trial trial = new Trial(name, clients)) {
                program.run(trial);
                return trial.seen.lines();
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void aProgramSeesOnTheEmbeddedLogWhatItSeesOnKafka(Scenario scenario, @TempDir Path directory) throws Exception {
        List<String> expected = scenario.seenBy(new ClientsOf.Kafka(SharedKafka.bootstrapServers()));
        try (LocalBroker broker = LocalBroker.open(directory, Map.of())) {
            assertThat(scenario.seenBy(new ClientsOf.Embedded(broker))).containsExactlyElementsOf(expected);
        }
    }
}
