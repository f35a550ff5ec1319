package dev.millrace.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.Test;

class TransactionLogFormatTest {
    private static final TransactionState[] STATES = {
        TransactionState.EMPTY,
        TransactionState.ONGOING,
        TransactionState.PREPARE_COMMIT,
        TransactionState.PREPARE_ABORT,
        TransactionState.COMPLETE_COMMIT,
        TransactionState.COMPLETE_ABORT
    };

    @Test
    void whatIsWrittenIsRead() {
        for (int seed = 0; seed < 200; seed++) {
            TransactionEvent event = random(new Random(seed));
            assertThat(read(TransactionLogFormat.key(event), TransactionLogFormat.value(event)))
                    .as("seed %d", seed)
                    .isEqualTo(event);
        }
    }

    @Test
    void recordsOfOneThingHaveOneKey() {
        TransactionEvent changed = new TransactionEvent.Changed(entry(new Random(1)));
        TransactionEvent expired = new TransactionEvent.Expired("id-ä-0");
        assertThat(TransactionLogFormat.key(new TransactionEvent.ProducerIdsReserved(1)))
                .isEqualTo(TransactionLogFormat.key(new TransactionEvent.ProducerIdsReserved(2)))
                .isNotEqualTo(TransactionLogFormat.key(expired));
        assertThat(TransactionLogFormat.key(changed))
                .isEqualTo(TransactionLogFormat.key(new TransactionEvent.Expired(
                        ((TransactionEvent.Changed) changed).entry().transactionalId())));
        assertThat(TransactionLogFormat.value(expired)).isNull();
    }

    @Test
    void aNewerVersionIsRefusedInWords() {
        TransactionEvent event = new TransactionEvent.Changed(entry(new Random(2)));
        byte[] value = TransactionLogFormat.value(event);
        value[1] = 9;
        assertThatThrownBy(() -> read(TransactionLogFormat.key(event), value))
                .isInstanceOf(UnsupportedVersionException.class)
                .hasMessageContaining("version 9")
                .hasMessageContaining("newer program");
    }

    @Test
    void damageIsNoticed() {
        TransactionEvent event = new TransactionEvent.Changed(entry(new Random(3)));
        byte[] key = TransactionLogFormat.key(event);
        byte[] value = TransactionLogFormat.value(event);
        for (int size = 0; size < value.length; size++) {
            byte[] cut = Arrays.copyOf(value, size);
            assertThatThrownBy(() -> read(key, cut))
                    .as("value cut at %d", size)
                    .isInstanceOf(CorruptRecordException.class);
        }
        for (int size = 0; size < key.length; size++) {
            byte[] cut = Arrays.copyOf(key, size);
            assertThatThrownBy(() -> read(cut, value))
                    .as("key cut at %d", size)
                    .isInstanceOf(CorruptRecordException.class);
        }
        assertThatThrownBy(() -> read(null, value)).isInstanceOf(CorruptRecordException.class);
        byte[] badState = value.clone();
        badState[2] = 6;
        assertThatThrownBy(() -> read(key, badState)).hasMessageContaining("state 6");
        byte[] badKind = key.clone();
        badKind[2] = 5;
        assertThatThrownBy(() -> read(badKind, value)).hasMessageContaining("kind 5");
    }

    @Test
    void namesHaveALimit() {
        TransactionEvent event = new TransactionEvent.Expired("x".repeat(40_000));
        assertThatThrownBy(() -> TransactionLogFormat.key(event)).hasMessageContaining("40000 bytes is too long");
    }

    private static TransactionEvent read(byte[] key, byte[] value) {
        return TransactionLogFormat.read(
                key == null ? null : ByteBuffer.wrap(key), value == null ? null : ByteBuffer.wrap(value));
    }

    private static TransactionEvent random(Random random) {
        int kind = random.nextInt(6);
        if (kind == 0) {
            return new TransactionEvent.ProducerIdsReserved(random.nextLong() >>> 1);
        }
        return kind == 1 ? new TransactionEvent.Expired("gone") : new TransactionEvent.Changed(entry(random));
    }

    private static TransactionEntry entry(Random random) {
        Set<TopicPartition> partitions = new LinkedHashSet<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            partitions.add(new TopicPartition("topic-ß-" + random.nextInt(3), random.nextInt(100)));
        }
        return new TransactionEntry(
                "id-ä-" + random.nextInt(10),
                identity(random),
                random.nextBoolean() ? identity(random) : null,
                random.nextBoolean() ? identity(random) : null,
                random.nextInt(1_000_000),
                STATES[random.nextInt(STATES.length)],
                partitions,
                random.nextBoolean() ? -1 : random.nextLong() >>> 1,
                random.nextLong() >>> 1);
    }

    private static ProducerIdentity identity(Random random) {
        return new ProducerIdentity(random.nextLong() >>> 1, (short) random.nextInt(Short.MAX_VALUE + 1));
    }
}
