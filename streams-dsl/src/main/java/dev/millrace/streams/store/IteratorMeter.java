package dev.millrace.streams.store;

/**
 * Hears of the iterators over one store, for the metrics of KIP-989. Told by the thread of the task; what it shows may
 * be read by any.
 */
public interface IteratorMeter {

    /** Where nothing is reported. */
    IteratorMeter NONE = new IteratorMeter() {
        @Override
        public long nowMs() {
            return 0;
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public void open(int count, long oldestMs) {
            // nobody asks
        }

        @Override
        public void closed(long durationNs) {
            // nobody asks
        }

        @Override
        public void close() {
            // nothing is held
        }
    };

    /**
     * When an iterator that is opened now was opened.
     *
     * @return wall clock as of the task's step under way, ms since the epoch
     */
    long nowMs();

    /**
     * From when to when an iterator is open.
     *
     * @return ns, only good for differences; 0 if nobody asks how long iterators are open
     */
    long nanoTime();

    /**
     * Called whenever an iterator was opened or closed.
     *
     * @param count how many are open now
     * @param oldestMs when the oldest of them was opened ({@link #nowMs}); of no meaning if none is open
     */
    void open(int count, long oldestMs);

    /**
     * An iterator was closed.
     *
     * @param durationNs how long it was open
     */
    void closed(long durationNs);

    /** The store closes: there is nothing more to show. */
    void close();
}
