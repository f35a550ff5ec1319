package dev.millrace.stores;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.fuzz.FuzzTarget;
import dev.millrace.streams.errors.StreamsException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** What stores read back from their changelogs. */
public final class StoreFuzzTargets {

    private StoreFuzzTargets() {}

    /** All of them. */
    public static List<FuzzTarget> all() {
        return List.of(FuzzTarget.of(
                "suppressed",
                List.of(suppressed()),
                input -> SuppressedBytes.parse(input, new RecordHeaders(SuppressedBytes.versionHeaders()), "buffer"),
                StreamsException.class));
    }

    private static byte[] suppressed() {
        ByteBuffer bytes = ByteBuffer.allocate(256);
        bytes.putLong(5).putLong(6);
        put(bytes, "orders").putInt(0).putInt(1);
        put(bytes, "header");
        put(bytes, "value");
        put(bytes, "prior").putInt(-2);
        put(bytes, "new").putLong(99);
        byte[] exact = new byte[bytes.position()];
        bytes.flip().get(exact);
        return exact;
    }

    private static ByteBuffer put(ByteBuffer target, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return target.putInt(bytes.length).put(bytes);
    }
}
