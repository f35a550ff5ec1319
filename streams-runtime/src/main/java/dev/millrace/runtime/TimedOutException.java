package dev.millrace.runtime;

import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;

/** The log did not answer in time. Nothing is lost by it: the step that asked may be made again. */
final class TimedOutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TimedOutException(String doing, TimeoutException cause) {
        super("Timed out while " + doing + ": " + cause.getMessage(), cause);
    }

    /** Does what may be done again if it times out, and says so if it does. */
    static <T> T orAgain(String doing, Supplier<T> request) {
        try {
            return request.get();
        } catch (TimeoutException e) {
            throw new TimedOutException(doing, e);
        }
    }

    /** As {@link #orAgain(String, Supplier)}, without a result. */
    static void orAgain(String doing, Runnable request) {
        orAgain(doing, () -> {
            request.run();
            return true;
        });
    }
}
