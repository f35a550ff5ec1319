package dev.millrace.conformance.differential;

/** How an aggregation cuts time. Times in milliseconds. */
public sealed interface Windowing {

    /** Not at all. */
    record None() implements Windowing {}

    record Hopping(long sizeMs, long advanceMs, long graceMs) implements Windowing {}

    record Sliding(long differenceMs, long graceMs) implements Windowing {}

    record Session(long gapMs, long graceMs) implements Windowing {}

    /** From a time on, and without an end. */
    record Unlimited(long startMs) implements Windowing {}

    None NONE = new None();

    default boolean present() {
        return !(this instanceof None);
    }

    /** The size that a serde of time windows has to be told. */
    default long sizeMs() {
        if (this instanceof Hopping hopping) {
            return hopping.sizeMs();
        }
        if (this instanceof Unlimited) {
            return Long.MAX_VALUE;
        }
        return this instanceof Sliding sliding ? sliding.differenceMs() : 0;
    }

    /** How long after its end a window still takes records. */
    default long graceMs() {
        if (this instanceof Hopping hopping) {
            return hopping.graceMs();
        }
        if (this instanceof Sliding sliding) {
            return sliding.graceMs();
        }
        return this instanceof Session session ? session.graceMs() : 0;
    }
}
