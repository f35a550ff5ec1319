package dev.millrace.stores;

import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.processor.RecordContext;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What waits in a buffer, byte for byte as Kafka Streams writes it to the changelog of a suppression (its version 3,
 * which the header {@code v} of the record says) or of a join with a grace period, which has no prior and old value.
 * All numbers are big-endian; a length of -1 is null.
 *
 * <pre>
 *   | timestamp, 8 | offset, 8 | topic length, 4 | topic | partition, 4 | header count, 4 (-1: no headers) |
 *   | for each header: key length, 4 | key | value length, 4 | value |
 *   | prior value length, 4 | prior value |
 *   | old value length, 4 (-2: the same as the prior value) | old value |
 *   | new value length, 4 | new value |
 *   | time that it waits for, 8; in a join 0 |
 * </pre>
 *
 * @param context of the update's record
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BufferedBytes(
        RecordContext context,
        byte @Nullable [] priorValue,
        byte @Nullable [] oldValue,
        byte @Nullable [] newValue,
        long timeMs) {

    private static final String VERSION_KEY = "v";
    private static final byte VERSION = 3;
    private static final int NULL = -1;
    private static final int SAME_AS_PRIOR = -2;

    /** The headers of every changelog record with a value. */
    static Header[] versionHeaders() {
        return new Header[] {new RecordHeader(VERSION_KEY, new byte[] {VERSION})};
    }

    /** How long its values are together. */
    int valueBytes() {
        return length(priorValue) + length(oldValue) + length(newValue);
    }

    byte[] toBytes() {
        byte[] topic = context.topic() == null
                ? Rows.EMPTY
                : String.valueOf(context.topic()).getBytes(StandardCharsets.UTF_8);
        Header[] headers = context.headers().toArray();
        int size = 8 + 8 + 4 + topic.length + 4 + 4 + 3 * 4 + 8 + length(priorValue) + length(newValue);
        for (Header header : headers) {
            size += 8 + header.key().getBytes(StandardCharsets.UTF_8).length + length(header.value());
        }
        boolean same = oldValue != null && Arrays.equals(oldValue, priorValue);
        size += same ? 0 : length(oldValue);
        ByteBuffer buffer = ByteBuffer.allocate(size);
        buffer.putLong(context.timestamp()).putLong(context.offset());
        put(buffer, topic);
        buffer.putInt(context.partition()).putInt(headers.length);
        for (Header header : headers) {
            put(buffer, header.key().getBytes(StandardCharsets.UTF_8));
            put(buffer, header.value());
        }
        put(buffer, priorValue);
        if (same) {
            buffer.putInt(SAME_AS_PRIOR);
        } else {
            put(buffer, oldValue);
        }
        put(buffer, newValue);
        buffer.putLong(timeMs);
        return buffer.array();
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @param headers of the changelog record
     * @param name the buffer's, for messages
     */
    static BufferedBytes parse(byte[] bytes, Headers headers, String name) {
        Header version = headers.lastHeader(VERSION_KEY);
        if (version == null || !Arrays.equals(version.value(), new byte[] {VERSION})) {
            throw new StreamsException("The changelog of the suppression buffer " + name
                    + " has a record that is not of version 3 (Kafka Streams 2.5 and later). Let the application that wrote it"
                    + " emit all that waits, or delete the changelog topic");
        }
        return parse(bytes, name);
    }

    /** Reads what {@link #toBytes} wrote; the caller knows the version. */
    static BufferedBytes parse(byte[] bytes, String name) {
        try {
            return parse(ByteBuffer.wrap(bytes));
        } catch (BufferUnderflowException e) {
            throw new StreamsException(
                    "The changelog of the buffer " + name + " has a record of " + bytes.length
                            + " bytes that ends too early or names a size that is not there",
                    e);
        }
    }

    private static BufferedBytes parse(ByteBuffer buffer) {
        long timestampMs = buffer.getLong();
        long offset = buffer.getLong();
        byte[] topicName = take(buffer);
        String topic =
                topicName == null || topicName.length == 0 ? null : new String(topicName, StandardCharsets.UTF_8);
        int partition = buffer.getInt();
        RecordHeaders headers = new RecordHeaders();
        int count = buffer.getInt();
        for (int i = 0; i < count; i++) {
            byte[] key = take(buffer);
            headers.add(key == null ? "" : new String(key, StandardCharsets.UTF_8), take(buffer));
        }
        byte[] prior = take(buffer);
        int oldLength = buffer.getInt();
        byte[] old = oldLength == SAME_AS_PRIOR ? prior : take(buffer, oldLength);
        byte[] now = take(buffer);
        Origin context = new Origin(topic, partition, offset, timestampMs, headers);
        return new BufferedBytes(context, prior, old, now, buffer.getLong());
    }

    /** What it takes by the count of {@code BufferConfig.maxBytes}, without its key. */
    static long sizeOf(RecordContext context) {
        long size = 8 + 8 + 4;
        String topic = context.topic();
        size += topic == null ? 0 : topic.length();
        for (Header header : context.headers()) {
            size += header.key().length() + length(header.value());
        }
        return size;
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static void put(ByteBuffer buffer, byte @Nullable [] bytes) {
        if (bytes == null) {
            buffer.putInt(NULL);
        } else {
            buffer.putInt(bytes.length).put(bytes);
        }
    }

    private static byte @Nullable [] take(ByteBuffer buffer) {
        return take(buffer, buffer.getInt());
    }

    private static byte @Nullable [] take(ByteBuffer buffer, int length) {
        if (length == NULL) {
            return null;
        }
        if (length < 0 || length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }
}
