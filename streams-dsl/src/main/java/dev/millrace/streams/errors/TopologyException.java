package dev.millrace.streams.errors;

import org.jspecify.annotations.Nullable;

/** A topology is built wrongly: the text says what is wrong, at which node, and what to do about it. */
public class TopologyException extends StreamsException {

    private static final long serialVersionUID = 1L;

    /**
     * A wrong topology.
     *
     * @param message what is wrong, where, and the remedy
     */
    public TopologyException(String message) {
        super("Invalid topology: " + message);
    }

    /**
     * A wrong topology, found by another error.
     *
     * @param message what is wrong, where, and the remedy
     * @param cause what led to it
     */
    public TopologyException(String message, @Nullable Throwable cause) {
        super("Invalid topology: " + message, cause);
    }

    /**
     * A wrong topology, found by another error.
     *
     * @param cause what led to it
     */
    public TopologyException(Throwable cause) {
        super(cause);
    }
}
