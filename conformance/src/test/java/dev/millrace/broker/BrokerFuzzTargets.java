package dev.millrace.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.broker.OffsetsFormat.CommittedOffset;
import dev.millrace.broker.OffsetsFormat.GroupSummary;
import dev.millrace.broker.TopicEventFormat.TopicEvent;
import dev.millrace.fuzz.FuzzTarget;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.CorruptRecordException;

/** The events of the broker's topics, and what members of a group send each other. */
public final class BrokerFuzzTargets {

    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);

    private BrokerFuzzTargets() {}

    /** All of them. */
    public static List<FuzzTarget> all() {
        return List.of(
                target(
                        "offset-key",
                        BrokerFuzzTargets::offsetKey,
                        OffsetsFormat.offsetKey("g", ORDERS),
                        OffsetsFormat.groupKey("g")),
                target("offset-value", OffsetsFormat::readOffset, offset()),
                target("group-value", OffsetsFormat::readGroup, group()),
                target("quotas", BrokerFuzzTargets::quota, quotas(), QuotaEventFormat.key("client")),
                target(
                        "catalog",
                        TopicEventFormat::read,
                        topic(),
                        TopicEventFormat.write(TopicEvent.deleted(Uuid.ONE_UUID))),
                target(
                        "subscription",
                        input -> ConsumerProtocolFormat.readSubscription(ByteBuffer.wrap(input)),
                        subscription()),
                target(
                        "assignment",
                        input -> ConsumerProtocolFormat.readAssignment(ByteBuffer.wrap(input)),
                        assignment()),
                target("internal-records", BrokerFuzzTargets::describe, offset(), group(), topic()));
    }

    private static FuzzTarget target(String name, FuzzTarget.Decoder decoder, byte[]... seeds) {
        return FuzzTarget.of(name, List.of(seeds), decoder, CorruptRecordException.class);
    }

    private static void offsetKey(byte[] input) {
        OffsetsFormat.readKey(input);
    }

    private static void quota(byte[] input) {
        if (QuotaEventFormat.isKey(input)) {
            assert QuotaEventFormat.readKey(input).length() <= input.length;
        }
        QuotaEventFormat.read(input);
    }

    private static void describe(byte[] input) {
        byte[] offsetKey = OffsetsFormat.offsetKey("g", ORDERS);
        CorruptRecordException refused = null;
        for (byte[] key : List.of(offsetKey, OffsetsFormat.groupKey("g"), input)) {
            for (String topic : List.of(TopicNames.OFFSETS, TopicNames.CATALOG)) {
                try {
                    InternalRecords.describe(topic, ByteBuffer.wrap(key), ByteBuffer.wrap(input));
                } catch (CorruptRecordException e) {
                    refused = e;
                }
            }
        }
        if (refused != null) {
            throw refused;
        }
    }

    private static byte[] offset() {
        return OffsetsFormat.offsetValue(new CommittedOffset(new OffsetAndMetadata(42, Optional.of(1), "note"), 7));
    }

    private static byte[] group() {
        return OffsetsFormat.groupValue(new GroupSummary("consumer", 3, "range", "leader", 9));
    }

    private static byte[] quotas() {
        return Objects.requireNonNull(QuotaEventFormat.write(Map.of("producer_byte_rate", 1e6)));
    }

    private static byte[] topic() {
        return TopicEventFormat.write(new TopicEvent(Uuid.ONE_UUID, 3, Map.of("cleanup.policy", "compact")));
    }

    private static byte[] subscription() {
        return bytes(ConsumerProtocolFormat.write(
                ConsumerProtocolFormat.subscription(
                        List.of("orders"),
                        ByteBuffer.wrap("data".getBytes(UTF_8)),
                        List.of(ORDERS),
                        2,
                        Optional.of("rack")),
                2));
    }

    private static byte[] assignment() {
        return bytes(ConsumerProtocolFormat.write(new Assignment(List.of(ORDERS))));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
