package dev.millrace.streams.processor;

import org.apache.kafka.common.TopicPartition;

/**
 * Is told how standby replicas of stores are kept up to date (KIP-988). One instance serves the whole application
 * instance and may be called by several threads at once; it must be quick and must not throw.
 */
public interface StandbyUpdateListener {
    /** Why a standby stopped being one. */
    enum SuspendReason {
        /** Its task moved to another instance. */
        MIGRATED,

        /** Its task became the active one here. */
        PROMOTED
    }

    /**
     * A standby begins to follow a changelog partition.
     *
     * @param topicPartition the changelog partition
     * @param storeName the store
     * @param startingOffset offset of the first record that will be loaded
     */
    void onUpdateStart(TopicPartition topicPartition, String storeName, long startingOffset);

    /**
     * A batch of records was loaded.
     *
     * @param topicPartition the changelog partition
     * @param storeName the store
     * @param taskId the standby task
     * @param batchEndOffset offset of the last record that was loaded
     * @param batchSize number of records in this batch
     * @param currentEndOffset offset after the last record of the partition, as known now
     */
    void onBatchLoaded(
            TopicPartition topicPartition,
            String storeName,
            TaskId taskId,
            long batchEndOffset,
            long batchSize,
            long currentEndOffset);

    /**
     * The standby stops following the partition.
     *
     * @param topicPartition the changelog partition
     * @param storeName the store
     * @param storeOffset offset of the last record that was loaded
     * @param currentEndOffset offset after the last record of the partition, as known now
     * @param reason why
     */
    void onUpdateSuspended(
            TopicPartition topicPartition,
            String storeName,
            long storeOffset,
            long currentEndOffset,
            SuspendReason reason);
}
