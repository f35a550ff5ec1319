package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import java.io.IOException;
import java.util.Collection;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** All partitions below one storage. */
@SuppressWarnings("DoNotCallSuggester")
public final class LogDirectory implements AutoCloseable {
    private LogDirectory() {}

    public static LogDirectory open(Storage storage, LogDirectoryConfig config, long nowMs) throws IOException {
        throw new UnsupportedOperationException("being built");
    }

    public PartitionLog create(TopicPartition partition, LogConfig config, long nowMs) {
        throw new UnsupportedOperationException("being built");
    }

    public @Nullable PartitionLog partition(TopicPartition partition) {
        throw new UnsupportedOperationException("being built");
    }

    public Collection<PartitionLog> partitions() {
        throw new UnsupportedOperationException("being built");
    }

    public void delete(TopicPartition partition) {
        throw new UnsupportedOperationException("being built");
    }

    public void sync() {
        throw new UnsupportedOperationException("being built");
    }

    public void tick(long nowMs) {
        throw new UnsupportedOperationException("being built");
    }

    public void addAppendListener(Runnable listener) {
        throw new UnsupportedOperationException("being built");
    }

    public void removeAppendListener(Runnable listener) {
        throw new UnsupportedOperationException("being built");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("being built");
    }
}
