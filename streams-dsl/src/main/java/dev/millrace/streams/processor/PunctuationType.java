package dev.millrace.streams.processor;

/** The clock by which a {@link Punctuator} is called. */
public enum PunctuationType {
    /** Time as the records tell it: it advances with the highest timestamp seen and stands still without input. */
    STREAM_TIME,

    /** Time as the machine tells it: it advances with or without input. */
    WALL_CLOCK_TIME
}
