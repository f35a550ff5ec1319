package dev.millrace.streams.processor;

import java.io.IOException;

/** Lets a store do something of its own at each commit of its task, such as writing down a position. */
@FunctionalInterface
public interface CommitCallback {
    /**
     * Called on the task's thread when its state is being committed.
     *
     * @throws IOException if the store's own files cannot be written; the commit then fails
     */
    void onCommit() throws IOException;
}
