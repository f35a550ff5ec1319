package dev.millrace.transaction;

/**
 * Settings of the transaction coordinator.
 *
 * @param maxTimeoutMs the longest transaction timeout a producer may ask for, in milliseconds
 * @param expiryMs how long a transactional id that nobody uses is remembered, in milliseconds
 * @param snapshotBytes how much may be appended to the transaction logs, all together, before they are written anew, in
 *     bytes
 */
public record TransactionConfig(int maxTimeoutMs, long expiryMs, long snapshotBytes) {
    /** Timeouts up to 15 minutes, ids remembered for a week, a new snapshot every 4 MB. */
    public static final TransactionConfig DEFAULT =
            new TransactionConfig(15 * 60 * 1000, 7L * 24 * 60 * 60 * 1000, 4 << 20);

    /**
     * Checks the settings.
     *
     * @param maxTimeoutMs above 0
     * @param expiryMs above 0
     * @param snapshotBytes above 0
     * @throws IllegalArgumentException if one of them is not positive
     */
    public TransactionConfig {
        if (maxTimeoutMs <= 0 || expiryMs <= 0 || snapshotBytes <= 0) {
            throw new IllegalArgumentException("All settings of the transaction coordinator must be positive, not "
                    + maxTimeoutMs + ", " + expiryMs + ", " + snapshotBytes);
        }
    }
}
