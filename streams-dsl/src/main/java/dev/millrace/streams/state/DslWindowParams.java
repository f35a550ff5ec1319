package dev.millrace.streams.state;

import dev.millrace.streams.DslStoreFormat;
import dev.millrace.streams.kstream.EmitStrategy;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a window store of the DSL is for. Immutable. */
public class DslWindowParams {
    private final String name;
    private final Duration retentionPeriod;
    private final Duration windowSize;
    private final boolean retainDuplicates;
    private final EmitStrategy emitStrategy;
    private final boolean slidingWindow;
    private final DslStoreFormat dslStoreFormat;

    /**
     * Describes a store.
     *
     * @param name the store's name
     * @param retentionPeriod how long windows are kept
     * @param windowSize size of the windows
     * @param retainDuplicates whether a key may have several values with the same window start, as in joins
     * @param emitStrategy when the aggregation that owns the store gives results
     * @param isSlidingWindow whether the windows are sliding ones
     * @param dslStoreFormat what it keeps beside a value
     */
    public DslWindowParams(
            String name,
            Duration retentionPeriod,
            Duration windowSize,
            boolean retainDuplicates,
            EmitStrategy emitStrategy,
            boolean isSlidingWindow,
            DslStoreFormat dslStoreFormat) {
        this.name = Objects.requireNonNull(name, "name");
        this.retentionPeriod = Objects.requireNonNull(retentionPeriod, "retentionPeriod");
        this.windowSize = Objects.requireNonNull(windowSize, "windowSize");
        this.retainDuplicates = retainDuplicates;
        this.emitStrategy = Objects.requireNonNull(emitStrategy, "emitStrategy");
        this.slidingWindow = isSlidingWindow;
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
     * How long windows are kept.
     *
     * @return counted from their start
     */
    public Duration retentionPeriod() {
        return retentionPeriod;
    }

    /**
     * Size of the windows.
     *
     * @return the size
     */
    public Duration windowSize() {
        return windowSize;
    }

    /**
     * Whether a key may have several values with the same window start.
     *
     * @return true for the stores of a stream-stream join
     */
    public boolean retainDuplicates() {
        return retainDuplicates;
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
     * Whether the windows are sliding ones.
     *
     * @return true for sliding windows
     */
    public boolean isSlidingWindow() {
        return slidingWindow;
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
        return other instanceof DslWindowParams that
                && name.equals(that.name)
                && retentionPeriod.equals(that.retentionPeriod)
                && windowSize.equals(that.windowSize)
                && retainDuplicates == that.retainDuplicates
                && emitStrategy.type() == that.emitStrategy.type()
                && slidingWindow == that.slidingWindow
                && dslStoreFormat == that.dslStoreFormat;
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                name,
                retentionPeriod,
                windowSize,
                retainDuplicates,
                emitStrategy.type(),
                slidingWindow,
                dslStoreFormat);
    }

    @Override
    public String toString() {
        return "DslWindowParams{name='" + name + "', retentionPeriod=" + retentionPeriod + ", windowSize=" + windowSize
                + ", retainDuplicates=" + retainDuplicates + ", emitStrategy=" + emitStrategy.type()
                + ", isSlidingWindow=" + slidingWindow + ", dslStoreFormat=" + dslStoreFormat + '}';
    }
}
