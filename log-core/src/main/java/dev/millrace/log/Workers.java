package dev.millrace.log;

import java.io.IOException;
import java.util.List;

/**
 * Does pieces of work that do not depend on each other: with threads, at once. Mostly they wait for the disk, so more
 * threads than processors are of use.
 */
public interface Workers {
    /** No threads: the caller does one step after the other, and none after one that failed. */
    Workers CALLER = steps -> {
        for (Step step : steps) {
            step.run();
        }
    };

    /**
     * Does all of them, in any order. No step is under way any more when this returns or throws.
     *
     * @param steps what to do
     * @throws IOException if a step did; others may have been left out then
     */
    void doAll(List<Step> steps) throws IOException;

    /** A piece of work. */
    interface Step {
        /**
         * Does it.
         *
         * @throws IOException if a file cannot be read or written
         */
        void run() throws IOException;
    }
}
