package dev.millrace.streams.state;

import java.io.Closeable;
import java.util.Iterator;

/**
 * Goes through the versions of a key. To be closed after use. Not safe for several threads.
 *
 * @param <V> type of the values
 */
public interface VersionedRecordIterator<V> extends Iterator<VersionedRecord<V>>, Closeable {
    @Override
    void close();
}
