package dev.millrace.stores;

import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The windows or sessions of one key that are in the process, in the order of time.
 *
 * <p>From {@code completeFrom} on the line has every one that there is, so that what is not here does not exist. Before it, the
 * line may have single ones; a slot that is here always wins over the table, also when it says that there is no value.
 */
final class Timeline extends KeyedNode {

    private @Nullable Slot[] slots = new Slot[2];
    private int size;

    /** From this time on nothing is missing. */
    long completeFrom;

    int size() {
        return size;
    }

    Slot at(int index) {
        Slot slot = slots[index];
        if (slot == null) {
            throw new IndexOutOfBoundsException(index);
        }
        return slot;
    }

    /** The slot at a place, or the place where it would stand: {@code -(place + 1)}. */
    int search(long timeMs, long second) {
        int low = 0;
        int high = size - 1;
        if (high >= 0 && compare(at(high), timeMs, second) < 0) {
            return -(size + 1); // most puts come in order
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
        if (size == slots.length) {
            slots = Arrays.copyOf(slots, size * 2);
        }
        System.arraycopy(slots, index, slots, index + 1, size - index);
        Slot slot = new Slot(this, timeMs, second);
        slots[index] = slot;
        size++;
        return slot;
    }

    boolean isFull() {
        return size == slots.length;
    }

    /** Removes all slots that pass a test. */
    void removeIf(Predicate<Slot> test) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            Slot slot = at(i);
            if (!test.test(slot)) {
                slots[kept++] = slot;
            }
        }
        Arrays.fill(slots, kept, size, null);
        size = kept;
    }

    /** Whether the table has all slots as they are. */
    boolean isWritten() {
        for (int i = 0; i < size; i++) {
            if (at(i).unwritten) {
                return false;
            }
        }
        return true;
    }
}
