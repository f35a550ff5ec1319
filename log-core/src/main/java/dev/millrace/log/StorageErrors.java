package dev.millrace.log;

import java.io.IOException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.KafkaStorageException;

/** The words for storage that fails: what was tried, on which file, why it failed, and what to do. */
final class StorageErrors {
    private StorageErrors() {}

    /**
     * Whether a write failed for want of space, so that it may work again later: nothing else is wrong with the
     * storage.
     */
    static boolean isDiskFull(Exception e) {
        Throwable failure = e instanceof KafkaStorageException ? e.getCause() : e;
        String message = failure instanceof IOException ? failure.getMessage() : null;
        return message != null
                && (message.contains("No space left on device") || message.contains("Disk quota exceeded"));
    }

    static KafkaStorageException diskFull(String path, IOException e) {
        return new KafkaStorageException(
                "No space left to write " + path + " (" + reason(e)
                        + "). Nothing was appended. Free some space; appending then works again.",
                e);
    }

    static KafkaStorageException fenced(String path, IOException e) {
        return new KafkaStorageException(
                "Writing " + path + " failed (" + reason(e)
                        + "), so it is not known what is on the disk. Nothing more is written there by this process:"
                        + " check the disk, then start again; the log is then recovered from what was synced.",
                e);
    }

    static KafkaStorageException unreadable(String path, IOException e) {
        return new KafkaStorageException(
                "Reading " + path + " failed (" + reason(e)
                        + "). Check the disk and the rights of the file, then try again.",
                e);
    }

    static CorruptRecordException corrupt(String path, long position, String detail) {
        return new CorruptRecordException("Corrupt data in " + path + " at byte " + position + ": " + detail
                + ". The bytes are kept as they are. Restore the file from a copy, or delete the topic, or continue"
                + " reading after the damaged batch.");
    }

    static String reason(Throwable e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
