package dev.millrace.stores;

/** One window or session of one key. */
final class Slot extends Cell {

    final Timeline line;

    /** The start of a window, the end of a session: what the line is sorted by. */
    final long timeMs;

    /** The sequence number of a window's value (0 without duplicates), the start of a session. */
    final long second;

    Slot(Timeline line, long timeMs, long second) {
        this.line = line;
        this.timeMs = timeMs;
        this.second = second;
    }
}
