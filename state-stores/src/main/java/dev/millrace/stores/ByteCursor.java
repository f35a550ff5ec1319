package dev.millrace.stores;

/** Goes through an {@link EngineTable}. Starts before the first entry. Must be closed; closing again does nothing. */
interface ByteCursor extends AutoCloseable {

    /** Goes to the next entry; false at the end. */
    boolean next();

    /** The key of the current entry; must not be changed. */
    byte[] key();

    /** The value of the current entry; must not be changed. */
    byte[] value();

    @Override
    void close();
}
