package dev.millrace.streams.plan;

import dev.millrace.streams.kstream.GlobalKTable;
import org.jspecify.annotations.Nullable;

/** A global table: the id of its step in its plan, to be read by joins. */
record PlannedGlobalTable<K, V>(
        PlanBuilder plan, int node, @Nullable String queryableStoreName) implements GlobalKTable<K, V> {}
