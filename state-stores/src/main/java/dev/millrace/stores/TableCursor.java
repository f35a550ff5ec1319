package dev.millrace.stores;

/** A cursor over one range of an {@link EngineTable}, which can leave rows out. */
interface TableCursor extends ByteCursor {

    /**
     * Goes to the first entry of the range at or after a key; false if there is none. Of a cursor that goes forward;
     * much cheaper than another scan.
     */
    boolean seek(byte[] key);
}
