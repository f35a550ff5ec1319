package dev.millrace.streams.topology;

import org.apache.kafka.common.serialization.Serde;

/**
 * The serdes that a configuration names as defaults ({@code default.key.serde}, {@code default.value.serde}). Where a
 * user names none, the DSL's own serdes wrap these; they learn them by {@link Aware}.
 */
public interface DefaultSerdes {

    /**
     * The configured default serde for keys.
     *
     * @return not null; configured as a serde of keys
     * @throws org.apache.kafka.common.config.ConfigException if none is configured
     */
    Serde<?> keySerde();

    /**
     * The configured default serde for values.
     *
     * @return not null; configured as a serde of values
     * @throws org.apache.kafka.common.config.ConfigException if none is configured
     */
    Serde<?> valueSerde();

    /**
     * Implemented by serializers and deserializers (of source nodes, sink nodes and stores) that wrap a serde which may
     * be left to the configuration. Whoever runs a topology calls it once for each before the first record; more calls
     * do no harm.
     */
    interface Aware {
        /**
         * Fills in what the user left open; keeps what the user gave.
         *
         * @param defaults the serdes of the configuration
         */
        void useDefaults(DefaultSerdes defaults);
    }
}
