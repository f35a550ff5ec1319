package dev.millrace.conformance.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.operator.Subscription;
import dev.millrace.streams.operator.SubscriptionAnswer;
import dev.millrace.streams.operator.SubscriptionAnswerSerde;
import dev.millrace.streams.operator.SubscriptionSerde;
import dev.millrace.streams.operator.ValueHash;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.internals.foreignkeyjoin.SubscriptionResponseWrapper;
import org.apache.kafka.streams.kstream.internals.foreignkeyjoin.SubscriptionResponseWrapperSerde;
import org.apache.kafka.streams.kstream.internals.foreignkeyjoin.SubscriptionWrapper;
import org.apache.kafka.streams.kstream.internals.foreignkeyjoin.SubscriptionWrapperSerde;
import org.apache.kafka.streams.state.internals.Murmur3;
import org.junit.jupiter.api.Test;

/**
 * What a join by foreign key writes to its topics is what Kafka Streams writes, so an application can move either way.
 */
class ForeignKeySerdesOracleTest {

    private static final RecordHeaders NONE = new RecordHeaders();

    @Test
    void valuesAreHashedAlike() {
        Random random = new Random(7);
        for (int length = 0; length < 70; length++) {
            byte[] value = new byte[length];
            random.nextBytes(value);
            long[] theirs = Murmur3.hash128(value);
            assertThat(ValueHash.of(value)).as("length %d", length).isEqualTo(new ValueHash(theirs[0], theirs[1]));
        }
    }

    @Test
    void subscriptionsAreWrittenAlikeAndRead() {
        SubscriptionSerde<String> ours = new SubscriptionSerde<>(Serdes.String());
        SubscriptionWrapperSerde<String> theirs = new SubscriptionWrapperSerde<>(() -> "t-pk", Serdes.String());
        for (Subscription.Instruction instruction : Subscription.Instruction.values()) {
            for (boolean hashed : new boolean[] {true, false}) {
                Subscription<String> subscription =
                        new Subscription<>(hashed ? new ValueHash(1, -2) : null, instruction, "key", 3);
                byte[] bytes = theirs.serializer()
                        .serialize(
                                "t",
                                NONE,
                                new SubscriptionWrapper<>(
                                        hashed ? new long[] {1, -2} : null,
                                        SubscriptionWrapper.Instruction.fromValue(instruction.code()),
                                        "key",
                                        3));
                assertThat(ours.serializer().serialize("t", NONE, subscription)).isEqualTo(bytes);
                assertThat(ours.deserializer().deserialize("t", NONE, bytes)).isEqualTo(subscription);
            }
        }
    }

    @Test
    void subscriptionsOfTheFormerVersionAreRead() {
        byte[] bytes = new SubscriptionWrapperSerde<>(() -> "t-pk", Serdes.String())
                .serializer()
                .serialize(
                        "t",
                        NONE,
                        new SubscriptionWrapper<>(
                                null, SubscriptionWrapper.Instruction.DELETE_KEY_NO_PROPAGATE, "key", (byte) 0, null));
        assertThat(new SubscriptionSerde<>(Serdes.String()).deserializer().deserialize("t", NONE, bytes))
                .isEqualTo(new Subscription<>(null, Subscription.Instruction.END, "key", null));
    }

    @Test
    void answersAreWrittenAlikeAndRead() {
        SubscriptionAnswerSerde<String> ours = new SubscriptionAnswerSerde<>(Serdes.String());
        SubscriptionResponseWrapperSerde<String> theirs = new SubscriptionResponseWrapperSerde<>(Serdes.String());
        for (String value : new String[] {"value", null}) {
            for (boolean hashed : new boolean[] {true, false}) {
                SubscriptionAnswer<String> answer =
                        new SubscriptionAnswer<>(hashed ? new ValueHash(1, -2) : null, value, null);
                byte[] bytes = theirs.serializer()
                        .serialize(
                                "t",
                                NONE,
                                new SubscriptionResponseWrapper<>(hashed ? new long[] {1, -2} : null, value, null));
                assertThat(ours.serializer().serialize("t", NONE, answer)).isEqualTo(bytes);
                assertThat(ours.deserializer().deserialize("t", NONE, bytes)).isEqualTo(answer);
            }
        }
    }
}
