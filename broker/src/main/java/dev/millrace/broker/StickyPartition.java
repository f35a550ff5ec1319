package dev.millrace.broker;

/**
 * Which partition of a topic takes one producer's records without a key: the same one until about {@code batch.size}
 * bytes were shipped to it, in however many batches, then the next. So batches are large, and partitions get equal
 * shares even if batches are shipped before they are full (KIP-480, KIP-794).
 *
 * <p>Guarded by the producer's lock.
 */
final class StickyPartition {

    private final int switchAtBytes;
    private int partitionCount;
    private int current;
    private int shippedBytes;

    /** Producers start at different partitions, so that many who send little do not all send to the first. */
    StickyPartition(int first, int partitionCount, int switchAtBytes) {
        this.current = first % partitionCount;
        this.partitionCount = partitionCount;
        this.switchAtBytes = switchAtBytes;
    }

    void grow(int newPartitionCount) {
        partitionCount = newPartitionCount;
    }

    int current() {
        return current;
    }

    void shipped(int partition, int sizeBytes) {
        if (partition != current) {
            return;
        }
        shippedBytes += sizeBytes;
        if (shippedBytes >= switchAtBytes) {
            current = (current + 1) % partitionCount;
            shippedBytes = 0;
        }
    }
}
