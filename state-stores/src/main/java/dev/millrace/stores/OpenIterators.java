package dev.millrace.stores;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The iterators over one store that were opened and not closed yet. One that is never closed holds a whole state of its table, which
 * could not be freed; so the store says at its end who forgot to.
 *
 * <p>Where an iterator was opened costs microseconds to find out, too much for each. It is noted for the first few of a store, and
 * for all that are opened while others are open: beside one that was forgotten, every further one is a suspect. For each of them
 * an open iterator costs two references.
 */
final class OpenIterators {

    private static final Logger LOG = LoggerFactory.getLogger(OpenIterators.class);

    /** So many are noted with their place whatever else is open. */
    static final int FIRST_NOTED = 16;

    /** So many places are said at the end. */
    static final int MAX_SAID = 5;

    /** One open iterator. */
    abstract static class Entry {
        private @Nullable Entry before;
        private @Nullable Entry after;
        private @Nullable Throwable place;
        private boolean listed;
    }

    private @Nullable Entry last;
    private int count;
    private long opened;

    void opened(Entry entry) {
        if (opened++ < FIRST_NOTED || count > 0) {
            entry.place = new Throwable("Opened here");
        }
        entry.listed = true;
        entry.before = last;
        if (last != null) {
            last.after = entry;
        }
        last = entry;
        count++;
    }

    /** Closing again does nothing. */
    void closed(Entry entry) {
        if (!entry.listed) {
            return;
        }
        entry.listed = false;
        Entry before = entry.before;
        Entry after = entry.after;
        if (before != null) {
            before.after = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.before = before;
        }
        entry.before = null;
        entry.after = null;
        count--;
    }

    int count() {
        return count;
    }

    /** The store closes: warns of those that are open, and forgets them. */
    void endOf(String storeName) {
        if (count == 0) {
            return;
        }
        LOG.warn(
                "Store '{}' closes while {} of its iterators are open. Until now each of them held a state of the store that could not"
                        + " be freed. Close iterators, best with try-with-resources: the latest of them were opened at the places"
                        + " that follow",
                storeName,
                count);
        int said = 0;
        for (Entry entry = last; entry != null && said < MAX_SAID; entry = entry.before) {
            if (entry.place != null) {
                said++;
                LOG.warn("An iterator over store '{}' was not closed", storeName, entry.place);
            }
        }
        while (last != null) {
            closed(last);
        }
    }
}
