package dev.millrace.streams.errors;

/** Decides what happens when a stream thread dies of an exception (KIP-671). Several threads may call it. */
@FunctionalInterface
public interface StreamsUncaughtExceptionHandler {
    /**
     * Called on the thread that is about to die.
     *
     * @param exception what it dies of; a {@link StreamsException} names the task
     * @return the decision
     */
    StreamThreadExceptionResponse handle(Throwable exception);

    /** What can be done. */
    enum StreamThreadExceptionResponse {
        /** Start another thread in its place, which takes up the work from the last commit. */
        REPLACE_THREAD(0, "REPLACE_THREAD"),

        /** Stop this instance of the application. The default. */
        SHUTDOWN_CLIENT(1, "SHUTDOWN_KAFKA_STREAMS_CLIENT"),

        /** Stop all instances of the application. */
        SHUTDOWN_APPLICATION(2, "SHUTDOWN_KAFKA_STREAMS_APPLICATION");

        /** The decision's name. */
        public final String name;

        /** The decision's number, which never changes. */
        public final int id;

        StreamThreadExceptionResponse(int id, String name) {
            this.id = id;
            this.name = name;
        }
    }
}
