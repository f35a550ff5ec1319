package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.test.TestInputTopic;
import dev.millrace.streams.test.TestOutputTopic;
import dev.millrace.streams.test.TopologyTestDriver;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class UserSessionsTest {

    private static final long MINUTE = 60_000;

    @Test
    void aPlayBetweenTwoSittingsMakesThemOne() {
        try (TopologyTestDriver driver = new TopologyTestDriver(UserSessions.topology())) {
            TestInputTopic<String, String> plays =
                    driver.createInputTopic(UserSessions.PLAYS, new StringSerializer(), new StringSerializer());
            TestOutputTopic<String, Long> sessions =
                    driver.createOutputTopic(UserSessions.SESSIONS, new StringDeserializer(), new LongDeserializer());

            plays.pipeInput("ann", "a", 0);
            plays.pipeInput("ann", "b", 31 * MINUTE);
            plays.pipeInput("ann", "c", 15 * MINUTE);

            assertThat(sessions.readKeyValuesToList())
                    .containsExactly(
                            KeyValue.pair("ann@0-0", 1L),
                            KeyValue.pair("ann@" + 31 * MINUTE + "-" + 31 * MINUTE, 1L),
                            KeyValue.pair("ann@0-0", null),
                            KeyValue.pair("ann@" + 31 * MINUTE + "-" + 31 * MINUTE, null),
                            KeyValue.pair("ann@0-" + 31 * MINUTE, 3L));
        }
    }
}
