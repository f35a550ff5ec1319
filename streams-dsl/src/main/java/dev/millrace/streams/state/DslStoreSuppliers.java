package dev.millrace.streams.state;

import java.util.Map;
import org.apache.kafka.common.Configurable;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the engines of the stores that the DSL makes on its own. Set for all by {@code dsl.store.suppliers.class}
 * (the class then needs a constructor without arguments), or for one operation by {@code Materialized.withStoreType}
 * and {@code StreamJoined.withDslStoreSuppliers}.
 */
public interface DslStoreSuppliers extends Configurable {
    /**
     * Called once, before the first store. Does nothing by default.
     *
     * @param configs the application's configuration
     */
    @Override
    default void configure(Map<String, ?> configs) {}

    /**
     * The engine of a key-value store.
     *
     * @param params what the store is for
     * @return a supplier of that engine
     */
    KeyValueBytesStoreSupplier keyValueStore(DslKeyValueParams params);

    /**
     * The engine of a window store.
     *
     * @param params what the store is for
     * @return a supplier of that engine; null if it has none for these parameters
     */
    @Nullable
    WindowBytesStoreSupplier windowStore(DslWindowParams params);

    /**
     * The engine of a session store.
     *
     * @param params what the store is for
     * @return a supplier of that engine; null if it has none for these parameters
     */
    @Nullable
    SessionBytesStoreSupplier sessionStore(DslSessionParams params);
}
