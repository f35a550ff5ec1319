package dev.millrace.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.fuzz.FuzzTarget;
import dev.millrace.streams.kstream.SessionWindowedDeserializer;
import dev.millrace.streams.kstream.TimeWindowedDeserializer;
import dev.millrace.streams.operator.ChangeSerde;
import dev.millrace.streams.operator.Subscription;
import dev.millrace.streams.operator.SubscriptionAnswer;
import dev.millrace.streams.operator.SubscriptionAnswerSerde;
import dev.millrace.streams.operator.SubscriptionSerde;
import dev.millrace.streams.operator.ValueHash;
import dev.millrace.streams.operator.WindowedKeySerde;
import dev.millrace.streams.processor.TaskId;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** What members of an application send each other, and the serdes of its internal topics. */
public final class RuntimeFuzzTargets {

    private static final ValueHash HASH = ValueHash.of(new byte[] {4});

    private RuntimeFuzzTargets() {}

    /** All of them. */
    public static List<FuzzTarget> all() {
        return List.of(
                FuzzTarget.of(
                        "assignment-data",
                        List.of(assignmentData()),
                        input -> AssignmentData.decode(ByteBuffer.wrap(input))),
                serde(
                        "windowed-key",
                        WindowedKeySerde.ofWindows(Serdes.ByteArray(), 10).deserializer(),
                        new byte[20]),
                serde(
                        "session-key",
                        WindowedKeySerde.ofSessions(Serdes.ByteArray()).deserializer(),
                        new byte[20]),
                serde("time-windowed", new TimeWindowedDeserializer<>(new ByteArrayDeserializer(), 10L), new byte[20]),
                serde("session-windowed", new SessionWindowedDeserializer<>(new ByteArrayDeserializer()), new byte[20]),
                serde(
                        "change",
                        new ChangeSerde<>(Serdes.ByteArray()).deserializer(),
                        new byte[] {5, 0},
                        new byte[] {5, 1},
                        new byte[] {4, 7, 8, 9, 2}),
                foreignKey("subscription-to-foreign-key", new SubscriptionSerde<>(Serdes.ByteArray()), subscriptions()),
                foreignKey(
                        "answer-to-foreign-key",
                        new SubscriptionAnswerSerde<>(Serdes.ByteArray()),
                        List.of(
                                new SubscriptionAnswer<>(HASH, new byte[] {1, 2}, null),
                                new SubscriptionAnswer<>(null, null, null))),
                FuzzTarget.of(
                        "partition-metadata",
                        List.of(
                                new PartitionMetadata(7, Map.of()).encoded().getBytes(UTF_8),
                                new PartitionMetadata(7, Map.of("a", 5L, "b", 6L))
                                        .encoded()
                                        .getBytes(UTF_8),
                                new PartitionMetadata(7, Map.of("a".repeat(4000), 5L, "a".repeat(3000), 6L))
                                        .encoded()
                                        .getBytes(UTF_8)),
                        input -> {
                            PartitionMetadata.decode(new String(input, UTF_8));
                            PartitionMetadata.decode(Base64.getEncoder().encodeToString(input));
                        }));
    }

    private static <T> FuzzTarget foreignKey(String name, Serde<T> serde, List<T> values) {
        byte[][] seeds = values.stream()
                .map(value -> serde.serializer().serialize("topic", value))
                .toArray(byte[][]::new);
        return serde(name, serde.deserializer(), seeds);
    }

    private static List<Subscription<byte[]>> subscriptions() {
        byte[] key = {1, 2, 3};
        return List.of(
                new Subscription<>(HASH, Subscription.Instruction.KEEP_AND_ANSWER, key, 2),
                new Subscription<>(null, Subscription.Instruction.END, key, null));
    }

    private static FuzzTarget serde(String name, Deserializer<?> deserializer, byte[]... seeds) {
        return FuzzTarget.of(
                name,
                List.of(seeds),
                input -> deserializer.deserialize("topic", new RecordHeaders(), input),
                SerializationException.class);
    }

    private static byte[] assignmentData() {
        return AssignmentData.of(new UUID(1, 2), List.of(new TaskId(0, 1), new TaskId(1, 0)), true)
                .encode()
                .array();
    }
}
