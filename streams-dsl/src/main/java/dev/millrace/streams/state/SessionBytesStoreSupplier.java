package dev.millrace.streams.state;

import org.apache.kafka.common.utils.Bytes;

/** A {@link StoreSupplier} of session stores. */
public interface SessionBytesStoreSupplier extends StoreSupplier<SessionStore<Bytes, byte[]>> {
    /**
     * The unit in which old sessions are dropped.
     *
     * @return milliseconds
     */
    long segmentIntervalMs();

    /**
     * How long sessions are kept, counted from their end against stream time.
     *
     * @return milliseconds
     */
    long retentionPeriod();
}
