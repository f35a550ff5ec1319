package dev.millrace.conformance.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;

/** What a program sees of a log, one line for each thing: values as text, errors by their class. */
final class Observations {

    private final List<String> lines = new ArrayList<>();

    synchronized void note(String what, Object value) {
        lines.add(what + ": " + value);
    }

    /** Notes what the call returns or throws. */
    void call(String what, Callable<?> call) {
        note(what, outcome(call));
    }

    /**
     * As {@link #call}, of something that comes about a moment later on a cluster: it is asked again for as long as
     * that may take, or until it is as expected.
     */
    void eventually(String what, Object expected, Callable<?> call) {
        long deadlineMs = System.currentTimeMillis() + 3_000;
        Object now = outcome(call);
        while (!expected.equals(now) && System.currentTimeMillis() < deadlineMs) {
            now = outcome(call);
        }
        note(what, now);
    }

    static Object outcome(Callable<?> call) {
        try {
            return call.call();
        } catch (Exception e) {
            return error(e);
        }
    }

    /** The class of an error; of one that only wraps another, both. */
    static String error(Throwable error) {
        String name = error.getClass().getSimpleName();
        boolean wraps = error instanceof ExecutionException || error.getClass() == KafkaException.class;
        return wraps && error.getCause() != null ? name + " of " + error(error.getCause()) : name;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
