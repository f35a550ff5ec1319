package dev.millrace.streams.processor;

/** Ends what was scheduled. */
@FunctionalInterface
public interface Cancellable {
    /** No call is made from now on. Cancelling again does nothing. */
    void cancel();
}
