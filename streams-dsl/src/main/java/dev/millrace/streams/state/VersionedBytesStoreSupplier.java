package dev.millrace.streams.state;

/**
 * A {@link StoreSupplier} of versioned stores. A table that is materialized with one keeps its history.
 */
public interface VersionedBytesStoreSupplier extends KeyValueBytesStoreSupplier {
    /**
     * How far the history of a key reaches back, counted from the highest time that was ever put.
     *
     * @return milliseconds, not negative
     */
    long historyRetentionMs();
}
