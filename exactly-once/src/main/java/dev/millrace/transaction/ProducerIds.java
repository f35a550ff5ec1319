package dev.millrace.transaction;

import java.util.function.LongConsumer;

/** Hands out producer ids, each once for all times: a block of them is reserved in the log before the first is used. */
final class ProducerIds {
    private static final int BLOCK = 1000;

    private final LongConsumer reserve;
    private long next;
    private long end;

    /**
     * Starts with nothing reserved.
     *
     * @param firstFree the first id that nobody can have
     * @param reserve records that all ids below its argument may be in use
     */
    ProducerIds(long firstFree, LongConsumer reserve) {
        this.next = firstFree;
        this.end = firstFree;
        this.reserve = reserve;
    }

    long take() {
        if (next == end) {
            reserve.accept(end + BLOCK);
            end += BLOCK;
        }
        return next++;
    }
}
