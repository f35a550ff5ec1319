package dev.millrace.streams.store;

import java.util.Map;

/**
 * What all kinds of store have in common.
 *
 * @param caching write-back caching: with a flush listener, one update for each key and commit goes downstream. Takes effect
 *     only where {@link TaskStoreContext#writeBackBytes()} is above 0
 * @param logging whether changes go to a changelog
 * @param logConfig overrides for the configuration of the changelog topic; empty: the defaults of the kind
 * @param liveValues whether values of any type may stay live objects between put and get. The owner promises that nobody
 *     changes a value without putting it again (operators of the DSL that aggregate do). Otherwise only values of well-known
 *     immutable types stay live, and all others are serialised at put and deserialised at get
 */
public record StoreOptions(boolean caching, boolean logging, Map<String, String> logConfig, boolean liveValues) {

    /** No caching, a changelog with the defaults of the kind, values serialised at put. */
    public static final StoreOptions DEFAULT = new StoreOptions(false, true, Map.of(), false);

    public StoreOptions {
        logConfig = Map.copyOf(logConfig);
    }

    /** These options with caching on or off. */
    public StoreOptions withCaching(boolean newCaching) {
        return new StoreOptions(newCaching, logging, logConfig, liveValues);
    }

    /** These options with a changelog and these overrides for its topic. */
    public StoreOptions withLogging(Map<String, String> newLogConfig) {
        return new StoreOptions(caching, true, newLogConfig, liveValues);
    }

    /** These options without a changelog. */
    public StoreOptions withoutLogging() {
        return new StoreOptions(caching, false, Map.of(), liveValues);
    }

    /** These options with or without live values of any type. */
    public StoreOptions withLiveValues(boolean newLiveValues) {
        return new StoreOptions(caching, logging, logConfig, newLiveValues);
    }
}
