package dev.millrace.streams.operator;

import org.jspecify.annotations.Nullable;

/**
 * An update of a table, on its way between operators.
 *
 * @param newValue the value from now on; null: the key is deleted
 * @param oldValue the value until now; null if there was none, or if nobody downstream asked for old values
 */
public record Change<V>(@Nullable V newValue, @Nullable V oldValue) {}
