package dev.millrace.transaction;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of the records in the transaction log. All numbers are big-endian; a string is its size in bytes
 * (int16) and its UTF-8. A later record with the same key replaces an earlier one; a null value says that the thing is
 * forgotten.
 *
 * <pre>
 *  key      int16  version                0
 *           int8   kind                   0 transactional id, 1 producer ids
 *           string transactional id       kind 0 only
 *
 *  value of a transactional id
 *           int16  version                0
 *           int8   state                  0 empty, 1 ongoing, 2 prepare commit, 3 prepare abort,
 *                                         4 complete commit, 5 complete abort
 *           int64  producer id, int16 epoch             who may act, or whose markers are written
 *           int64  previous producer id, int16 epoch    -1, -1: none
 *           int64  next producer id, int16 epoch        -1, -1: none
 *           int32  transaction timeout    milliseconds
 *           int64  start of transaction   milliseconds since the epoch, -1: none
 *           int64  last update            milliseconds since the epoch
 *           int32  number of partitions, of each: string topic, int32 partition
 *
 *  value of the producer ids
 *           int16  version                0
 *           int64  first id not reserved
 * </pre>
 */
final class TransactionLogFormat {
    private static final short VERSION = 0;
    private static final byte TRANSACTIONAL_ID = 0;
    private static final byte PRODUCER_IDS = 1;
    private static final long NO_PRODUCER_ID = -1;
    private static final short NO_EPOCH = -1;

    /** By their numbers in the log. */
    private static final TransactionState[] STATES = {
        TransactionState.EMPTY,
        TransactionState.ONGOING,
        TransactionState.PREPARE_COMMIT,
        TransactionState.PREPARE_ABORT,
        TransactionState.COMPLETE_COMMIT,
        TransactionState.COMPLETE_ABORT
    };

    private TransactionLogFormat() {}

    /** Writes to memory, which does not fail. */
    private interface Layout {
        void write(DataOutputStream out) throws IOException;
    }

    static byte[] key(TransactionEvent event) {
        if (event instanceof TransactionEvent.Changed changed) {
            return key(changed.entry().transactionalId());
        }
        if (event instanceof TransactionEvent.Expired expired) {
            return key(expired.transactionalId());
        }
        return bytes(out -> {
            out.writeShort(VERSION);
            out.writeByte(PRODUCER_IDS);
        });
    }

    private static byte[] key(String transactionalId) {
        return bytes(out -> {
            out.writeShort(VERSION);
            out.writeByte(TRANSACTIONAL_ID);
            writeString(out, transactionalId);
        });
    }

    static byte @Nullable [] value(TransactionEvent event) {
        if (event instanceof TransactionEvent.Changed changed) {
            return bytes(out -> writeEntry(out, changed.entry()));
        }
        if (event instanceof TransactionEvent.ProducerIdsReserved reserved) {
            return bytes(out -> {
                out.writeShort(VERSION);
                out.writeLong(reserved.end());
            });
        }
        return null;
    }

    /**
     * Reads a record.
     *
     * @throws CorruptRecordException if it is none of ours
     * @throws UnsupportedVersionException if a newer version wrote it
     */
    static TransactionEvent read(@Nullable ByteBuffer key, @Nullable ByteBuffer value) {
        if (key == null) {
            throw new CorruptRecordException("A record of the transaction log has no key");
        }
        try {
            checkVersion(key.getShort());
            byte kind = key.get();
            if (kind == TRANSACTIONAL_ID) {
                String transactionalId = readString(key);
                return value == null
                        ? new TransactionEvent.Expired(transactionalId)
                        : new TransactionEvent.Changed(readEntry(transactionalId, value));
            }
            if (kind == PRODUCER_IDS && value != null) {
                checkVersion(value.getShort());
                return new TransactionEvent.ProducerIdsReserved(value.getLong());
            }
            throw new CorruptRecordException("A record of the transaction log is of kind " + kind
                    + (value == null ? " without a value" : "") + ", which does not exist");
        } catch (BufferUnderflowException e) {
            throw new CorruptRecordException("A record of the transaction log ends too early", e);
        }
    }

    private static void writeEntry(DataOutputStream out, TransactionEntry entry) throws IOException {
        out.writeShort(VERSION);
        out.writeByte(number(entry.state()));
        writeIdentity(out, entry.identity());
        writeIdentity(out, entry.previous());
        writeIdentity(out, entry.next());
        out.writeInt(entry.timeoutMs());
        out.writeLong(entry.startMs());
        out.writeLong(entry.updateMs());
        out.writeInt(entry.partitions().size());
        for (TopicPartition partition : entry.partitions()) {
            writeString(out, partition.topic());
            out.writeInt(partition.partition());
        }
    }

    private static TransactionEntry readEntry(String transactionalId, ByteBuffer value) {
        checkVersion(value.getShort());
        byte number = value.get();
        if (number < 0 || number >= STATES.length) {
            throw new CorruptRecordException("Transactional id " + transactionalId + " has state " + number
                    + " in the transaction log, which does not exist");
        }
        ProducerIdentity identity = readIdentity(value);
        if (identity == null) {
            throw new CorruptRecordException("Transactional id " + transactionalId + " has no producer id");
        }
        ProducerIdentity previous = readIdentity(value);
        ProducerIdentity next = readIdentity(value);
        int timeoutMs = value.getInt();
        long startMs = value.getLong();
        long updateMs = value.getLong();
        Set<TopicPartition> partitions = new LinkedHashSet<>();
        for (int left = value.getInt(); left > 0; left--) {
            String topic = readString(value);
            partitions.add(new TopicPartition(topic, value.getInt()));
        }
        return new TransactionEntry(
                transactionalId,
                identity,
                previous,
                next,
                timeoutMs,
                STATES[number],
                Collections.unmodifiableSet(partitions),
                startMs,
                updateMs);
    }

    private static byte number(TransactionState state) {
        for (byte number = 0; number < STATES.length; number++) {
            if (STATES[number] == state) {
                return number;
            }
        }
        throw new IllegalArgumentException("No transaction is ever in state " + state);
    }

    private static void writeIdentity(DataOutputStream out, @Nullable ProducerIdentity identity) throws IOException {
        out.writeLong(identity == null ? NO_PRODUCER_ID : identity.producerId());
        out.writeShort(identity == null ? NO_EPOCH : identity.epoch());
    }

    private static @Nullable ProducerIdentity readIdentity(ByteBuffer value) {
        long producerId = value.getLong();
        short epoch = value.getShort();
        return producerId == NO_PRODUCER_ID ? null : new ProducerIdentity(producerId, epoch);
    }

    private static void writeString(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > Short.MAX_VALUE) {
            throw new IllegalArgumentException("A name of " + utf8.length + " bytes is too long: " + Short.MAX_VALUE
                    + " is the most. It begins with " + text.substring(0, 100));
        }
        out.writeShort(utf8.length);
        out.write(utf8);
    }

    private static String readString(ByteBuffer from) {
        short size = from.getShort();
        if (size < 0 || size > from.remaining()) {
            throw new CorruptRecordException("A name in the transaction log says it has " + size + " bytes");
        }
        byte[] utf8 = new byte[size];
        from.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static void checkVersion(short version) {
        if (version != VERSION) {
            throw new UnsupportedVersionException("The transaction log was written in version " + version
                    + ", this program reads version " + VERSION + ". Use the newer program that wrote it.");
        }
    }

    private static byte[] bytes(Layout layout) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            layout.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
