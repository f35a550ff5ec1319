package dev.millrace.examples.editwars;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The most edited pages of an hour, as far as they are known: at most ten, in order.
 *
 * @param partitions how many partitions of the counted stream this ranking has heard from
 * @param pages the ranking, most edits first
 */
public record TopPages(int partitions, List<PageCount> pages) {

    /** How many pages a ranking holds. */
    public static final int SIZE = 10;

    /** No page yet. */
    public static final TopPages NONE = new TopPages(0, List.of());

    /**
     * Copies the list, so a ranking never changes.
     *
     * @param partitions 1 for the ranking of one partition
     * @param pages copied; most edits first
     */
    public TopPages {
        pages = List.copyOf(pages);
    }

    /**
     * This ranking with one more page counted.
     *
     * @param page a page that is not in the ranking yet
     * @return this ranking itself if the page has too few edits for it
     */
    public TopPages with(PageCount page) {
        if (pages.size() == SIZE && page.compareTo(pages.get(SIZE - 1)) > 0) {
            return this;
        }
        List<PageCount> all = new ArrayList<>(pages);
        int at = Collections.binarySearch(all, page);
        all.add(at < 0 ? -at - 1 : at, page);
        return new TopPages(partitions, all.subList(0, Math.min(SIZE, all.size())));
    }

    /**
     * The ranking of both: what each has heard from other partitions put together.
     *
     * @param other the ranking of other partitions
     * @return a ranking of its own; its partitions are the sum
     */
    public TopPages and(TopPages other) {
        TopPages both = new TopPages(partitions + other.partitions, pages);
        for (PageCount page : other.pages) {
            both = both.with(page);
        }
        return both;
    }

    /**
     * This ranking as what one partition, now complete, contributes.
     *
     * @return the same pages, heard from one partition
     */
    public TopPages ofOnePartition() {
        return new TopPages(1, pages);
    }
}
