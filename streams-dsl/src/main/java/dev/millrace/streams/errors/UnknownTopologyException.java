package dev.millrace.streams.errors;

/** There is no topology of this name. */
public class UnknownTopologyException extends StreamsException {
    /**
     * Names the topology.
     *
     * @param message what was wanted of it
     * @param namedTopology the name
     */
    public UnknownTopologyException(String message, String namedTopology) {
        super(message + ", because there is no topology named " + namedTopology);
    }

    /**
     * Names the topology.
     *
     * @param message what was wanted of it
     * @param throwable what led to it
     * @param namedTopology the name
     */
    public UnknownTopologyException(String message, Throwable throwable, String namedTopology) {
        super(message + ", because there is no topology named " + namedTopology, throwable);
    }
}
