package dev.millrace.stores;

/**
 * A number as a cell holds it: the next one takes its place here, so that a count writes no reference.
 *
 * <p>A cell is old and a new value is young. A reference from the one to the other is what a garbage collector has to
 * note and look at again (G1: a barrier with a fence, and a card for its refinement threads); that cost as much as all
 * the rest of a count's way. What is given out is a copy.
 */
final class HeldLong {

    long number;

    /** Of the value, in stores with timestamps. */
    long timestampMs;

    HeldLong(long number, long timestampMs) {
        this.number = number;
        this.timestampMs = timestampMs;
    }
}
