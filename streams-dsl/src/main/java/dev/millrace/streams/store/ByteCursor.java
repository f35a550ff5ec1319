package dev.millrace.streams.store;

/** Goes through a {@link ByteTable}. Starts before the first entry. Must be closed; closing again does nothing. */
public interface ByteCursor extends AutoCloseable {

    /** Goes to the next entry; false at the end. */
    boolean next();

    /** The key of the current entry, a fresh array. */
    byte[] key();

    /** The value of the current entry, a fresh array. */
    byte[] value();

    @Override
    void close();
}
