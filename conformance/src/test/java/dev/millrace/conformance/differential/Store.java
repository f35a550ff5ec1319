package dev.millrace.conformance.differential;

import java.time.Duration;
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
        /** The same, with a retention so long that no window is dropped, and settings of the changelog. */
        DEFAULT_WITH_SETTINGS,
        /** {@code Materialized.withStoreType}. */
        MEMORY_TYPE,
        /** {@code Stores.inMemory…} in {@code Materialized.as}; needs a name. */
        MEMORY_SUPPLIER,
        /** {@code Stores.persistent…} in {@code Materialized.as}; needs a name. */
        ROCKSDB_SUPPLIER,
        /** {@code Stores.persistentVersioned…} in {@code Materialized.as}, as the next two; needs a name. */
        VERSIONED_30_MS,
        VERSIONED_30_MINUTES,
        VERSIONED_30_DAYS
    }

    /** How far back a versioned store remembers; null if it is none. */
    public @Nullable Duration history() {
        return switch (engine) {
            case VERSIONED_30_MS -> Duration.ofMillis(30);
            case VERSIONED_30_MINUTES -> Duration.ofMinutes(30);
            case VERSIONED_30_DAYS -> Duration.ofDays(30);
            default -> null;
        };
    }

    static final Store PLAIN = new Store(null, Engine.DEFAULT, false, true);
}
