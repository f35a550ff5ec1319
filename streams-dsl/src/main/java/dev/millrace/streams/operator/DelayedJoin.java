package dev.millrace.streams.operator;

import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.store.StreamBuffer;
import dev.millrace.streams.topology.CommittedMarks;
import org.apache.kafka.common.header.Headers;

/**
 * A join of a stream and a table with a grace period (KIP-923): a record waits until stream time has passed its
 * timestamp by the grace, so that updates of the table that come late are still in time for it; it is joined with what
 * was valid at its timestamp.
 *
 * <p>Stream time is that of the records that could wait. What is due leaves in the order of timestamps, with the record
 * context it came with. A record that comes too late to wait is joined at once, and so is one without a key, for which
 * no update can come.
 */
public final class DelayedJoin<K, V, R> extends ContextualProcessor<K, V, K, R> {

    private final StreamTableJoin<K, V, K, ?, R> join;
    private final String bufferName;
    private final long graceMs;
    private StreamBuffer<K, V> buffer;
    private StreamTime streamTime;
    private long buffered = CommittedMarks.NONE;

    /**
     * Makes the operator.
     *
     * @param join gets the records when their time has come; its table has a history of at least the grace
     * @param bufferName a {@link StreamBuffer}
     * @param graceMs how long a record waits, in ms of stream time
     */
    @SuppressWarnings("NullAway.Init") // the context comes with init
    public DelayedJoin(StreamTableJoin<K, V, K, ?, R> join, String bufferName, long graceMs) {
        this.join = join;
        this.bufferName = bufferName;
        this.graceMs = graceMs;
    }

    @Override
    public void init(ProcessorContext<K, R> context) {
        super.init(context);
        join.init(context);
        buffer = context.getStateStore(bufferName);
        streamTime = new StreamTime(context);
        if (context instanceof CommittedMarks marks) {
            String name = bufferName + "-records";
            buffered = marks.mark(name);
            marks.atCommit(name, () -> buffered);
        }
        if (buffered < 0) { // nothing is committed: the first start, or on what Kafka Streams left
            buffered = buffer.lastNumber();
        }
    }

    @Override
    public void process(Record<K, V> record) {
        boolean cannotWait = record.key() == null || record.value() == null;
        if (cannotWait || record.timestamp() < streamTime.ms() - graceMs) {
            join.process(record);
            return;
        }
        buffer.add(++buffered, record.key(), record.value());
        buffer.pollUntil(streamTime.advance(record.timestamp()) - graceMs, this::due);
    }

    private void due(K key, V value, long timestampMs, Headers headers) {
        join.process(new Record<>(key, value, timestampMs, headers));
    }

    @Override
    public void close() {
        join.close();
    }
}
