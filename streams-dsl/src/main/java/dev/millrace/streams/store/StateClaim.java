package dev.millrace.streams.store;

/** This process's right to an application's state directory. Thread-safe. */
@FunctionalInterface
public interface StateClaim extends AutoCloseable {

    /**
     * Gives it up; other processes may have the directory when the last one in this process does. Closing again does
     * nothing.
     */
    @Override
    void close();
}
