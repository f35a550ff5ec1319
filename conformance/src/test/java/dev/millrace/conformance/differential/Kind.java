package dev.millrace.conformance.differential;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/** The types of keys and values that trials use. */
public enum Kind {
    STRING,
    LONG,
    INTEGER;

    /** A small value: few of them, so that keys meet. */
    public Object of(int number) {
        return switch (this) {
            case STRING -> number >= 0 && number < 26 ? String.valueOf((char) ('a' + number)) : "n" + number;
            case LONG -> (long) number;
            case INTEGER -> number;
        };
    }

    /** The serde, its type forgotten: trials are typed by {@link Shape}. */
    @SuppressWarnings("unchecked")
    public Serde<Object> serde() {
        Serde<?> serde = switch (this) {
            case STRING -> Serdes.String();
            case LONG -> Serdes.Long();
            case INTEGER -> Serdes.Integer();
        };
        return (Serde<Object>) serde;
    }

    /** What the bytes say, for people; bytes that are not of this kind come out in hex. */
    public String text(byte @Nullable [] bytes) {
        if (bytes == null) {
            return "null";
        }
        if (this == STRING) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        int expected = this == LONG ? Long.BYTES : Integer.BYTES;
        return bytes.length == expected
                ? String.valueOf(serde().deserializer().deserialize("", bytes))
                : "0x" + HexFormat.of().formatHex(bytes);
    }
}
