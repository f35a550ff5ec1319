package dev.millrace.streams.state;

import java.io.Closeable;

/**
 * Reads the windows of one key, as pairs of window start (milliseconds since 1970) and value. Close it. For one thread.
 *
 * @param <V> type of the values
 */
public interface WindowStoreIterator<V> extends KeyValueIterator<Long, V>, Closeable {
    @Override
    void close();
}
