package dev.millrace.log.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlMarkerTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void amarkerSaysWhatKafkaReads(boolean commit) {
        ByteBuffer bytes = ControlMarker.batch(commit, 42, (short) 3, 9, 1000);
        assertThat(bytes.remaining()).isEqualTo(78);
        RecordBatch batch = RecordBatch.at(bytes, 0);
        batch.ensureValid();
        assertThat(batch.isControl()).isTrue();
        assertThat(batch.isTransactional()).isTrue();
        assertThat(batch.baseSequence()).isEqualTo(-1);
        assertThat(ControlMarker.of(batch)).isEqualTo(commit ? ControlMarker.Type.COMMIT : ControlMarker.Type.ABORT);
        assertThat(ControlMarker.coordinatorEpoch(batch)).isEqualTo(9);

        var theirBatch =
                MemoryRecords.readableRecords(bytes).batches().iterator().next();
        theirBatch.ensureValid();
        assertThat(theirBatch.isControlBatch()).isTrue();
        EndTransactionMarker marker =
                EndTransactionMarker.deserialize(theirBatch.iterator().next());
        assertThat(marker.controlType()).isEqualTo(commit ? ControlRecordType.COMMIT : ControlRecordType.ABORT);
        assertThat(marker.coordinatorEpoch()).isEqualTo(9);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void amarkerOfKafkaSaysTheSameToUs(boolean commit) {
        EndTransactionMarker marker =
                new EndTransactionMarker(commit ? ControlRecordType.COMMIT : ControlRecordType.ABORT, 5);
        ByteBuffer bytes = MemoryRecords.withEndTransactionMarker(1, 77, 0, 42, (short) 3, marker)
                .buffer();
        RecordBatch batch = RecordBatch.at(bytes, 0);
        assertThat(ControlMarker.of(batch)).isEqualTo(commit ? ControlMarker.Type.COMMIT : ControlMarker.Type.ABORT);
        assertThat(ControlMarker.coordinatorEpoch(batch)).isEqualTo(5);
        assertThat(batch.producerId()).isEqualTo(42);
    }

    @Test
    void aDataBatchIsNoMarker() {
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 64);
        builder.append(1, new byte[4], new byte[6], new Header[0]);
        RecordBatch batch = RecordBatch.at(builder.build(0), 0);
        assertThatThrownBy(() -> ControlMarker.of(batch)).isInstanceOf(CorruptRecordException.class);
    }
}
