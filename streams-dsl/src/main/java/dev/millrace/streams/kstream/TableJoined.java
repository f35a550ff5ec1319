package dev.millrace.streams.kstream;

import dev.millrace.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/**
 * How tables are joined by a foreign key: who chooses the partitions of the two internal topics, and their name. The
 * partitioners must be those by which the tables themselves are partitioned (KIP-775). Whatever is not set, or null, is
 * the default. Immutable.
 *
 * @param <K> type of the left table's keys
 * @param <KO> type of the right table's keys
 */
public class TableJoined<K, KO> implements NamedOperation<TableJoined<K, KO>> {
    /** Chooses partitions by the left table's key; null to hash the key. */
    protected final @Nullable StreamPartitioner<K, Void> partitioner;

    /** Chooses partitions by the right table's key; null to hash the key. */
    protected final @Nullable StreamPartitioner<KO, Void> otherPartitioner;

    /** Names the operation and its topics; null to have a name made. */
    protected final @Nullable String name;

    /**
     * Takes the settings of another.
     *
     * @param tableJoined the other
     */
    protected TableJoined(TableJoined<K, KO> tableJoined) {
        this(tableJoined.partitioner, tableJoined.otherPartitioner, tableJoined.name);
    }

    private TableJoined(
            @Nullable StreamPartitioner<K, Void> partitioner,
            @Nullable StreamPartitioner<KO, Void> otherPartitioner,
            @Nullable String name) {
        this.partitioner = partitioner;
        this.otherPartitioner = otherPartitioner;
        this.name = name;
    }

    /**
     * Partitioners only.
     *
     * @param partitioner chooses partitions by the left table's key; null to hash the key
     * @param otherPartitioner chooses partitions by the right table's key; null to hash the key
     * @param <K> type of the left table's keys
     * @param <KO> type of the right table's keys
     * @return the settings
     */
    public static <K, KO> TableJoined<K, KO> with(
            @Nullable StreamPartitioner<K, Void> partitioner, @Nullable StreamPartitioner<KO, Void> otherPartitioner) {
        return new TableJoined<>(partitioner, otherPartitioner, null);
    }

    /**
     * A name only.
     *
     * @param name names the operation and its topics; null to have a name made
     * @param <K> type of the left table's keys
     * @param <KO> type of the right table's keys
     * @return the settings
     */
    public static <K, KO> TableJoined<K, KO> as(@Nullable String name) {
        return new TableJoined<>(null, null, name);
    }

    /**
     * With another choice of partitions for the left table's keys.
     *
     * @param partitioner null to hash the key
     * @return a changed copy
     */
    public TableJoined<K, KO> withPartitioner(@Nullable StreamPartitioner<K, Void> partitioner) {
        return new TableJoined<>(partitioner, otherPartitioner, name);
    }

    /**
     * With another choice of partitions for the right table's keys.
     *
     * @param otherPartitioner null to hash the key
     * @return a changed copy
     */
    public TableJoined<K, KO> withOtherPartitioner(@Nullable StreamPartitioner<KO, Void> otherPartitioner) {
        return new TableJoined<>(partitioner, otherPartitioner, name);
    }

    @Override
    public TableJoined<K, KO> withName(@Nullable String name) {
        return new TableJoined<>(partitioner, otherPartitioner, name);
    }

    /**
     * What chooses partitions by the left table's key. An addition to the mirrored API.
     *
     * @return the partitioner; null to hash the key
     */
    public @Nullable StreamPartitioner<K, Void> partitioner() {
        return partitioner;
    }

    /**
     * What chooses partitions by the right table's key. An addition to the mirrored API.
     *
     * @return the partitioner; null to hash the key
     */
    public @Nullable StreamPartitioner<KO, Void> otherPartitioner() {
        return otherPartitioner;
    }

    /**
     * What names the operation and its topics. An addition to the mirrored API.
     *
     * @return the name; null to have one made
     */
    public @Nullable String name() {
        return name;
    }
}
