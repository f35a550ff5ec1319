package dev.millrace.transaction;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/** Puts the records of the transaction log into words, for a person who looks at the file. */
public final class TransactionRecords {

    private TransactionRecords() {}

    /**
     * What a record says.
     *
     * @param key its key
     * @param value its value
     * @return the fields by name, in the order of the format
     * @throws CorruptRecordException if it is none of the transaction log's
     * @throws UnsupportedVersionException if a newer program wrote it
     */
    public static Map<String, Object> describe(@Nullable ByteBuffer key, @Nullable ByteBuffer value) {
        TransactionEvent event = TransactionLogFormat.read(
                key == null ? null : key.duplicate(), value == null ? null : value.duplicate());
        Map<String, Object> fields = new LinkedHashMap<>();
        if (event instanceof TransactionEvent.Changed changed) {
            put(fields, changed.entry());
        } else if (event instanceof TransactionEvent.Expired expired) {
            fields.put("transactional id", expired.transactionalId());
            fields.put("state", "forgotten");
        } else if (event instanceof TransactionEvent.ProducerIdsReserved reserved) {
            fields.put("producer ids reserved below", reserved.end());
        }
        return fields;
    }

    private static void put(Map<String, Object> fields, TransactionEntry entry) {
        fields.put("transactional id", entry.transactionalId());
        fields.put("state", entry.state());
        fields.put("producer", words(entry.identity()));
        fields.put("previous", words(entry.previous()));
        fields.put("next", words(entry.next()));
        fields.put("timeout ms", entry.timeoutMs());
        fields.put("start", entry.startMs());
        fields.put("update", entry.updateMs());
        fields.put("partitions", entry.partitions());
    }

    private static String words(@Nullable ProducerIdentity identity) {
        return identity == null ? "none" : identity.producerId() + " epoch " + identity.epoch();
    }
}
