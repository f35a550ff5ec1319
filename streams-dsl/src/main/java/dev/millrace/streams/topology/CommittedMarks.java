package dev.millrace.streams.topology;

import java.util.function.LongSupplier;

/**
 * Times and counts that a processor remembers beside the input offsets: committed with them in one transaction, and
 * there again when another instance goes on from them. The runtime's processor contexts are these, too. Belongs to the
 * task's thread.
 */
public interface CommittedMarks {

    /** No mark was ever set. */
    long NONE = -1;

    /**
     * Whose marks these are: the processor's name, unique in the task.
     *
     * @return the name of the node
     */
    String processor();

    /**
     * The mark of this name.
     *
     * @param name unique in the task: a store's, say, or, where several processors work on it, their own
     * @return what was committed last, by whoever ran the task before; {@link #NONE} if nothing was
     */
    long mark(String name);

    /**
     * Keeps a mark of this name: at each commit it is what the supplier says then. Called once, in a processor's
     * {@code init}.
     *
     * @param name unique among this processor's marks
     * @param mark not negative; {@link #NONE}: there is no mark yet
     */
    void atCommit(String name, LongSupplier mark);
}
