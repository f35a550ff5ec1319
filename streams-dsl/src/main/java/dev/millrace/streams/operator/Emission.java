package dev.millrace.streams.operator;

/**
 * When an aggregation by windows sends its results.
 *
 * @param onClose once, when a window has closed, and not at each update
 * @param keptBeyondCloseMs for how much more of stream time the store keeps a window when it has closed
 * @param sendsOldValues whether an update carries the aggregate before it
 */
public record Emission(boolean onClose, long keptBeyondCloseMs, boolean sendsOldValues) {

    /**
     * At each update.
     *
     * @param sendsOldValues whether an update carries the aggregate before it
     * @return results are sent at each change of a window
     */
    public static Emission onUpdate(boolean sendsOldValues) {
        return new Emission(false, 0, sendsOldValues);
    }

    /**
     * Once for each window.
     *
     * @param keptBeyondCloseMs for how much more of stream time the store keeps a window when it has closed
     * @return results are sent when windows close, without old values
     */
    public static Emission onClose(long keptBeyondCloseMs) {
        return new Emission(true, keptBeyondCloseMs, false);
    }
}
