package dev.millrace.streams.state;

import dev.millrace.streams.DslStoreFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a key-value store of the DSL is for. Immutable. */
public class DslKeyValueParams {
    private final String name;
    private final DslStoreFormat dslStoreFormat;

    /**
     * Describes a store.
     *
     * @param name the store's name
     * @param dslStoreFormat what it keeps beside a value
     */
    public DslKeyValueParams(String name, DslStoreFormat dslStoreFormat) {
        this.name = Objects.requireNonNull(name, "name");
        this.dslStoreFormat = Objects.requireNonNull(dslStoreFormat, "dslStoreFormat");
    }

    /**
     * The store's name.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * What the store keeps beside a value.
     *
     * @return the format
     */
    public DslStoreFormat dslStoreFormat() {
        return dslStoreFormat;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DslKeyValueParams that
                && name.equals(that.name)
                && dslStoreFormat == that.dslStoreFormat;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, dslStoreFormat);
    }

    @Override
    public String toString() {
        return "DslKeyValueParams{name='" + name + "', dslStoreFormat=" + dslStoreFormat + '}';
    }
}
