package dev.millrace.streams.topology;

/**
 * Times that a processor remembers beside the input offsets: committed with them in one transaction, and there again when
 * another instance goes on from them. The runtime's processor contexts are these, too.
 *
 * <p>A mark only ever grows, so of several that were committed with different partitions of a task the largest counts. Belongs to
 * the task's thread.
 */
public interface CommittedMarks {

    /** No mark was ever set. */
    long NONE = -1;

    /**
     * The mark of this name.
     *
     * @param name unique in the task: a store's, say
     * @return what was set last, in this run or before; {@link #NONE} if nothing was
     */
    long mark(String name);

    /**
     * Sets the mark of this name. It becomes durable with the next commit.
     *
     * @param timeMs not before what is there
     */
    void mark(String name, long timeMs);
}
