package dev.millrace.streams.kstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class WindowedSerdesTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String SERDE = Serdes.StringSerde.class.getName();

    private final Serde<Windowed<String>> time = new WindowedSerdes.TimeWindowedSerde<>(Serdes.String(), 10);
    private final Serde<Windowed<String>> session = new WindowedSerdes.SessionWindowedSerde<>(Serdes.String());

    @Test
    void aTimeWindowIsTheKeyAndTheStart() {
        Windowed<String> key = new Windowed<>("k", new TimeWindow(258, 268));

        byte[] bytes = time.serializer().serialize("t", key);

        assertThat(HEX.formatHex(bytes)).isEqualTo("6b" + "0000000000000102");
        assertThat(time.deserializer().deserialize("t", bytes)).isEqualTo(key);
    }

    @Test
    void aSessionIsTheKeyTheEndAndTheStart() {
        Windowed<String> key = new Windowed<>("k", new SessionWindow(1, 258));

        byte[] bytes = session.serializer().serialize("t", key);

        assertThat(HEX.formatHex(bytes)).isEqualTo("6b" + "0000000000000102" + "0000000000000001");
        assertThat(session.deserializer().deserialize("t", bytes)).isEqualTo(key);
    }

    @Test
    void aChangelogHasASequenceNumberBehindTheStart() {
        Serde<Windowed<String>> changelog =
                new WindowedSerdes.TimeWindowedSerde<>(Serdes.String(), 10).forChangelog(true);

        assertThat(changelog.deserializer().deserialize("t", HEX.parseHex("6b000000000000000500000007")))
                .isEqualTo(new Windowed<>("k", new TimeWindow(5, 15)));
    }

    @Test
    void aWindowThatWouldEndAfterTheEndOfTimeEndsThere() {
        TimeWindowedDeserializer<String> endless =
                new TimeWindowedDeserializer<>(new StringDeserializer(), Long.MAX_VALUE);

        assertThat(endless.deserialize("t", HEX.parseHex("6b000000000000000a")).window())
                .isEqualTo(new TimeWindow(10, Long.MAX_VALUE));
    }

    @Test
    void nothingIsWrittenAsNothingAndReadAsNothing() {
        assertThat(time.serializer().serialize("t", null)).isNull();
        assertThat(session.serializer().serialize("t", null)).isNull();
        assertThat(time.deserializer().deserialize("t", null)).isNull();
        assertThat(session.deserializer().deserialize("t", new byte[0])).isNull();
    }

    @Test
    void theBaseKeyIsTheKeyWithoutItsWindow() {
        Windowed<String> key = new Windowed<>("k", new TimeWindow(1, 2));

        assertThat(new TimeWindowedSerializer<>(new StringSerializer()).serializeBaseKey("t", key))
                .asHexString()
                .isEqualTo("6B");
        assertThat(new SessionWindowedSerializer<>(new StringSerializer()).serializeBaseKey("t", key))
                .asHexString()
                .isEqualTo("6B");
    }

    @Test
    void bytesThatAreTooShortAreNotGuessedAt() {
        assertThatThrownBy(() -> time.deserializer().deserialize("t", new byte[7]))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("7 bytes");
        assertThatThrownBy(() -> session.deserializer().deserialize("t", new byte[15]))
                .isInstanceOf(SerializationException.class);
    }

    @Test
    void aConfigurationCanNameTheSerdeInsideAndTheSize() {
        TimeWindowedSerializer<String> serializer = new TimeWindowedSerializer<>();
        serializer.configure(Map.of("windowed.inner.serializer.class", SERDE), true);
        TimeWindowedDeserializer<String> deserializer = new TimeWindowedDeserializer<>();
        deserializer.configure(Map.of("windowed.inner.deserializer.class", SERDE, "window.size.ms", "10"), true);
        Windowed<String> key = new Windowed<>("k", new TimeWindow(5, 15));

        assertThat(deserializer.deserialize("t", serializer.serialize("t", key)))
                .isEqualTo(key);
        assertThat(deserializer.getWindowSize()).isEqualTo(10);
    }

    @Test
    void theFormerNameOfTheSettingIsUnderstood() {
        SessionWindowedSerializer<String> serializer = new SessionWindowedSerializer<>();
        serializer.configure(Map.of("windowed.inner.class.serde", Serdes.StringSerde.class), true);

        assertThat(serializer.serialize("t", new Windowed<>("k", new SessionWindow(1, 2))))
                .hasSize(17);
    }

    @Test
    void whatIsMissingOrContradictoryIsNamed() {
        assertThatThrownBy(() -> new TimeWindowedSerializer<String>().configure(Map.of(), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("windowed.inner.serializer.class");
        assertThatThrownBy(() -> new SessionWindowedDeserializer<String>().configure(Map.of(), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("windowed.inner.deserializer.class");
        assertThatThrownBy(() -> new TimeWindowedSerializer<>(new LongSerializer())
                        .configure(Map.of("windowed.inner.serializer.class", SERDE), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(LongSerializer.class.getName());
        assertThatThrownBy(() -> new TimeWindowedSerializer<String>()
                        .configure(Map.of("windowed.inner.serializer.class", "no.such.Serde"), true))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no.such.Serde");
        assertThatThrownBy(() -> new TimeWindowedDeserializer<>(new StringDeserializer(), 5L)
                        .configure(Map.of("window.size.ms", "10"), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("window.size.ms");
        assertThatThrownBy(
                        () -> new TimeWindowedDeserializer<>(new StringDeserializer(), null).configure(Map.of(), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("window.size.ms");
        assertThatThrownBy(() ->
                        new TimeWindowedSerializer<String>().serialize("t", new Windowed<>("k", new TimeWindow(1, 2))))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("constructor");
    }
}
