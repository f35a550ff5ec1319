package dev.millrace.broker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that members of a consumer group exchange through the coordinator, which does not read them.
 *
 * <pre>
 * Subscription                                   Assignment
 *   version      int16   (we write 3)              version     int16   (we write 3)
 *   topics       [string]                          partitions  [topic string, [int32]]
 *   userData     bytes or null                     userData    bytes or null
 *   owned        [topic string, [int32]]  v1+
 *   generation   int32, -1 none           v2+
 *   rack         string or null           v3+
 * </pre>
 *
 * <p>Arrays have an int32 count, strings an int16 and bytes an int32 length. A reader takes what it knows of a newer
 * version and leaves the rest. This is the layout of Apache Kafka's {@code consumer} embedded protocol, so that members
 * behind a socket and members in this process can share a group.
 */
final class ConsumerProtocolFormat {

    /** The protocol type under which consumers join a group. */
    static final String PROTOCOL_TYPE = "consumer";

    private static final short VERSION = 3;

    private ConsumerProtocolFormat() {}

    static ByteBuffer write(Subscription subscription, int generation) {
        FieldWriter out =
                new FieldWriter().int16(VERSION).int32(subscription.topics().size());
        subscription.topics().forEach(out::string);
        out.bytes(subscription.userData());
        writePartitions(out, subscription.ownedPartitions());
        out.int32(generation).string(subscription.rackId().orElse(null));
        return out.toBuffer();
    }

    static Subscription readSubscription(ByteBuffer bytes) {
        FieldReader in = new FieldReader("consumer subscription", bytes);
        short version = readVersion(in);
        int count = in.count(2);
        List<String> topics = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            topics.add(in.string());
        }
        ByteBuffer userData = in.nullableBytes();
        List<TopicPartition> owned = version >= 1 ? readPartitions(in) : List.of();
        int generation = version >= 2 ? in.int32() : -1;
        Optional<String> rack = version >= 3 ? Optional.ofNullable(in.nullableString()) : Optional.empty();
        return subscription(topics, userData, owned, generation, rack);
    }

    // Kafka's class takes a null for "no user data", which its signature cannot say.
    @SuppressWarnings("NullAway")
    static Subscription subscription(
            List<String> topics,
            @Nullable ByteBuffer userData,
            List<TopicPartition> owned,
            int generation,
            Optional<String> rack) {
        return new Subscription(topics, userData, owned, generation, rack);
    }

    static ByteBuffer write(Assignment assignment) {
        FieldWriter out = new FieldWriter().int16(VERSION);
        writePartitions(out, assignment.partitions());
        return out.bytes(assignment.userData()).toBuffer();
    }

    // As above: null user data.
    @SuppressWarnings("NullAway")
    static Assignment readAssignment(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return new Assignment(List.of());
        }
        FieldReader in = new FieldReader("consumer assignment", bytes);
        readVersion(in);
        List<TopicPartition> partitions = readPartitions(in);
        return new Assignment(partitions, in.nullableBytes());
    }

    private static short readVersion(FieldReader in) {
        short version = in.int16();
        if (version < 0) {
            throw in.corrupt("version " + version);
        }
        return version;
    }

    private static void writePartitions(FieldWriter out, List<TopicPartition> partitions) {
        Map<String, List<Integer>> byTopic = new LinkedHashMap<>();
        for (TopicPartition partition : partitions) {
            byTopic.computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                    .add(partition.partition());
        }
        out.int32(byTopic.size());
        byTopic.forEach((topic, numbers) -> {
            out.string(topic).int32(numbers.size());
            numbers.forEach(out::int32);
        });
    }

    private static List<TopicPartition> readPartitions(FieldReader in) {
        List<TopicPartition> partitions = new ArrayList<>();
        int topics = in.count(6);
        for (int t = 0; t < topics; t++) {
            String topic = in.string();
            int count = in.count(4);
            for (int p = 0; p < count; p++) {
                partitions.add(new TopicPartition(topic, in.int32()));
            }
        }
        return partitions;
    }
}
