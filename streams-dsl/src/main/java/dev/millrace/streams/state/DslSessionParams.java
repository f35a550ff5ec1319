package dev.millrace.streams.state;

import dev.millrace.streams.DslStoreFormat;
import dev.millrace.streams.kstream.EmitStrategy;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a session store of the DSL is for. Immutable. */
public class DslSessionParams {
    private final String name;
    private final Duration retentionPeriod;
    private final EmitStrategy emitStrategy;
    private final DslStoreFormat storeFormat;

    /**
     * Describes a store.
     *
     * @param name the store's name
     * @param retentionPeriod how long sessions are kept
     * @param emitStrategy when the aggregation that owns the store gives results
     * @param storeFormat what it keeps beside an aggregate
     */
    public DslSessionParams(
            String name, Duration retentionPeriod, EmitStrategy emitStrategy, DslStoreFormat storeFormat) {
        this.name = Objects.requireNonNull(name, "name");
        this.retentionPeriod = Objects.requireNonNull(retentionPeriod, "retentionPeriod");
        this.emitStrategy = Objects.requireNonNull(emitStrategy, "emitStrategy");
        this.storeFormat = Objects.requireNonNull(storeFormat, "storeFormat");
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
     * How long sessions are kept.
     *
     * @return counted from their end
     */
    public Duration retentionPeriod() {
        return retentionPeriod;
    }

    /**
     * When the aggregation that owns the store gives results.
     *
     * @return the strategy
     */
    public EmitStrategy emitStrategy() {
        return emitStrategy;
    }

    /**
     * What the store keeps beside an aggregate.
     *
     * @return the format
     */
    public DslStoreFormat storeFormat() {
        return storeFormat;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DslSessionParams that
                && name.equals(that.name)
                && retentionPeriod.equals(that.retentionPeriod)
                && emitStrategy.type() == that.emitStrategy.type()
                && storeFormat == that.storeFormat;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, retentionPeriod, emitStrategy.type(), storeFormat);
    }

    @Override
    public String toString() {
        return "DslSessionParams{name='" + name + "', retentionPeriod=" + retentionPeriod + ", emitStrategy="
                + emitStrategy.type() + ", storeFormat=" + storeFormat + '}';
    }
}
