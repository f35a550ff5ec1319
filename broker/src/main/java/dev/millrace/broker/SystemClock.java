package dev.millrace.broker;

/** The clock of the machine: wall-clock time, for a broker that serves real clients. */
public final class SystemClock implements BrokerClock {

    /** The one instance; it has no state. */
    public static final SystemClock INSTANCE = new SystemClock();

    private SystemClock() {}

    @Override
    public long nowMs() {
        return System.currentTimeMillis();
    }
}
