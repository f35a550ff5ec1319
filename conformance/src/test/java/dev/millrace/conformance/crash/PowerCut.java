package dev.millrace.conformance.crash;

/** The machine is off. An error, so that no handler of the program under test goes on as if nothing had happened. */
public final class PowerCut extends Error {
    private static final long serialVersionUID = 1L;

    PowerCut(String message) {
        super(message, null, false, false);
    }
}
