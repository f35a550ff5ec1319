package dev.millrace.broker;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;

/**
 * The events of the topic catalog. The record's key is the topic's name in UTF-8.
 *
 * <pre>
 * value  version    int16 = 1
 *        kind       int16   1 created, 2 deleted
 *        id         int64, int64           the topic's id
 *        partitions int32                  kind 1
 *        configs    int32 count, then [name string, value string]
 * </pre>
 *
 * <p>A topic that changes (more partitions, other settings) is written again as a whole, so the latest event of a name
 * says everything about it.
 */
final class TopicEventFormat {

    private static final short VERSION = 1;
    private static final short CREATED = 1;
    private static final short DELETED = 2;

    private TopicEventFormat() {}

    /** What the catalog knows of a topic; {@code partitions} is 0 once it is deleted. */
    record TopicEvent(Uuid id, int partitions, Map<String, String> configs) {

        boolean deleted() {
            return partitions == 0;
        }

        static TopicEvent deleted(Uuid id) {
            return new TopicEvent(id, 0, Map.of());
        }
    }

    static byte[] write(TopicEvent event) {
        FieldWriter out = new FieldWriter()
                .int16(VERSION)
                .int16(event.deleted() ? DELETED : CREATED)
                .int64(event.id().getMostSignificantBits())
                .int64(event.id().getLeastSignificantBits());
        if (!event.deleted()) {
            out.int32(event.partitions()).int32(event.configs().size());
            event.configs().forEach((name, value) -> out.string(name).string(value));
        }
        return out.toByteArray();
    }

    static TopicEvent read(byte[] bytes) {
        FieldReader in = new FieldReader("topic event of " + TopicNames.CATALOG, ByteBuffer.wrap(bytes));
        short version = in.int16();
        if (version != VERSION) {
            throw in.corrupt("version " + version + ", but this program reads " + VERSION
                    + "; was the directory written by a newer one?");
        }
        short kind = in.int16();
        Uuid id = new Uuid(in.int64(), in.int64());
        if (kind == DELETED) {
            return TopicEvent.deleted(id);
        }
        int partitions = in.int32();
        if (kind != CREATED || partitions < 1) {
            throw in.corrupt("kind " + kind + " with " + partitions + " partitions");
        }
        Map<String, String> configs = new TreeMap<>();
        int count = in.count(4);
        for (int i = 0; i < count; i++) {
            configs.put(in.string(), in.string());
        }
        return new TopicEvent(id, partitions, configs);
    }
}
