package dev.millrace.streams.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.errors.StreamsException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class TimestampExtractorsTest {
    private static final ConsumerRecord<Object, Object> AT_TEN = record(10);
    private static final ConsumerRecord<Object, Object> WITHOUT_TIME = record(-1);

    private static ConsumerRecord<Object, Object> record(long timestamp) {
        return new ConsumerRecord<>(
                "in",
                3,
                42,
                timestamp,
                TimestampType.CREATE_TIME,
                0,
                0,
                "k",
                "v",
                new RecordHeaders(),
                Optional.empty());
    }

    @Test
    void aValidTimestampIsTakenAsItIs() {
        assertThat(new FailOnInvalidTimestamp().extract(AT_TEN, 99)).isEqualTo(10);
        assertThat(new LogAndSkipOnInvalidTimestamp().extract(AT_TEN, 99)).isEqualTo(10);
        assertThat(new UsePartitionTimeOnInvalidTimestamp().extract(AT_TEN, 99)).isEqualTo(10);
    }

    @Test
    void failingNamesThePlaceAndTheWaysOut() {
        assertThatThrownBy(() -> new FailOnInvalidTimestamp().extract(WITHOUT_TIME, 99))
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("offset 42 of in-3")
                .hasMessageContaining("default.timestamp.extractor")
                .hasMessageContaining(LogAndSkipOnInvalidTimestamp.class.getName());
    }

    @Test
    void skippingGivesANegativeTimestamp() {
        assertThat(new LogAndSkipOnInvalidTimestamp().extract(WITHOUT_TIME, 99)).isNegative();
    }

    @Test
    void partitionTimeStandsInUnlessThereIsNone() {
        UsePartitionTimeOnInvalidTimestamp extractor = new UsePartitionTimeOnInvalidTimestamp();

        assertThat(extractor.extract(WITHOUT_TIME, 99)).isEqualTo(99);
        assertThatThrownBy(() -> extractor.extract(WITHOUT_TIME, -1))
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("offset 42 of in-3");
    }
}
