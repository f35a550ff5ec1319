package dev.millrace.broker;

/** Count, sum and maximum of a value since its client was made. One thread writes at a time, any may read. */
final class RunningAverage {

    private volatile long count;
    private volatile double sum;
    private volatile double max = Double.NaN;

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time
    void add(double value) {
        max = count == 0 ? value : Math.max(max, value);
        sum += value;
        count++;
    }

    /** Several values at once, by their sum and the largest. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer at a time
    void add(double sumOfValues, int values, double largest) {
        max = count == 0 ? largest : Math.max(max, largest);
        sum += sumOfValues;
        count += values;
    }

    /** NaN before the first value, as Kafka's metrics are. */
    double average() {
        long values = count;
        return values == 0 ? Double.NaN : sum / values;
    }

    double count() {
        return (double) count;
    }

    double max() {
        return max;
    }

    double sum() {
        return sum;
    }
}
