package dev.millrace.log;

import static dev.millrace.log.LogFixture.NOW;
import static dev.millrace.log.LogFixture.ORDERS;
import static dev.millrace.log.LogFixture.timedBatch;
import static dev.millrace.log.LogFixture.transactional;
import static org.apache.kafka.common.IsolationLevel.READ_COMMITTED;
import static org.apache.kafka.common.IsolationLevel.READ_UNCOMMITTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.log.storage.MemoryStorage;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** Which timestamps are taken, and what is found by them. */
class TimestampsTest {

    private static final LogConfig SMALL_SEGMENTS = LogConfig.DEFAULT.withSegments(200, Long.MAX_VALUE);

    private final LogDirectory directory = LogFixture.open(new MemoryStorage());

    private PartitionLog log(LogConfig config) {
        return directory.create(ORDERS, config, NOW);
    }

    @Test
    void aRecordMayBeAnHourAheadOfTheClockAndNoMore() {
        PartitionLog log = log(LogConfig.DEFAULT);
        log.append(timedBatch(NOW + 3_600_000, "a"), NOW);
        log.append(timedBatch(0, "long ago"), NOW);
        assertThatThrownBy(() -> log.append(timedBatch(NOW + 3_600_001, "b"), NOW))
                .isInstanceOf(InvalidTimestampException.class)
                .hasMessageContaining(Long.toString(NOW + 3_600_001))
                .hasMessageContaining("message.timestamp.after.max.ms");
        assertThat(log.logEndOffset()).isEqualTo(2);
    }

    @Test
    void howOldARecordMayBeIsASetting() {
        PartitionLog log = log(LogConfig.DEFAULT.withTimestampBounds(new TimestampBounds(10, Long.MAX_VALUE)));
        log.append(timedBatch(NOW - 10, "a"), NOW);
        log.append(timedBatch(Long.MAX_VALUE, "b"), NOW);
        assertThatThrownBy(() -> log.append(timedBatch(NOW - 11, "c"), NOW))
                .isInstanceOf(InvalidTimestampException.class);
    }

    @Test
    void withAppendTimeTheProducersTimestampDoesNotMatter() {
        PartitionLog log = log(LogConfig.DEFAULT.withTimestampType(TimestampType.LOG_APPEND_TIME));
        log.append(timedBatch(Long.MAX_VALUE, "a"), NOW);
        directory.sync();
        assertThat(log.offsetOfNewestTimestamp(READ_UNCOMMITTED).timestamp()).isEqualTo(NOW);
    }

    @Test
    void theNewestRecordIsFoundWhereverItIs() {
        PartitionLog log = log(SMALL_SEGMENTS);
        assertThat(log.offsetOfNewestTimestamp(READ_UNCOMMITTED)).isNull();
        long[] times = {10, 20, 50, 40, 50, 30};
        for (long time : times) {
            log.append(timedBatch(time, "t" + time, "u" + time), NOW);
        }
        directory.sync();
        assertThat(log.offsetOfNewestTimestamp(READ_UNCOMMITTED).offset()).isEqualTo(4);
        log.deleteRecordsBefore(5);
        assertThat(log.offsetOfNewestTimestamp(READ_UNCOMMITTED).offset()).isEqualTo(5);
        log.deleteRecordsBefore(10);
        assertThat(log.offsetOfNewestTimestamp(READ_UNCOMMITTED).timestamp()).isEqualTo(30);
    }

    @Test
    void markersAndWhatIsNotStableAreNotFound() {
        PartitionLog log = log(LogConfig.DEFAULT);
        log.append(timedBatch(NOW - 5, "a"), NOW);
        log.append(transactional(1, 0, 0, "b"), NOW);
        directory.sync();
        assertThat(log.offsetForTimestamp(NOW - 4, READ_UNCOMMITTED).offset()).isEqualTo(1);
        assertThat(log.offsetForTimestamp(NOW - 4, READ_COMMITTED)).isNull();
        assertThat(log.offsetOfNewestTimestamp(READ_COMMITTED).offset()).isZero();

        log.appendMarker(1, (short) 0, true, 0, NOW + 100);
        directory.sync();
        assertThat(log.offsetOfNewestTimestamp(READ_COMMITTED).offset()).isEqualTo(1);
        assertThat(log.offsetForTimestamp(NOW + 1, READ_COMMITTED)).isNull();
    }
}
