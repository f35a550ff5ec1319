package dev.millrace.streams.store;

/**
 * A store with a time of its own, the largest that was ever put: it lets go of what is older than that by its
 * retention. A start rebuilds the time from what the store has; an operator whose puts can leave nothing behind
 * remembers more.
 */
public interface TimedStore {

    /**
     * Moves the store's time on, as a put would. Called in the {@code init} of a processor, when the store is open.
     *
     * @param timeMs milliseconds since the epoch; what is not beyond the store's time changes nothing
     */
    void advanceTo(long timeMs);
}
