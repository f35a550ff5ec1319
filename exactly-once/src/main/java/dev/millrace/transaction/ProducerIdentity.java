package dev.millrace.transaction;

/**
 * Who a producer is to the log: an id, and an epoch that tells it from those who had the id before.
 *
 * @param producerId the id, 0 or more
 * @param epoch the epoch, 0 or more; a higher one fences all lower ones
 */
public record ProducerIdentity(long producerId, short epoch) {
    /** The last epoch of an id. It ends a transaction, but nobody is given it to start one. */
    static final short LAST_EPOCH = Short.MAX_VALUE;

    /** Whether {@link #withNextEpoch()} may still be given to a producer. */
    boolean hasNextEpoch() {
        return epoch < LAST_EPOCH - 1;
    }

    ProducerIdentity withNextEpoch() {
        if (epoch == LAST_EPOCH) {
            throw new IllegalStateException("Producer id " + producerId + " has no epoch left");
        }
        return new ProducerIdentity(producerId, (short) (epoch + 1));
    }

    @Override
    public String toString() {
        return producerId + "/" + epoch;
    }
}
