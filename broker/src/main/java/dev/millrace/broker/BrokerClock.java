package dev.millrace.broker;

/**
 * What time it is, as the broker and its clients see it: the system's, or one that a test moves.
 *
 * <p>Must be safe to call from any thread and must not go back; a reading lower than an earlier one is treated as if no
 * time had passed.
 */
@FunctionalInterface
public interface BrokerClock {

    /**
     * Returns the present time.
     *
     * @return milliseconds since the Unix epoch
     */
    long nowMs();
}
