package dev.millrace.streams.store;

import java.util.Map;

/**
 * What all kinds of store have in common.
 *
 * @param caching write-back caching: with a flush listener, one update for each key and commit goes downstream. Takes
 *     effect only where {@link TaskStoreContext#writeBackBytes()} is above 0
 * @param logging whether changes go to a changelog
 * @param logConfig overrides for the configuration of the changelog topic; empty: the defaults of the kind
 * @param liveValues whether values of any type may stay live objects between put and get. The owner promises that
 *     nobody changes a value without putting it again (operators of the DSL that aggregate do). Otherwise only values
 *     of well-known immutable types stay live, and all others are serialised at put and deserialised at get
 */
public record StoreOptions(boolean caching, boolean logging, Map<String, String> logConfig, boolean liveValues) {

    /** No caching, a changelog with the defaults of the kind, values serialised at put. */
    public static final StoreOptions DEFAULT = new StoreOptions(false, true, Map.of(), false);

    /**
     * Copies the overrides.
     *
     * @param caching whether updates may be held back
     * @param logging whether there is a changelog
     * @param logConfig copied; no nulls
     * @param liveValues whether values of any type may stay objects
     */
    public StoreOptions {
        logConfig = Map.copyOf(logConfig);
    }

    /**
     * These options with caching on or off.
     *
     * @param newCaching whether updates may be held back
     * @return the changed copy
     */
    public StoreOptions withCaching(boolean newCaching) {
        return new StoreOptions(newCaching, logging, logConfig, liveValues);
    }

    /**
     * These options with a changelog and these overrides for its topic.
     *
     * @param newLogConfig takes the place of earlier overrides; copied
     * @return the changed copy
     */
    public StoreOptions withLogging(Map<String, String> newLogConfig) {
        return new StoreOptions(caching, true, newLogConfig, liveValues);
    }

    /**
     * These options without a changelog.
     *
     * @return the changed copy; its overrides are gone
     */
    public StoreOptions withoutLogging() {
        return new StoreOptions(caching, false, Map.of(), liveValues);
    }

    /**
     * These options with or without live values of any type.
     *
     * @param newLiveValues see {@link #liveValues()}
     * @return the changed copy
     */
    public StoreOptions withLiveValues(boolean newLiveValues) {
        return new StoreOptions(caching, logging, logConfig, newLiveValues);
    }
}
