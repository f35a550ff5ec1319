package dev.millrace.streams.state;

import org.apache.kafka.common.utils.Bytes;

/** A {@link StoreSupplier} of window stores. */
public interface WindowBytesStoreSupplier extends StoreSupplier<WindowStore<Bytes, byte[]>> {
    /**
     * The unit in which old windows are dropped.
     *
     * @return milliseconds
     */
    long segmentIntervalMs();

    /**
     * The size of the store's windows, from which the end of a window is told.
     *
     * @return milliseconds
     */
    long windowSize();

    /**
     * Whether a key may have several values with the same window start, as the stores of a stream-stream join do.
     *
     * @return true if each put adds a value instead of replacing one; such a store cannot be cached
     */
    boolean retainDuplicates();

    /**
     * How long windows are kept, counted from their start against stream time.
     *
     * @return milliseconds
     */
    long retentionPeriod();
}
