package dev.millrace.streams.processor;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * State that processors of one task share and that outlives the task: it is rebuilt from a changelog topic wherever the
 * task goes next. How a store is written and read is up to the interfaces that extend this one.
 *
 * <p>The task's thread calls {@link #init}, then whatever processors need, {@link #commit} at each commit, at last
 * {@link #close}.
 */
public interface StateStore {
    /**
     * The store's name, unique in the topology.
     *
     * @return the name
     */
    String name();

    /**
     * Opens the store. It must register itself, see {@link StateStoreContext#register}, else it is not restored.
     *
     * @param stateStoreContext the way to the task
     * @param root the store that processors will see, which may be a wrapper of this one: this is what has to be
     *     registered
     */
    void init(StateStoreContext stateStoreContext, StateStore root);

    /**
     * Makes what was put so far durable, as far as the store lives outside of memory. Called when the task commits,
     * after the changelog has been written (KIP-1035). Does nothing by default.
     *
     * @param changelogOffsets for each changelog partition of the store, the offset of the last record that its content
     *     includes; a store that answers {@link #committedOffset} writes them down together with its content
     */
    default void commit(Map<TopicPartition, Long> changelogOffsets) {}

    /**
     * The changelog offset that the store's durable content corresponds to, for stores that keep it themselves
     * (KIP-1035).
     *
     * @param partition a changelog partition of the store
     * @return what {@link #commit} was last given for it; null, which is the default, if the store does not know
     */
    default @Nullable Long committedOffset(TopicPartition partition) {
        return null;
    }

    /** Closes the store and frees what it holds; what was not committed is lost. Closing again does nothing. */
    void close();

    /**
     * Whether the store's content survives the process by the store's own means.
     *
     * @return true if it is kept on disk
     */
    boolean persistent();

    /**
     * Whether the store can be used.
     *
     * @return true between {@link #init} and {@link #close}
     */
    boolean isOpen();
}
