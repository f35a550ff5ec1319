package dev.millrace.streams.operator;

import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.store.SuppressionBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * {@code suppress}: holds updates back, the last one of each key, until stream time has passed their time by a while.
 *
 * <p>An update's time is the end of its window ({@code untilWindowCloses}) or its timestamp ({@code untilTimeLimit}); a
 * later update of a key that waits takes the place and the time of the first. What is due leaves in the order of time,
 * then of the serialised key, with the timestamp and headers it came with. Where results are final, a deletion is never
 * sent, since nothing was sent before it.
 *
 * <p>When the buffer is still beyond its limit then, the oldest updates leave early, or the task stops: as configured.
 */
public final class TableSuppress<K, V> extends ContextualProcessor<K, Change<V>, K, Change<V>> {

    /**
     * How to suppress.
     *
     * @param bufferName a {@link SuppressionBuffer}
     * @param due tells an update's time
     * @param waitMs how long after its time an update leaves
     * @param maxRecords how many updates may wait
     * @param maxBytes how many bytes may wait
     * @param stopWhenFull whether to fail, and not to send early, beyond the limits
     * @param dropDeletions whether deletions are left out
     */
    public record Policy<K>(
            String bufferName,
            Due<K> due,
            long waitMs,
            long maxRecords,
            long maxBytes,
            boolean stopWhenFull,
            boolean dropDeletions) {}

    /** Tells when an update is due. */
    @FunctionalInterface
    public interface Due<K> {
        /**
         * The time of an update in ms.
         *
         * @param key key of the update
         * @param timestampMs the update's timestamp, ms since the epoch
         * @return ms since the epoch
         */
        long timeMs(K key, long timestampMs);
    }

    private final Policy<K> policy;
    private final boolean sendOldValues;
    private SuppressionBuffer<K, V> buffer;
    private StreamTime streamTime;

    /**
     * Makes the operator.
     *
     * @param policy what waits, for how long, and the limits
     * @param sendOldValues whether updates carry the value before
     */
    @SuppressWarnings("NullAway.Init") // the context comes with init
    public TableSuppress(Policy<K> policy, boolean sendOldValues) {
        this.policy = policy;
        this.sendOldValues = sendOldValues;
    }

    @Override
    public void init(ProcessorContext<K, Change<V>> context) {
        super.init(context);
        streamTime = new StreamTime(context);
        buffer = context.getStateStore(policy.bufferName());
    }

    @Override
    public void process(Record<K, Change<V>> record) {
        long streamTimeMs = streamTime.advance(record.timestamp());
        buffer.put(
                policy.due().timeMs(record.key(), record.timestamp()),
                record.key(),
                record.value().newValue(),
                record.value().oldValue());
        while (buffer.minTimeMs() <= streamTimeMs - policy.waitMs()) {
            emit();
        }
        if (isFull() && policy.stopWhenFull()) {
            throw new StreamsException("The suppression buffer " + policy.bufferName() + " holds " + buffer.size()
                    + " updates and " + buffer.sizeBytes() + " bytes, beyond its limit of " + policy.maxRecords()
                    + " updates and " + policy.maxBytes()
                    + " bytes. Raise the limit in its Suppressed.BufferConfig,"
                    + " or let it emit early.");
        }
        while (isFull() && buffer.size() > 0) {
            emit();
        }
    }

    private boolean isFull() {
        // Counting costs the buffer, most of all its live values, so it is asked only where there is a limit.
        return (policy.maxRecords() != Long.MAX_VALUE && buffer.size() > policy.maxRecords())
                || (policy.maxBytes() != Long.MAX_VALUE && buffer.sizeBytes() > policy.maxBytes());
    }

    private void emit() {
        buffer.poll(this::forward);
    }

    private void forward(
            long timeMs, K key, @Nullable V newValue, @Nullable V oldValue, long timestampMs, Headers headers) {
        if (newValue != null || !policy.dropDeletions()) {
            context()
                    .forward(new Record<>(
                            key, new Change<>(newValue, sendOldValues ? oldValue : null), timestampMs, headers));
        }
    }

    /**
     * What downstream sees of the table: the value from before the update that waits, else the table's own.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param above the table whose updates are held back
     * @param bufferName name of the buffer that they wait in
     * @return reads the buffer first, then the table
     */
    public static <K, V> TableView<K, V> view(TableView<K, V> above, String bufferName) {
        List<String> stores = Stream.concat(above.storeNames().stream(), Stream.of(bufferName))
                .toList();
        return TableView.of(stores, context -> {
            SuppressionBuffer<K, V> buffer = context.getStateStore(bufferName);
            TableView.TableReader<K, V> table = above.open(context);
            return (key, asOfMs) ->
                    buffer.contains(key) ? ValueAndTimestamp.make(buffer.priorValue(key), -1) : table.get(key);
        });
    }
}
