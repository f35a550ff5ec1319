package dev.millrace.examples.editwars;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTimeTest {

    @Test
    void agreesWithJavaOnAnyInstant() {
        long seed = 2015;
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            Instant instant = Instant.ofEpochMilli(random.nextLong(253_402_300_800_000L));
            assertThat(EventTime.millis(instant.toString()))
                    .as("seed %d, %s", seed, instant)
                    .isEqualTo(instant.toEpochMilli());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "2015-02-30T00:00:00.000Z",
                "2015-13-01T00:00:00.000Z",
                "2015-01-01T25:00:00.000Z",
                "2015-01-01T00:60:00.000Z",
                "2015-01-00T00:00:00.000Z",
            })
    void refusesWhatJavaRefuses(String text) {
        assertThatThrownBy(() -> EventTime.millis(text)).isInstanceOf(DateTimeParseException.class);
    }
}
