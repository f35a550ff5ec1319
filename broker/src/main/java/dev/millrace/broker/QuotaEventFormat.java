package dev.millrace.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The events of the catalog that set quotas. A key begins with a byte that no topic's name has.
 *
 * <pre>
 * key    '/'
 *        client id  UTF-8                  empty: all that have none of their own
 * value  version    int16 = 1              null: none any more
 *        count      int32, then [name string, bytes per second float64 as int64]
 * </pre>
 */
final class QuotaEventFormat {

    /** Stands for all client ids for which nothing is set. No client has it: an empty {@code client.id} is replaced. */
    static final String DEFAULT = "";

    private static final byte MARK = '/';
    private static final short VERSION = 1;

    private QuotaEventFormat() {}

    static boolean isKey(byte[] key) {
        return key.length > 0 && key[0] == MARK;
    }

    static byte[] key(String clientId) {
        byte[] utf8 = clientId.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + utf8.length).put(MARK).put(utf8).array();
    }

    static String readKey(byte[] key) {
        return new String(key, 1, key.length - 1, StandardCharsets.UTF_8);
    }

    static byte @Nullable [] write(Map<String, Double> values) {
        if (values.isEmpty()) {
            return null;
        }
        FieldWriter out = new FieldWriter().int16(VERSION).int32(values.size());
        new TreeMap<>(values).forEach((name, value) -> out.string(name).int64(Double.doubleToLongBits(value)));
        return out.toByteArray();
    }

    static Map<String, Double> read(byte @Nullable [] value) {
        if (value == null) {
            return Map.of();
        }
        FieldReader in = new FieldReader("quota event of " + TopicNames.CATALOG, ByteBuffer.wrap(value));
        short version = in.int16();
        if (version != VERSION) {
            throw in.corrupt("version " + version + ", but this program reads " + VERSION
                    + "; was the directory written by a newer one?");
        }
        Map<String, Double> values = new TreeMap<>();
        int count = in.count(2 + 8);
        for (int i = 0; i < count; i++) {
            String name = in.string();
            double rate = Double.longBitsToDouble(in.int64());
            if (!(rate > 0) || Double.isInfinite(rate)) {
                throw in.corrupt("quota " + name + " of " + rate);
            }
            values.put(name, rate);
        }
        return values;
    }
}
