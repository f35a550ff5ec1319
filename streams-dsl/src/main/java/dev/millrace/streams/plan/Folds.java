package dev.millrace.streams.plan;

import dev.millrace.streams.kstream.Aggregator;
import dev.millrace.streams.kstream.Initializer;
import dev.millrace.streams.kstream.Merger;
import dev.millrace.streams.kstream.Reducer;
import org.jspecify.annotations.Nullable;

/** Says {@code count} and {@code reduce} in the words of {@code aggregate}. */
final class Folds {

    private Folds() {}

    static Initializer<@Nullable Long> zero() {
        return () -> 0L;
    }

    static <K, V> Aggregator<K, V, Long> plusOne() {
        return (key, value, count) -> count + 1;
    }

    static <K, V> Aggregator<K, V, Long> minusOne() {
        return (key, value, count) -> count - 1;
    }

    static <K> Merger<K, Long> sum() {
        return (key, one, other) -> one + other;
    }

    /** A reduce starts with nothing: its first value is its first result. */
    @SuppressWarnings("NullAway") // null is the start of a reduce, by contract with the operators
    static <V> Initializer<@Nullable V> nothing() {
        return () -> null;
    }

    static <K, V> Aggregator<K, V, V> reduce(Reducer<V> reducer) {
        return (key, value, soFar) -> soFar == null ? value : reducer.apply(soFar, value);
    }

    static <K, V> Merger<K, V> merge(Reducer<V> reducer) {
        return (key, one, other) -> one == null ? other : reducer.apply(one, other);
    }
}
