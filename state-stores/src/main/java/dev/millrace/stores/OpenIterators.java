package dev.millrace.stores;

import dev.millrace.streams.store.IteratorMeter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The iterators over one store that were opened and not closed yet, for its metrics. One over many keys that is never
 * closed holds a whole state of its table, which could not be freed; so the store says at its end who forgot to.
 *
 * <p>Where an iterator was opened costs microseconds to find out, too much for each. It is noted for the first few of a
 * store, and for all that are opened while others are open: beside one that was forgotten, every further one is a
 * suspect. For each of them an open iterator costs two references. One over a single key holds a copy of what it gives
 * and is not asked for its place.
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
        private long openedMs;
        private long openedNs;

        /** Whether it holds a state of the table. */
        abstract boolean holdsTable();
    }

    private IteratorMeter meter = IteratorMeter.NONE;
    private @Nullable Entry first;
    private @Nullable Entry last;
    private int count;
    private int holding;
    private long opened;

    /** Who hears of iterators from now on. */
    void reportTo(IteratorMeter newMeter) {
        meter = newMeter;
    }

    void opened(Entry entry) {
        if (entry.holdsTable()) {
            if (opened++ < FIRST_NOTED || holding > 0) {
                entry.place = new Throwable("Opened here");
            }
            holding++;
        }
        entry.openedMs = meter.nowMs();
        entry.openedNs = meter.nanoTime();
        entry.listed = true;
        entry.before = last;
        if (last == null) {
            first = entry;
        } else {
            last.after = entry;
        }
        last = entry;
        count++;
        report();
    }

    private void report() {
        meter.open(count, first == null ? 0 : first.openedMs);
    }

    /** Closing again does nothing. */
    void closed(Entry entry) {
        if (!entry.listed) {
            return;
        }
        entry.listed = false;
        Entry before = entry.before;
        Entry after = entry.after;
        if (before == null) {
            first = after;
        } else {
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
        if (entry.holdsTable()) {
            holding--;
        }
        if (entry.openedNs != 0) {
            meter.closed(meter.nanoTime() - entry.openedNs);
        }
        report();
    }

    int count() {
        return count;
    }

    /** The store closes: warns of those that are open and hold something, and forgets all. */
    void endOf(String storeName) {
        if (holding > 0) {
            warn(storeName);
        }
        while (last != null) {
            closed(last);
        }
        meter.close();
    }

    private void warn(String storeName) {
        LOG.warn(
                "Store '{}' closes while {} of its iterators are open. Until now each of them held a state of the store that could not"
                        + " be freed. Close iterators, best with try-with-resources: the latest of them were opened at the places"
                        + " that follow",
                storeName,
                holding);
        int said = 0;
        for (Entry entry = last; entry != null && said < MAX_SAID; entry = entry.before) {
            if (entry.place != null) {
                said++;
                LOG.warn("An iterator over store '{}' was not closed", storeName, entry.place);
            }
        }
    }
}
