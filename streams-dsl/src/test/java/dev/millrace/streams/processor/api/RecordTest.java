package dev.millrace.streams.processor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.errors.StreamsException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class RecordTest {
    private static final byte[] BYTES = "x".getBytes(StandardCharsets.UTF_8);

    @Test
    void aChangeMakesANewRecordAndLeavesTheOldOne() {
        Record<String, Integer> record = new Record<>("k", 1, 10);

        Record<Long, Integer> otherKey = record.withKey(2L);
        Record<String, String> otherValue = record.withValue("v");
        Record<String, Integer> otherTime = record.withTimestamp(20);

        assertThat(otherKey).isEqualTo(new Record<>(2L, 1, 10));
        assertThat(otherValue).isEqualTo(new Record<>("k", "v", 10));
        assertThat(otherTime).isEqualTo(new Record<>("k", 1, 20));
        assertThat(record).isEqualTo(new Record<>("k", 1, 10));
    }

    @Test
    void eachRecordHasItsOwnHeaders() {
        Headers given = new RecordHeaders().add("a", BYTES);
        Record<String, Integer> record = new Record<>("k", 1, 10, given);
        Record<String, Integer> copy = record.withValue(2);

        given.add("b", BYTES);
        copy.headers().add("c", BYTES);

        assertThat(record.headers()).extracting("key").containsExactly("a");
        assertThat(copy.headers()).extracting("key").containsExactly("a", "c");
    }

    @Test
    void headersAddedToARecordWithoutAnyGoAlongWithItsCopies() {
        Record<String, Integer> record = new Record<>("k", 1, 10);
        record.headers().add("a", BYTES);

        assertThat(record.withKey("l").headers()).extracting("key").containsExactly("a");
        assertThat(record.withHeaders(null).headers()).isEmpty();
    }

    @Test
    void noHeadersAndEmptyHeadersAreTheSame() {
        Record<String, Integer> untouched = new Record<>("k", 1, 10);
        Record<String, Integer> asked = new Record<>("k", 1, 10, new RecordHeaders());
        assertThat(asked.headers()).isEmpty();

        assertThat(untouched).isEqualTo(asked).hasSameHashCodeAs(asked);
        assertThat(untouched).isNotEqualTo(new Record<>("k", 1, 10, new RecordHeaders().add("a", BYTES)));
    }

    @Test
    void keyAndValueMayBeNull() {
        Record<String, Integer> record = new Record<>(null, null, 0);

        assertThat(record.key()).isNull();
        assertThat(record.value()).isNull();
        assertThat(record)
                .hasToString("Record{key=null, value=null, timestamp=0, headers=" + new RecordHeaders() + "}");
    }

    @Test
    void aNegativeTimestampIsRefused() {
        assertThatThrownBy(() -> new Record<>("k", 1, -5))
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("-5")
                .hasCauseInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Record<>("k", 1, 5).withTimestamp(-1)).isInstanceOf(StreamsException.class);
    }

    @Test
    void aFixedKeyRecordHasWhatTheRecordHad() {
        Record<String, Integer> record = new Record<>("k", 1, 10, new RecordHeaders().add("a", BYTES));

        FixedKeyRecord<String, Integer> fixed = InternalFixedKeyRecordFactory.create(record);
        FixedKeyRecord<String, String> changed = fixed.withValue("v").withTimestamp(20);
        changed.headers().add("b", BYTES);

        assertThat(changed.key()).isEqualTo("k");
        assertThat(changed.value()).isEqualTo("v");
        assertThat(changed.timestamp()).isEqualTo(20);
        assertThat(fixed.headers()).extracting("key").containsExactly("a");
        assertThat(record.headers()).extracting("key").containsExactly("a");
        assertThat(fixed)
                .isEqualTo(InternalFixedKeyRecordFactory.create(record))
                .isNotEqualTo(changed);
    }
}
