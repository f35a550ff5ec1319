package dev.millrace.conformance.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.kstream.SessionWindow;
import dev.millrace.streams.kstream.TimeWindow;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.kstream.WindowedSerdes;
import java.util.Random;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;

/** Bytes of windowed keys: ours are theirs, and each side reads what the other wrote. */
class WindowedSerdesOracleTest {
    private static final long SEED = 4_310_002L;
    private static final long SIZE_MS = 5_000;

    private final Random random = new Random(SEED);

    @Test
    void keysOfTimeWindowsAreTheSameBytes() {
        Serde<Windowed<String>> ours = new WindowedSerdes.TimeWindowedSerde<>(Serdes.String(), SIZE_MS);
        var theirs = new org.apache.kafka.streams.kstream.WindowedSerdes.TimeWindowedSerde<>(Serdes.String(), SIZE_MS);
        for (int i = 0; i < 500; i++) {
            String key = "k".repeat(random.nextInt(5)) + random.nextInt();
            long start = random.nextLong() >>> 2;
            Windowed<String> our = new Windowed<>(key, new TimeWindow(start, start + SIZE_MS));
            var their = new org.apache.kafka.streams.kstream.Windowed<>(
                    key, new org.apache.kafka.streams.kstream.internals.TimeWindow(start, start + SIZE_MS));

            byte[] bytes = ours.serializer().serialize("t", our);

            assertThat(bytes)
                    .as("seed %d: %s", SEED, our)
                    .isEqualTo(theirs.serializer().serialize("t", their));
            assertThat(theirs.deserializer().deserialize("t", bytes)).isEqualTo(their);
            assertThat(ours.deserializer().deserialize("t", bytes)).isEqualTo(our);
            assertThat(our).hasToString(their.toString());
        }
    }

    @Test
    void keysOfSessionsAreTheSameBytes() {
        Serde<Windowed<Long>> ours = WindowedSerdes.sessionWindowedSerdeFrom(Long.class);
        var theirs = org.apache.kafka.streams.kstream.WindowedSerdes.sessionWindowedSerdeFrom(Long.class);
        for (int i = 0; i < 500; i++) {
            long start = random.nextLong() >>> 2;
            long end = start + random.nextInt(100_000);
            Windowed<Long> our = new Windowed<>(random.nextLong(), new SessionWindow(start, end));
            var their = new org.apache.kafka.streams.kstream.Windowed<>(
                    our.key(), new org.apache.kafka.streams.kstream.internals.SessionWindow(start, end));

            byte[] bytes = ours.serializer().serialize("t", our);

            assertThat(bytes)
                    .as("seed %d: %s", SEED, our)
                    .isEqualTo(theirs.serializer().serialize("t", their));
            assertThat(theirs.deserializer().deserialize("t", bytes)).isEqualTo(their);
            assertThat(ours.deserializer().deserialize("t", bytes)).isEqualTo(our);
        }
    }

    @Test
    void keysOfChangelogsAreReadAlike() {
        Serde<Windowed<String>> ours =
                new WindowedSerdes.TimeWindowedSerde<>(Serdes.String(), SIZE_MS).forChangelog(true);
        var theirs = new org.apache.kafka.streams.kstream.WindowedSerdes.TimeWindowedSerde<>(Serdes.String(), SIZE_MS)
                .forChangelog(true);
        byte[] bytes = new byte[20];
        for (int i = 0; i < 200; i++) {
            random.nextBytes(bytes);
            bytes[8] &= 0x7f;

            assertThat(ours.deserializer().deserialize("t", bytes))
                    .as("seed %d", SEED)
                    .hasToString(theirs.deserializer().deserialize("t", bytes).toString());
        }
    }
}
