package dev.millrace.log;

/**
 * How a {@link LogDirectory} compacts. The names in brackets are Kafka's broker settings that mean the same.
 *
 * @param enabled whether it does at all ({@code log.cleaner.enable})
 * @param mapBytes memory for the keys of one pass, taken while there is one, and no more of it than the pass needs: 32
 *     bytes a key. With more keys than fit, compacting takes several passes ({@code log.cleaner.dedupe.buffer.size})
 * @param stepBytes how much one step reads at most, give or take a batch: what {@link LogDirectory#tick(long)} takes
 *     longer for
 */
public record CompactorConfig(boolean enabled, int mapBytes, int stepBytes) {

    /** Enabled; a million keys in 32 MB; steps of 1 MB. */
    public static final CompactorConfig DEFAULT = new CompactorConfig(true, 32 << 20, 1 << 20);

    /**
     * Checks that the sizes make sense.
     *
     * @param enabled false: nothing is compacted, whatever the partitions ask for
     * @param mapBytes at least 1024
     * @param stepBytes at least 1
     * @throws IllegalArgumentException if a size is below its bound
     */
    public CompactorConfig {
        if (mapBytes < 1024 || stepBytes < 1) {
            throw new IllegalArgumentException("mapBytes is " + mapBytes + " and must be at least 1024; stepBytes is "
                    + stepBytes + " and must be at least 1");
        }
    }
}
