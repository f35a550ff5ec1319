package dev.millrace.streams.operator;

import org.jspecify.annotations.Nullable;

/**
 * An update of a table, on its way between operators.
 *
 * @param newValue the value from now on; null: the key is deleted
 * @param oldValue the value until now; null if there was none, or if nobody downstream asked for old values
 * @param isLatest false if the table has a history and the update is of the past: a later one is known, and the present
 *     value of the key stays as it is (KIP-914)
 */
public record Change<V>(@Nullable V newValue, @Nullable V oldValue, boolean isLatest) {

    /**
     * An update of the present value.
     *
     * @param newValue the value from now on; null: the key is deleted
     * @param oldValue the value until now; null if there was none, or if nobody asked for it
     */
    public Change(@Nullable V newValue, @Nullable V oldValue) {
        this(newValue, oldValue, true);
    }
}
