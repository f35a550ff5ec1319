package dev.millrace.conformance.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.operator.ChangeSerde;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.internals.Change;
import org.apache.kafka.streams.kstream.internals.ChangedDeserializer;
import org.apache.kafka.streams.kstream.internals.ChangedSerializer;
import org.junit.jupiter.api.Test;

/**
 * What grouping a table writes to its repartition topic is what Kafka Streams writes, so an application can move either
 * way.
 */
class ChangeSerdeOracleTest {

    private static final RecordHeaders NONE = new RecordHeaders();
    private static final int[] SIZES = {0, 1, 63, 64, 127, 128, 8_191, 8_192, 1_048_575, 1_048_576};

    private final Random random = new Random(1);

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void updatesAreWrittenAlikeAndReadByBoth() {
        for (int size : SIZES) {
            same(bytes(size), bytes(3));
            same(bytes(3), bytes(size));
            same(bytes(size), null);
            same(null, bytes(size));
        }
    }

    private static void same(byte[] newValue, byte[] oldValue) {
        ChangeSerde<byte[]> ours = new ChangeSerde<>(Serdes.ByteArray());
        byte[] theirs = new ChangedSerializer<>(Serdes.ByteArray().serializer())
                .serialize("t", NONE, new Change<>(newValue, oldValue));
        byte[] written =
                ours.serializer().serialize("t", NONE, new dev.millrace.streams.operator.Change<>(newValue, oldValue));
        assertThat(written).isEqualTo(theirs);
        var read = ours.deserializer().deserialize("t", NONE, theirs);
        assertThat(read.newValue()).isEqualTo(newValue);
        assertThat(read.oldValue()).isEqualTo(oldValue);
        Change<byte[]> readByThem =
                new ChangedDeserializer<>(Serdes.ByteArray().deserializer()).deserialize("t", NONE, written);
        assertThat(readByThem.newValue).isEqualTo(newValue);
        assertThat(readByThem.oldValue).isEqualTo(oldValue);
    }
}
