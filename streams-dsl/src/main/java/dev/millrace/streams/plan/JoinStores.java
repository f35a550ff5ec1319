package dev.millrace.streams.plan;

import dev.millrace.streams.errors.TopologyException;
import dev.millrace.streams.kstream.JoinWindows;
import dev.millrace.streams.kstream.StreamJoined;
import dev.millrace.streams.state.WindowBytesStoreSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Refuses stores of a join of streams, given as suppliers, in which the join would not find what it looks for. How long
 * a store keeps records decides how late a partner may come, so it has to say exactly what the windows say.
 */
final class JoinStores {

    private JoinStores() {}

    /**
     * Checks both stores.
     *
     * @param at the step whose records are joined
     */
    static void check(StreamJoined<?, ?, ?> options, JoinWindows windows, PlanNode at) {
        WindowBytesStoreSupplier left = options.thisStoreSupplier();
        WindowBytesStoreSupplier right = options.otherStoreSupplier();
        check(left, windows, at);
        check(right, windows, at);
        if (left != null && right != null && left.name().equals(right.name())) {
            throw new TopologyException("Both stores of the join of " + at.name() + " are named " + left.name()
                    + ". Each side has its own: give the two suppliers different names.");
        }
    }

    private static void check(@Nullable WindowBytesStoreSupplier store, JoinWindows windows, PlanNode at) {
        if (store == null) {
            return;
        }
        if (!store.retainDuplicates()) {
            throw new TopologyException("The store " + store.name() + " for the join of " + at.name()
                    + " keeps one record of a key and a time, but all of them have to find their partners. Make its supplier"
                    + " with retainDuplicates = true.");
        }
        long retentionMs = windows.size() + windows.gracePeriodMs();
        if (store.windowSize() != windows.size() || store.retentionPeriod() != retentionMs) {
            throw new TopologyException("The store " + store.name() + " for the join of " + at.name()
                    + " has windows of "
                    + store.windowSize() + " ms and keeps them for " + store.retentionPeriod()
                    + " ms, but the JoinWindows need windows of " + windows.size() + " ms (before + after) kept for "
                    + retentionMs + " ms (and grace). Make its supplier with these numbers.");
        }
    }
}
