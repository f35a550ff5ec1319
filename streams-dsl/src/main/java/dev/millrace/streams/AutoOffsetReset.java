package dev.millrace.streams;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a source begins to read a partition for which the application has no committed offset (KIP-1106). Immutable.
 */
public class AutoOffsetReset {

    /**
     * The ways to find a first offset. An addition to the API of Kafka Streams, for whoever has to follow the policy.
     */
    public enum Strategy {
        /** The first record that is there. */
        EARLIEST,
        /** The first record written from now on. */
        LATEST,
        /** None: a missing offset is an error. */
        NONE,
        /** The first record that is younger than a duration. */
        BY_DURATION
    }

    /** The greatest age of the first record; present only with {@link Strategy#BY_DURATION}. */
    protected final Optional<Duration> duration;

    private final Strategy strategy;

    /**
     * A copy, for subclasses.
     *
     * @param other the policy to copy
     */
    protected AutoOffsetReset(AutoOffsetReset other) {
        this(other.strategy, other.duration);
    }

    private AutoOffsetReset(Strategy strategy, Optional<Duration> duration) {
        this.strategy = strategy;
        this.duration = duration;
    }

    /**
     * Without a committed offset, it is an error to start. Use it where a lost offset must not pass unnoticed.
     *
     * @return the policy
     */
    public static AutoOffsetReset none() {
        return new AutoOffsetReset(Strategy.NONE, Optional.empty());
    }

    /**
     * Begin with the first record that is there.
     *
     * @return the policy
     */
    public static AutoOffsetReset earliest() {
        return new AutoOffsetReset(Strategy.EARLIEST, Optional.empty());
    }

    /**
     * Begin with the first record written after the start; what is there already is not read.
     *
     * @return the policy
     */
    public static AutoOffsetReset latest() {
        return new AutoOffsetReset(Strategy.LATEST, Optional.empty());
    }

    /**
     * Begin with the first record that is at most so old at the start.
     *
     * @param duration not negative
     * @return the policy
     * @throws IllegalArgumentException if it is negative
     */
    public static AutoOffsetReset byDuration(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("The duration of an offset reset must not be negative: " + duration);
        }
        return new AutoOffsetReset(Strategy.BY_DURATION, Optional.of(duration));
    }

    /**
     * How to find the first offset. An addition to the API of Kafka Streams.
     *
     * @return one of four ways
     */
    public Strategy strategy() {
        return strategy;
    }

    /**
     * The greatest age of the first record. An addition to the API of Kafka Streams.
     *
     * @return the age; empty unless the strategy is {@link Strategy#BY_DURATION}
     */
    public Optional<Duration> duration() {
        return duration;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AutoOffsetReset that && strategy == that.strategy && duration.equals(that.duration);
    }

    @Override
    public int hashCode() {
        return Objects.hash(strategy, duration);
    }

    @Override
    public String toString() {
        return duration.map(age -> strategy + " " + age).orElse(strategy.toString());
    }
}
