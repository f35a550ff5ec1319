package dev.millrace.stores;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The cells that changed since the last drain, in the order in which the changelog and downstream learn of them.
 *
 * <p>A cell knows its place, so that it moves to the end without a search. The gap that it leaves is closed when room
 * is short.
 */
final class ChangedCells {

    private @Nullable Cell[] cells = new Cell[16];
    private int end;
    private int count;
    private int kept;
    private boolean placesHeld;

    int count() {
        return count;
    }

    /** The place after the last; some places before it may be empty. */
    int end() {
        return end;
    }

    @Nullable
    Cell at(int place) {
        return cells[place];
    }

    /** Adds a cell that is not in the list. */
    void add(Cell cell) {
        count++;
        append(cell);
    }

    /** Moves a cell of the list to its end. */
    void moveToEnd(Cell cell) {
        if (cell.changedAt != end - 1) {
            cells[cell.changedAt] = null;
            append(cell);
        }
    }

    private void append(Cell cell) {
        if (end == cells.length) {
            makeRoom();
        }
        cell.changedAt = end;
        cells[end++] = cell;
    }

    private void makeRoom() {
        if (placesHeld || count > cells.length / 2) {
            cells = Arrays.copyOf(cells, cells.length * 2);
            return;
        }
        int last = 0;
        for (int i = 0; i < end; i++) {
            Cell cell = cells[i];
            if (cell != null) {
                cell.changedAt = last;
                cells[last++] = cell;
            }
        }
        Arrays.fill(cells, last, end, null);
        end = last;
    }

    /** While somebody goes through the places, cells may be added and moved to the end, but no gap is closed. */
    void holdPlaces(boolean hold) {
        placesHeld = hold;
    }

    /** Takes what stands at a place, to be drained or kept; to be called for all places, then {@link #endDrain}. */
    @Nullable
    Cell take(int place) {
        Cell cell = cells[place];
        cells[place] = null;
        return cell;
    }

    /** Leaves a cell that was taken in the list. */
    void keep(Cell cell) {
        cell.changedAt = kept;
        cells[kept++] = cell;
    }

    /** Only what was kept is left. */
    void endDrain() {
        end = kept;
        count = kept;
        kept = 0;
    }

    void clear() {
        Arrays.fill(cells, null);
        end = 0;
        count = 0;
    }
}
