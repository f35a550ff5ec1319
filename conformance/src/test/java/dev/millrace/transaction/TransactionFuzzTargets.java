package dev.millrace.transaction;

import dev.millrace.fuzz.FuzzTarget;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** The records of the transaction log. The first byte of an input is the size of its key. */
public final class TransactionFuzzTargets {

    private TransactionFuzzTargets() {}

    /** All of them. */
    public static List<FuzzTarget> all() {
        return List.of(FuzzTarget.of(
                "transaction-log",
                List.of(
                        seed(new TransactionEvent.Changed(entry())),
                        seed(new TransactionEvent.ProducerIdsReserved(1000)),
                        seed(new TransactionEvent.Expired("pay"))),
                TransactionFuzzTargets::read,
                CorruptRecordException.class,
                UnsupportedVersionException.class));
    }

    private static void read(byte[] input) {
        int keySize = input.length == 0 ? 0 : Math.min(input[0] & 0x7f, input.length - 1);
        ByteBuffer key =
                input.length == 0 ? null : ByteBuffer.wrap(input, 1, keySize).slice();
        ByteBuffer value = input.length == 0 || input[0] < 0
                ? null
                : ByteBuffer.wrap(input, 1 + keySize, input.length - 1 - keySize)
                        .slice();
        TransactionRecords.describe(key, value);
    }

    private static byte[] seed(TransactionEvent event) {
        byte[] key = TransactionLogFormat.key(event);
        byte[] value = TransactionLogFormat.value(event);
        ByteBuffer bytes = ByteBuffer.allocate(1 + key.length + (value == null ? 0 : value.length));
        bytes.put((byte) (value == null ? key.length | 0x80 : key.length)).put(key);
        return value == null ? bytes.array() : bytes.put(value).array();
    }

    private static TransactionEntry entry() {
        return new TransactionEntry(
                "pay",
                new ProducerIdentity(7, (short) 3),
                new ProducerIdentity(7, (short) 2),
                null,
                60_000,
                TransactionState.ONGOING,
                Set.of(new TopicPartition("orders", 0), new TopicPartition("bills", 1)),
                5,
                6);
    }
}
