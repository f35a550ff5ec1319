package dev.millrace.conformance.differential;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A topic and what it holds. */
public record Topic(String name, Shape shape) {

    /** A topic of strings, which is what most hand-written specifications use. */
    public static Topic strings(String name) {
        return new Topic(name, Shape.stream(Kind.STRING, Kind.STRING));
    }

    /*
     * Windowed keys as they are on the wire: time window = key, 8 bytes start; session = key, 8 bytes end, 8 bytes
     * start.
     */
    String keyText(byte @Nullable [] bytes) {
        if (bytes == null || !shape.windowed()) {
            return shape.key().text(bytes);
        }
        int times = shape.windowing() instanceof Windowing.Session ? 2 : 1;
        int keySize = bytes.length - times * Long.BYTES;
        if (keySize < 0) {
            return "not a windowed key " + Arrays.toString(bytes);
        }
        StringBuilder text = new StringBuilder(shape.key().text(Arrays.copyOf(bytes, keySize)));
        for (int i = 0; i < times; i++) {
            text.append('@').append(ByteBuffer.wrap(bytes).getLong(keySize + i * Long.BYTES));
        }
        return text.toString();
    }

    /** A record of this topic, for people, with all that is compared. */
    public String text(byte @Nullable [] key, byte @Nullable [] value, @Nullable Long timestampMs, String headers) {
        return keyText(key) + "=" + shape.value().text(value) + " at " + timestampMs + headers;
    }
}
