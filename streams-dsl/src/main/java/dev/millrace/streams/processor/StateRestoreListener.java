package dev.millrace.streams.processor;

import org.apache.kafka.common.TopicPartition;

/**
 * Is told how the restoration of stores goes, for progress displays. One instance serves the whole application instance
 * and may be called by several threads at once; it must be quick and must not throw.
 */
public interface StateRestoreListener {
    /**
     * A store begins to restore from a changelog partition.
     *
     * @param topicPartition the changelog partition
     * @param storeName the store
     * @param startingOffset offset of the first record that will be restored
     * @param endingOffset offset after the last one
     */
    void onRestoreStart(TopicPartition topicPartition, String storeName, long startingOffset, long endingOffset);

    /**
     * A batch of records was restored.
     *
     * @param topicPartition the changelog partition
     * @param storeName the store
     * @param batchEndOffset offset of the last record that was restored
     * @param numRestored number of records in this batch
     */
    void onBatchRestored(TopicPartition topicPartition, String storeName, long batchEndOffset, long numRestored);

    /**
     * The store has caught up with the partition.
     *
     * @param topicPartition the changelog partition
     * @param storeName the store
     * @param totalRestored number of records since {@link #onRestoreStart}
     */
    void onRestoreEnd(TopicPartition topicPartition, String storeName, long totalRestored);

    /**
     * Restoration was broken off, as the task moved away. Does nothing by default.
     *
     * @param topicPartition the changelog partition
     * @param storeName the store
     * @param totalRestored number of records since {@link #onRestoreStart}
     */
    default void onRestoreSuspended(TopicPartition topicPartition, String storeName, long totalRestored) {}
}
