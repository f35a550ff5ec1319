package dev.millrace.broker;

import dev.millrace.broker.TopicEventFormat.TopicEvent;
import dev.millrace.transaction.TransactionRecords;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/** Puts the records of the broker's own topics into words, for a person who looks at the file. */
public final class InternalRecords {

    private InternalRecords() {}

    /**
     * What a record says.
     *
     * @param topic the topic that holds it
     * @param key its key
     * @param value its value
     * @return the fields by name, in the order of the format; null if the topic is a user's
     * @throws CorruptRecordException if the record is none of the topic's
     * @throws UnsupportedVersionException if a newer program wrote it
     */
    public static @Nullable Map<String, Object> describe(
            String topic, @Nullable ByteBuffer key, @Nullable ByteBuffer value) {
        return switch (topic) {
            case TopicNames.TRANSACTIONS -> TransactionRecords.describe(key, value);
            case TopicNames.OFFSETS -> offsets(bytesOfKey(topic, key), bytes(value));
            case TopicNames.CATALOG -> catalog(bytesOfKey(topic, key), bytes(value));
            default -> null;
        };
    }

    private static Map<String, Object> offsets(byte[] keyBytes, byte @Nullable [] value) {
        Map<String, Object> fields = new LinkedHashMap<>();
        OffsetsFormat.Key key = OffsetsFormat.readKey(keyBytes);
        if (key == null) {
            fields.put("kind", "unknown to this program");
            return fields;
        }
        fields.put("group", key.group());
        if (key.partition() != null) {
            fields.put("partition", key.partition());
        }
        if (value == null) {
            fields.put("deleted", true);
        } else if (key.partition() != null) {
            OffsetsFormat.CommittedOffset committed = OffsetsFormat.readOffset(value);
            fields.put("offset", committed.offset().offset());
            committed.offset().leaderEpoch().ifPresent(epoch -> fields.put("leader epoch", epoch));
            fields.put("metadata", committed.offset().metadata());
            fields.put("committed", committed.committedMs());
        } else {
            OffsetsFormat.GroupSummary group = OffsetsFormat.readGroup(value);
            fields.put("protocol type", group.protocolType());
            fields.put("generation", group.generation());
            fields.put("protocol", String.valueOf(group.protocol()));
            fields.put("leader", String.valueOf(group.leader()));
            fields.put("since", group.sinceMs());
        }
        return fields;
    }

    private static Map<String, Object> quota(byte[] key, byte @Nullable [] value) {
        Map<String, Object> fields = new LinkedHashMap<>();
        String clientId = QuotaEventFormat.readKey(key);
        fields.put("quotas of client id", clientId.equals(QuotaEventFormat.DEFAULT) ? "any other" : clientId);
        fields.putAll(QuotaEventFormat.read(value));
        return fields;
    }

    private static Map<String, Object> catalog(byte[] key, byte @Nullable [] value) {
        if (QuotaEventFormat.isKey(key)) {
            return quota(key, value);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("topic", new String(key, StandardCharsets.UTF_8));
        if (value == null) {
            fields.put("forgotten", true);
            return fields;
        }
        TopicEvent event = TopicEventFormat.read(value);
        fields.put("id", event.id());
        if (event.deleted()) {
            fields.put("deleted", true);
        } else {
            fields.put("partitions", event.partitions());
            fields.put("settings", event.configs());
        }
        return fields;
    }

    private static byte[] bytesOfKey(String topic, @Nullable ByteBuffer key) {
        byte[] bytes = bytes(key);
        if (bytes == null) {
            throw new CorruptRecordException("A record of " + topic + " has no key");
        }
        return bytes;
    }

    private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
        if (buffer == null) {
            return null;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
