package dev.millrace.examples.editwars;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;

/**
 * The bytes of an {@link EditorSession}. A bot's session of thousands of pages is written at every commit, so this one
 * value is not left to JSON.
 *
 * <pre>
 *   | edits (8) | number of pages (4) | length of a page in bytes (4) | UTF-8 | ...
 * </pre>
 */
final class EditorSessionSerde implements Serde<EditorSession> {

    @Override
    public Serializer<EditorSession> serializer() {
        return (topic, session) -> session == null ? null : bytes(session);
    }

    @Override
    public Deserializer<EditorSession> deserializer() {
        return (topic, bytes) -> bytes == null ? null : session(ByteBuffer.wrap(bytes));
    }

    private static byte[] bytes(EditorSession session) {
        int sizeBytes = Long.BYTES + Integer.BYTES;
        for (Bytes page : session.pages()) {
            sizeBytes += Integer.BYTES + page.get().length;
        }
        ByteBuffer buffer = ByteBuffer.allocate(sizeBytes)
                .putLong(session.edits())
                .putInt(session.pages().size());
        for (Bytes page : session.pages()) {
            buffer.putInt(page.get().length).put(page.get());
        }
        return buffer.array();
    }

    private static EditorSession session(ByteBuffer buffer) {
        long edits = buffer.getLong();
        int count = buffer.getInt();
        Set<Bytes> pages = new HashSet<>(count * 2);
        for (int i = 0; i < count; i++) {
            byte[] utf8 = new byte[buffer.getInt()];
            buffer.get(utf8);
            pages.add(Bytes.wrap(utf8));
        }
        return new EditorSession(edits, pages);
    }
}
