package dev.millrace.examples;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The most frequent of many, the most frequent first; ties by title.
 *
 * @param entries at most as many as were asked for
 */
public record Chart(List<Entry> entries) {

    /** Nothing yet. */
    public static final Chart EMPTY = new Chart(List.of());

    private static final Comparator<Entry> BY_COUNT =
            Comparator.comparingLong(Entry::count).reversed().thenComparing(Entry::title);

    /**
     * One of them.
     *
     * @param title what it is
     * @param count how often it was counted
     */
    public record Entry(String title, long count) {}

    /**
     * This chart and one entry more, which takes the place of an older one of the same title.
     *
     * @param entry its title need not be there yet
     * @return a chart of its own; this one stays as it is
     */
    public Chart with(Entry entry) {
        List<Entry> next = new ArrayList<>(without(entry).entries);
        next.add(entry);
        next.sort(BY_COUNT);
        return new Chart(List.copyOf(next));
    }

    /**
     * This chart without the entry of that title.
     *
     * @param entry looked for by its title
     * @return a chart of its own; an equal one if the title is not there
     */
    public Chart without(Entry entry) {
        return new Chart(entries.stream()
                .filter(other -> !other.title().equals(entry.title()))
                .toList());
    }

    /**
     * The first of this chart.
     *
     * @param size how many entries at most
     * @return this chart itself if it is no longer than that
     */
    public Chart top(int size) {
        return entries.size() <= size ? this : new Chart(entries.subList(0, size));
    }
}
