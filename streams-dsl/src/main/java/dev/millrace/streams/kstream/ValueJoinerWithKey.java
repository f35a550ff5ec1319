package dev.millrace.streams.kstream;

import org.jspecify.annotations.Nullable;

/**
 * Makes one value of the values of two records that a join has brought together, with a look at the key. Stateless;
 * called by several threads.
 *
 * @param <K1> type of the key
 * @param <V1> type of the left value
 * @param <V2> type of the right value
 * @param <VR> type of the result
 */
@FunctionalInterface
public interface ValueJoinerWithKey<
        K1 extends @Nullable Object,
        V1 extends @Nullable Object,
        V2 extends @Nullable Object,
        VR extends @Nullable Object> {
    /**
     * Joins two values.
     *
     * @param readOnlyKey the key; must not be changed, as that would corrupt the partitioning
     * @param value1 the left value; null in an outer join if there is none
     * @param value2 the right value; null in a left or outer join if there is none
     * @return the joined value
     */
    VR apply(K1 readOnlyKey, V1 value1, V2 value2);
}
