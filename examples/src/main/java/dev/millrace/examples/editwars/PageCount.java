package dev.millrace.examples.editwars;

import java.util.Comparator;

/**
 * How often a page was edited in some hour.
 *
 * @param pageKey channel and page, see {@link Edit#pageKey()}
 * @param edits the number of edits
 */
public record PageCount(String pageKey, long edits) implements Comparable<PageCount> {

    private static final Comparator<PageCount> MOST_EDITS_FIRST =
            Comparator.comparingLong(PageCount::edits).reversed().thenComparing(PageCount::pageKey);

    /** Most edits first; equal numbers in the order of their keys, so that a ranking has one answer. */
    @Override
    public int compareTo(PageCount other) {
        return MOST_EDITS_FIRST.compare(this, other);
    }
}
