package dev.millrace.examples.editwars;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a {@link RadarEvent} between two sub-topologies.
 *
 * <pre>
 *   tick: | 0 | timeMs (8) |
 *   edit: | 1 | flags (1) | line (8) | timeMs (8) | channel | page | user | language | revertedUser |
 *   text: | length in bytes (4), -1 for null | UTF-8 |
 *   flags: bit 0 main namespace, bit 1 robot
 * </pre>
 */
final class RadarEventSerde implements Serde<RadarEvent> {

    private static final byte TICK = 0;
    private static final byte EDIT = 1;
    private static final int EDIT_FIXED_BYTES = 1 + 1 + 8 + 8 + 5 * 4;

    @Override
    public Serializer<RadarEvent> serializer() {
        return (topic, event) -> event == null ? null : bytes(event);
    }

    @Override
    public Deserializer<RadarEvent> deserializer() {
        return (topic, bytes) -> bytes == null ? null : event(topic, ByteBuffer.wrap(bytes));
    }

    private static byte[] bytes(RadarEvent event) {
        if (!(event instanceof Edit edit)) {
            return ByteBuffer.allocate(9).put(TICK).putLong(event.timeMs()).array();
        }
        byte[] channel = utf8(edit.channel());
        byte[] page = utf8(edit.page());
        byte[] user = utf8(edit.user());
        byte[] language = utf8(edit.language());
        byte @Nullable [] reverted = edit.revertedUser() == null ? null : utf8(edit.revertedUser());
        int texts = channel.length + page.length + user.length + language.length;
        ByteBuffer buffer = ByteBuffer.allocate(EDIT_FIXED_BYTES + texts + (reverted == null ? 0 : reverted.length));
        buffer.put(EDIT).put((byte) ((edit.mainNamespace() ? 1 : 0) | (edit.robot() ? 2 : 0)));
        buffer.putLong(edit.line()).putLong(edit.timeMs());
        putText(buffer, channel);
        putText(buffer, page);
        putText(buffer, user);
        putText(buffer, language);
        putText(buffer, reverted);
        return buffer.array();
    }

    private static RadarEvent event(String topic, ByteBuffer buffer) {
        byte type = buffer.get();
        if (type == TICK) {
            return new Tick(buffer.getLong());
        }
        if (type != EDIT) {
            throw new SerializationException("Topic " + topic + " holds a radar event of unknown type " + type);
        }
        byte flags = buffer.get();
        long line = buffer.getLong();
        long timeMs = buffer.getLong();
        String channel = text(buffer);
        String page = text(buffer);
        String user = text(buffer);
        String language = text(buffer);
        int length = buffer.getInt();
        String reverted = length < 0 ? null : text(buffer, length);
        return new Edit(line, timeMs, channel, page, user, language, (flags & 1) != 0, (flags & 2) != 0, reverted);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void putText(ByteBuffer buffer, byte @Nullable [] text) {
        if (text == null) {
            buffer.putInt(-1);
        } else {
            buffer.putInt(text.length).put(text);
        }
    }

    private static String text(ByteBuffer buffer) {
        return text(buffer, buffer.getInt());
    }

    private static String text(ByteBuffer buffer, int length) {
        String text =
                new String(buffer.array(), buffer.arrayOffset() + buffer.position(), length, StandardCharsets.UTF_8);
        buffer.position(buffer.position() + length);
        return text;
    }
}
