package dev.millrace.streams;

import java.util.Locale;

/** How the instances of an application share out their tasks, as {@code group.protocol} says. */
public enum GroupProtocol {
    /** By the consumer group protocol, where one of the instances computes the assignment. */
    CLASSIC("CLASSIC"),

    /** By a protocol of its own, where the broker computes the assignment (KIP-1071). */
    STREAMS("STREAMS");

    /** The protocol's name, as configurations write it. */
    public final String name;

    GroupProtocol(String name) {
        this.name = name;
    }

    /**
     * The protocol of a name.
     *
     * @param name in any case
     * @return the protocol
     * @throws IllegalArgumentException if there is none of this name
     */
    public static GroupProtocol of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
