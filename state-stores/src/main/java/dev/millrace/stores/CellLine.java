package dev.millrace.stores;

import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The cells of one key that are in the process, in the order of time. */
abstract class CellLine<C extends Cell> extends KeyedNode {

    private @Nullable Cell[] cells;
    private int size;

    /** @param room for how many cells there is room before it grows */
    CellLine(int room) {
        cells = new Cell[room];
    }

    final int size() {
        return size;
    }

    @SuppressWarnings("unchecked") // only insert puts cells here
    final C at(int index) {
        Cell cell = cells[index];
        if (cell == null) {
            throw new IndexOutOfBoundsException(index);
        }
        return (C) cell;
    }

    /** The caller knows the place. */
    final void insert(int index, C cell) {
        if (isFull()) {
            cells = Arrays.copyOf(cells, size * 2);
        }
        System.arraycopy(cells, index, cells, index + 1, size - index);
        cells[index] = cell;
        size++;
    }

    /** Whether the next cell makes it grow. */
    final boolean isFull() {
        return size == cells.length;
    }

    /** Removes the cells that pass a test. */
    final void removeIf(Predicate<C> test) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            C cell = at(i);
            if (!test.test(cell)) {
                cells[kept++] = cell;
            }
        }
        Arrays.fill(cells, kept, size, null);
        size = kept;
    }

    /** Whether the table has all cells as they are. */
    final boolean isWritten() {
        for (int i = 0; i < size; i++) {
            if (at(i).unwritten) {
                return false;
            }
        }
        return true;
    }
}
