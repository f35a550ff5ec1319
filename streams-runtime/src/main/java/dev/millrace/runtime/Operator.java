package dev.millrace.runtime;

import dev.millrace.streams.processor.api.Record;

/**
 * One step of a record's way through a task: takes a record and pushes what comes of it into its children.
 *
 * <p>Children are held in an array and called directly, depth-first, on the task's thread: nothing is looked up by name
 * while a record travels.
 */
abstract class Operator {

    static final Operator[] NO_CHILDREN = {};

    private final String name;

    Operator(String name) {
        this.name = name;
    }

    /** The name that the topology gave to this node. */
    final String name() {
        return name;
    }

    /** Handles one record to its end, children included. */
    abstract void process(Record<Object, Object> record);

    /** Called once before the first record, when the task's stores can be read. */
    void init() {}

    /** Called once after the last record. */
    void close() {}
}
