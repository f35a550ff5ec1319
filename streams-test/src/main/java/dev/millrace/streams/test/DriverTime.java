package dev.millrace.streams.test;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Time;

/**
 * The driver's clock for metrics. Nobody can wait by it: it moves when the test says so.
 *
 * @param nowMs the driver's wall clock
 */
record DriverTime(LongSupplier nowMs) implements Time {

    @Override
    public long milliseconds() {
        return nowMs.getAsLong();
    }

    @Override
    public long nanoseconds() {
        return milliseconds() * 1_000_000;
    }

    @Override
    public void sleep(long ms) {
        throw new UnsupportedOperationException("The clock of a test driver moves when the test says so");
    }

    @Override
    public void waitObject(Object object, Supplier<Boolean> condition, long deadlineMs) {
        throw new UnsupportedOperationException("The clock of a test driver moves when the test says so");
    }
}
