package dev.millrace.conformance.differential;

import org.jspecify.annotations.Nullable;

/**
 * How a state is to be kept.
 *
 * @param name what the program calls it, or null to leave the name to the DSL
 */
public record Store(@Nullable String name, Engine engine, boolean caching, boolean logging) {

    /** Which store, and how the program says so. */
    public enum Engine {
        /** What the configuration says. */
        DEFAULT,
        /** {@code Materialized.withStoreType}. */
        MEMORY_TYPE,
        /** {@code Stores.inMemory…} in {@code Materialized.as}; needs a name. */
        MEMORY_SUPPLIER,
        /** {@code Stores.persistent…} in {@code Materialized.as}; needs a name. */
        ROCKSDB_SUPPLIER
    }

    static final Store PLAIN = new Store(null, Engine.DEFAULT, false, true);
}
