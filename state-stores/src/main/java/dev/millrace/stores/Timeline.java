package dev.millrace.stores;

/**
 * The windows or sessions of one key that are in the process, in the order of time.
 *
 * <p>From {@code completeFrom} on the line has every one that there is, so that what is not here does not exist. Before
 * it, the line may have single ones; a slot that is here always wins over the table, also when it says that there is no
 * value.
 */
final class Timeline extends CellLine<Slot> {

    /** From this time on nothing is missing. */
    long completeFrom;

    Timeline() {
        super(2);
    }

    /** The slot at a place, or the place where it would stand: {@code -(place + 1)}. */
    int search(long timeMs, long second) {
        int low = 0;
        int high = size() - 1;
        if (high >= 0 && compare(at(high), timeMs, second) < 0) {
            return -(size() + 1); // most puts come in order
        }
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(at(middle), timeMs, second);
            if (order < 0) {
                low = middle + 1;
            } else if (order > 0) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -(low + 1);
    }

    /** The index of the first slot at or after a time. */
    int firstFrom(long timeMs) {
        int found = search(timeMs, Long.MIN_VALUE);
        return found >= 0 ? found : -(found + 1);
    }

    private static int compare(Slot slot, long timeMs, long second) {
        int order = Long.compare(slot.timeMs, timeMs);
        return order != 0 ? order : Long.compare(slot.second, second);
    }

    Slot insert(int index, long timeMs, long second) {
        Slot slot = new Slot(this, timeMs, second);
        insert(index, slot);
        return slot;
    }
}
