package dev.millrace.streams.store;

import dev.millrace.streams.processor.RecordContext;
import dev.millrace.streams.processor.StateStoreContext;
import org.jspecify.annotations.Nullable;

/**
 * What the runtime passes to the {@code init} of a store. A store of ours initialised with another context (a user's
 * own test double) works as well, in memory, without changelog and caching.
 */
public interface TaskStoreContext extends StateStoreContext {

    /**
     * The bytes of the task.
     *
     * @return the same for all stores of the task
     */
    TaskState taskState();

    /**
     * The topic that stands for the store's changelog, with the application's prefix; serdes are called with it.
     *
     * @param storeName name of a store of this task
     * @return not null, also if the store has no changelog
     */
    String changelogTopic(String storeName);

    /**
     * How many bytes of updates write-back caching may hold for this task ({@code statestore.cache.max.bytes}, shared);
     * 0 switches caching off. The runtime commits early when {@link ManagedStore#bufferedBytes} goes beyond.
     *
     * @return bytes; at least 0
     */
    long writeBackBytes();

    /**
     * The context of the record that is being processed, timestamp as forwarded to the current processor. A live view:
     * what is needed later must be copied. Between records (punctuation), timestamp is the stream time and there is no
     * topic.
     *
     * @return the same view at each call
     */
    RecordContext recordContext();

    /**
     * Begins to report of the iterators over a store.
     *
     * @param metricsScope of the store's engine, as its supplier says
     * @param storeName name of a store of this task
     * @return to be told of them, and closed with the store
     */
    default IteratorMeter iteratorMeter(String metricsScope, String storeName) {
        return IteratorMeter.NONE;
    }

    /**
     * Makes what is forwarded from now on count as caused by this record; null goes back to the record that is really
     * being processed. The argument is a live view, valid until the next call. Callers put back what was there before:
     * a flush may reach a buffer that lets something go on its own account.
     *
     * @param context whose cause it is; null: the record that is really being processed
     * @return what was set before; null: nothing
     */
    @Nullable
    RecordContext actFor(@Nullable RecordContext context);
}
