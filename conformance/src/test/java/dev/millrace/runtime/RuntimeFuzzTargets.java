package dev.millrace.runtime;

import dev.millrace.fuzz.FuzzTarget;
import dev.millrace.streams.kstream.SessionWindowedDeserializer;
import dev.millrace.streams.kstream.TimeWindowedDeserializer;
import dev.millrace.streams.operator.ChangeSerde;
import dev.millrace.streams.operator.WindowedKeySerde;
import dev.millrace.streams.processor.TaskId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;

/** What members of an application send each other, and the serdes of its internal topics. */
public final class RuntimeFuzzTargets {

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
                        new byte[] {0, 0, 0, 2, 7, 8, 9, 2}));
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
