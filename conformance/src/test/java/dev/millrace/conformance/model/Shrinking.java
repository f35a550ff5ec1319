package dev.millrace.conformance.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes a list that fails as short as it gets: takes out halves, quarters, …, single elements, as long as it still
 * fails.
 */
final class Shrinking {
    private int runsLeft;

    /**
     * @param runs how many lists are tried at most
     */
    Shrinking(int runs) {
        this.runsLeft = runs;
    }

    <T> List<T> shrink(List<T> failing, Predicate<List<T>> fails) {
        List<T> smallest = List.copyOf(failing);
        int size = Math.max(1, smallest.size() / 2);
        while (runsLeft > 0) {
            List<T> smaller = withoutPieces(smallest, size, fails);
            if (smaller.size() == smallest.size()) {
                if (size == 1) {
                    return smallest;
                }
                size = Math.max(1, size / 2);
            }
            smallest = smaller;
        }
        return smallest;
    }

    private <T> List<T> withoutPieces(List<T> failing, int size, Predicate<List<T>> fails) {
        List<T> smallest = failing;
        for (int at = failing.size() - size; at > -size && runsLeft > 0; at -= size) {
            int from = Math.max(0, at);
            int to = Math.min(smallest.size(), at + size);
            if (from < to) {
                List<T> fewer = new ArrayList<>(smallest);
                fewer.subList(from, to).clear();
                runsLeft--;
                if (fails.test(fewer)) {
                    smallest = List.copyOf(fewer);
                }
            }
        }
        return smallest;
    }
}
