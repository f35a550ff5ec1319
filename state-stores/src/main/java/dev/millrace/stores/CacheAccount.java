package dev.millrace.stores;

/** What one store's cache takes of the {@link LiveBudget}, which hears of it in coarse steps. */
final class CacheAccount {

    private static final int REPORT_STEP_BYTES = 64 << 10;

    private final LiveBudget budget;
    private long heldBytes;
    private long reportedBytes;

    CacheAccount(LiveBudget budget) {
        this.budget = budget;
    }

    void open() {
        budget.join();
    }

    void close() {
        budget.leave(reportedBytes);
        reportedBytes = 0;
        heldBytes = 0;
    }

    /** Nothing is held any more. */
    void release() {
        heldBytes = 0;
        report();
    }

    void add(long bytes) {
        heldBytes += bytes;
    }

    long heldBytes() {
        return heldBytes;
    }

    /** Whether enough has come since the last report that there should be another. */
    boolean isReportDue() {
        return heldBytes - reportedBytes >= REPORT_STEP_BYTES;
    }

    void report() {
        budget.add(heldBytes - reportedBytes);
        reportedBytes = heldBytes;
    }

    /** How many bytes the store may hold after it let go what is too much; {@link Long#MAX_VALUE} if nothing is. */
    long targetBytes() {
        long excess = budget.excessBytes(heldBytes);
        return excess > 0 ? heldBytes - excess - REPORT_STEP_BYTES : Long.MAX_VALUE;
    }
}
