package dev.millrace.stores;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The cells that the table does not show as they are: some wait to be written, some are staged by the commit that is
 * under way. Both stay in the process until the table has them, and an iterator lays them over it.
 */
final class UnwrittenCells {

    private static final long NEVER = -1;

    private @Nullable Cell[] waiting = new Cell[16];
    private int waitingEnd;
    private @Nullable Cell[] staged = new Cell[16];
    private int stagedEnd;
    private long stagedAtCommit = NEVER;

    /** How many wait to be written. */
    int count() {
        return waitingEnd;
    }

    /** Notes that the table does not have a cell as it is. */
    void add(Cell cell) {
        if (waitingEnd == waiting.length) {
            waiting = Arrays.copyOf(waiting, waitingEnd * 2);
        }
        cell.unwritten = true;
        waiting[waitingEnd++] = cell;
    }

    /** Whether cells are staged that the table does not show yet, after so many commits. */
    boolean isStaged(long commits) {
        return stagedAtCommit == commits;
    }

    /** Something is staged that becomes visible with the next commit. */
    void noteStaged(long commits) {
        stagedAtCommit = commits;
    }

    /** Takes all that wait for staged; the caller stages each. */
    void stageAll(long commits) {
        @Nullable Cell[] writing = waiting;
        Arrays.fill(staged, 0, Math.min(stagedEnd, staged.length), null);
        waiting = staged;
        staged = writing;
        stagedEnd = waitingEnd;
        waitingEnd = 0;
        stagedAtCommit = commits;
    }

    int stagedEnd() {
        return stagedEnd;
    }

    @Nullable
    Cell stagedAt(int place) {
        return staged[place];
    }

    /** Goes through all; a cell that is staged and waits again comes once. */
    void forEach(long commits, Consumer<Cell> action) {
        if (isStaged(commits)) {
            for (int i = 0; i < stagedEnd; i++) {
                Cell cell = staged[i];
                if (cell != null && !cell.unwritten) {
                    action.accept(cell);
                }
            }
        }
        for (int i = 0; i < waitingEnd; i++) {
            Cell cell = waiting[i];
            if (cell != null) {
                action.accept(cell);
            }
        }
    }

    void clear() {
        Arrays.fill(waiting, null);
        Arrays.fill(staged, null);
        waitingEnd = 0;
        stagedEnd = 0;
        stagedAtCommit = NEVER;
    }
}
