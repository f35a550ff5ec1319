package dev.millrace.broker;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The records of {@code __consumer_offsets}, in Apache Kafka's layout, so that its tools can read the topic.
 *
 * <pre>
 * committed offset                              group
 *   key    version   int16 = 1                    key    version    int16 = 2
 *          group     string                              group      string
 *          topic     string                       value  version    int16 = 3
 *          partition int32                               protocol type  string
 *   value  version   int16 = 3                           generation     int32
 *          offset    int64                               protocol       string or null
 *          epoch     int32, -1 none                      leader         string or null
 *          metadata  string                              since          int64 ms
 *          committed int64 ms                            members        int32 count, always 0
 * </pre>
 *
 * <p>A null value deletes. Members are not kept: in one process they die with the broker, so a group starts empty and
 * only its generation goes on. Values of versions 0 to 3 are read.
 */
final class OffsetsFormat {

    private static final short OFFSET_KEY = 1;
    private static final short GROUP_KEY = 2;
    private static final short VALUE_VERSION = 3;
    private static final String LAYOUT = "record of __consumer_offsets";

    private OffsetsFormat() {}

    /** The key of a record: of a group's offset for a partition, or (partition null) of the group itself. */
    record Key(String group, @Nullable TopicPartition partition) {}

    /**
     * An offset as it was committed; {@code committedMs} is when, {@code at} where in the log (not a part of the
     * format).
     */
    record CommittedOffset(OffsetAndMetadata offset, long committedMs, long at) {
        CommittedOffset(OffsetAndMetadata offset, long committedMs) {
            this(offset, committedMs, 0);
        }

        CommittedOffset at(long logOffset) {
            return new CommittedOffset(offset, committedMs, logOffset);
        }
    }

    /** What is kept of a group; {@code sinceMs} is when it came into this generation. */
    record GroupSummary(
            String protocolType,
            int generation,
            @Nullable String protocol,
            @Nullable String leader,
            long sinceMs) {}

    static byte[] offsetKey(String group, TopicPartition partition) {
        return new FieldWriter()
                .int16(OFFSET_KEY)
                .string(group)
                .string(partition.topic())
                .int32(partition.partition())
                .toByteArray();
    }

    static byte[] groupKey(String group) {
        return new FieldWriter().int16(GROUP_KEY).string(group).toByteArray();
    }

    static byte[] offsetValue(CommittedOffset committed) {
        OffsetAndMetadata offset = committed.offset();
        return new FieldWriter()
                .int16(VALUE_VERSION)
                .int64(offset.offset())
                .int32(offset.leaderEpoch().orElse(-1))
                .string(offset.metadata())
                .int64(committed.committedMs())
                .toByteArray();
    }

    static byte[] groupValue(GroupSummary group) {
        return new FieldWriter()
                .int16(VALUE_VERSION)
                .string(group.protocolType())
                .int32(group.generation())
                .string(group.protocol())
                .string(group.leader())
                .int64(group.sinceMs())
                .int32(0)
                .toByteArray();
    }

    /** Null for a key of a kind that this version does not know, which a reader passes over. */
    static @Nullable Key readKey(byte[] bytes) {
        FieldReader in = new FieldReader(LAYOUT, ByteBuffer.wrap(bytes));
        short kind = in.int16();
        if (kind < 0 || kind > GROUP_KEY) {
            return null;
        }
        String group = in.string();
        return kind == GROUP_KEY ? new Key(group, null) : new Key(group, new TopicPartition(in.string(), in.int32()));
    }

    static CommittedOffset readOffset(byte[] bytes) {
        FieldReader in = new FieldReader(LAYOUT, ByteBuffer.wrap(bytes));
        short version = readVersion(in);
        long offset = in.int64();
        if (offset < 0) {
            throw in.corrupt("offset " + offset);
        }
        int epoch = version >= 3 ? in.int32() : -1;
        String metadata = in.string();
        long committedMs = in.int64();
        Optional<Integer> leaderEpoch = epoch < 0 ? Optional.empty() : Optional.of(epoch);
        return new CommittedOffset(new OffsetAndMetadata(offset, leaderEpoch, metadata), committedMs);
    }

    static GroupSummary readGroup(byte[] bytes) {
        FieldReader in = new FieldReader(LAYOUT, ByteBuffer.wrap(bytes));
        short version = readVersion(in);
        return new GroupSummary(
                in.string(), in.int32(), in.nullableString(), in.nullableString(), version >= 2 ? in.int64() : -1);
    }

    private static short readVersion(FieldReader in) {
        short version = in.int16();
        if (version < 0 || version > VALUE_VERSION) {
            throw in.corrupt("value version " + version + ", but this program reads 0 to " + VALUE_VERSION
                    + "; was the directory written by a newer one?");
        }
        return version;
    }
}
