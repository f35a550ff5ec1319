package dev.millrace.streams.state;

import dev.millrace.streams.processor.StateStore;
import java.util.Map;

/**
 * The declaration of a state store: a topology holds this, and each task builds its own store from it. The {@code
 * with…} methods change the builder and return it; from the moment it is given to a topology it should be left alone.
 *
 * @param <T> type of the store
 */
public interface StoreBuilder<T extends StateStore> {
    /**
     * Lets updates of the same key be held back in a cache and seen downstream, in the changelog and in the engine once
     * a commit.
     *
     * @return this builder
     */
    StoreBuilder<T> withCachingEnabled();

    /**
     * Shows each update downstream at once.
     *
     * @return this builder
     */
    StoreBuilder<T> withCachingDisabled();

    /**
     * Records each change in a changelog topic, from which the store is rebuilt elsewhere or after a loss. This is the
     * default.
     *
     * @param config settings of the changelog topic that differ from the defaults, by their topic-config names; may be
     *     empty
     * @return this builder
     */
    StoreBuilder<T> withLoggingEnabled(Map<String, String> config);

    /**
     * Keeps no changelog: the store's content is lost with its machine or its memory.
     *
     * @return this builder
     */
    StoreBuilder<T> withLoggingDisabled();

    /**
     * Builds a store that is not initialised yet. Called once for each task.
     *
     * @return a new store
     */
    T build();

    /**
     * Settings of the changelog topic that differ from the defaults.
     *
     * @return names and values, empty if there are none
     */
    Map<String, String> logConfig();

    /**
     * Whether changes go to a changelog topic.
     *
     * @return true unless logging was disabled
     */
    boolean loggingEnabled();

    /**
     * The name by which processors find the store and from which the changelog topic's name is made.
     *
     * @return the store's name
     */
    String name();
}
