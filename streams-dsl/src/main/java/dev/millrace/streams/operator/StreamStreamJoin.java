package dev.millrace.streams.operator;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.kstream.ValueJoinerWithKey;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.ValueTimestampHeaders;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.state.WindowStoreIterator;
import dev.millrace.streams.store.OuterJoinBuffer;
import dev.millrace.streams.topology.CommittedMarks;
import org.jspecify.annotations.Nullable;

/**
 * One side of a windowed join of two streams.
 *
 * <p>A record is joined with every record of the other side in its window, in the order of their time; a result has the
 * larger timestamp of the two and the headers of the record that came last. Records with a null value are dropped; so
 * are those with a null key, unless this side keeps what finds no match: those go out at once.
 *
 * <p>A record that finds no match and must not be lost (left side of a left join, both sides of an outer join) waits in
 * a buffer that both sides share, until a match comes (KIP-633: no early nulls) or its window has closed: stream time
 * of the join, over both sides, has passed the end of the window and grace. A record whose window is over when it comes
 * does not wait. What waits is looked at when a record advances stream time, and leaves in the order of time, right
 * side before left side, then key, with the headers of the record that advanced stream time.
 *
 * <pre>
 *   left record at t  joins right records in [t - before, t + after]
 *   right record at t joins left records in  [t - after, t + before]
 * </pre>
 */
public final class StreamStreamJoin<K, V, L, R, Out> extends ContextualProcessor<K, V, K, Out> {

    /**
     * What a side knows of the join.
     *
     * @param left whether this is the left side
     * @param otherStore the window store of the other side
     * @param keepsUnmatched whether this side's records are joined with null in the end
     * @param beforeMs how far a match may lie before a record of the left side
     * @param afterMs how far a match may lie after a record of the left side
     * @param graceMs how long a window stays open beyond its end
     * @param buffer the shared {@link OuterJoinBuffer}; null in an inner join
     */
    public record Side(
            boolean left,
            String otherStore,
            @Nullable String buffer,
            boolean keepsUnmatched,
            long beforeMs,
            long afterMs,
            long graceMs) {

        long reachBackMs() {
            return left ? beforeMs : afterMs;
        }

        long reachAheadMs() {
            return left ? afterMs : beforeMs;
        }
    }

    private final Side side;
    private final JoinClocks clocks;
    private final ValueJoinerWithKey<? super K, ? super L, ? super R, ? extends Out> joiner;
    private WindowStore<K, ValueTimestampHeaders<Object>> others;
    private @Nullable OuterJoinBuffer<K, L, R> unmatched;
    private JoinClocks.Clock clock;
    private DroppedRecords dropped;
    private boolean leftOpen;
    private boolean rightOpen;

    /**
     * Makes one side.
     *
     * @param side which side, with its stores and its window
     * @param clocks shared with the other side
     * @param joiner gets the key, the left value and the right one, whichever side it is
     */
    @SuppressWarnings("NullAway.Init") // the context comes with init
    public StreamStreamJoin(
            Side side, JoinClocks clocks, ValueJoinerWithKey<? super K, ? super L, ? super R, ? extends Out> joiner) {
        this.side = side;
        this.clocks = clocks;
        this.joiner = joiner;
    }

    @Override
    public void init(ProcessorContext<K, Out> context) {
        super.init(context);
        others = context.getStateStore(side.otherStore());
        unmatched = side.buffer() == null ? null : context.getStateStore(side.buffer());
        clock = clocks.of(unmatched);
        if (side.buffer() != null && context instanceof CommittedMarks marks) {
            clock.resume(marks, side.buffer());
        }
        dropped = new DroppedRecords(context);
    }

    @Override
    public void process(Record<K, V> record) {
        long timestamp = record.timestamp();
        clock.advance(timestamp);
        K key = record.key();
        V value = record.value();
        if (value == null || (key == null && !side.keepsUnmatched())) {
            dropped.add(value == null ? "its value is null" : "its key is null");
            return;
        }
        if (key == null) {
            context().forward(record.withValue(joined(key, value, null)));
            return;
        }
        if (unmatched != null && timestamp == clock.streamTimeMs()) {
            emitClosed(record, unmatched);
        }
        long fromMs = Math.max(0, timestamp - side.reachBackMs());
        long toMs = Math.max(0, timestamp + side.reachAheadMs());
        boolean matched = joinAll(record, fromMs, toMs);
        if (!matched && side.keepsUnmatched()) {
            if (unmatched == null || toMs < clock.streamTimeMs()) {
                context().forward(record.withValue(joined(key, value, null)));
            } else {
                clock.waitsFrom(timestamp);
                keep(unmatched, timestamp, key, value);
            }
        }
    }

    private boolean joinAll(Record<K, V> record, long fromMs, long toMs) {
        boolean matched = false;
        try (WindowStoreIterator<ValueTimestampHeaders<Object>> matches = others.fetch(record.key(), fromMs, toMs)) {
            while (matches.hasNext()) {
                KeyValue<Long, ValueTimestampHeaders<Object>> match = matches.next();
                if (unmatched != null) {
                    unmatched.remove(match.key, record.key(), !side.left());
                }
                context()
                        .forward(record.withValue(joined(record.key(), record.value(), match.value.value()))
                                .withTimestamp(Math.max(record.timestamp(), match.key)));
                matched = true;
            }
        }
        return matched;
    }

    /*
     * The order of the buffer puts records of both sides behind each other by time. Left and right windows may differ
     * in length, so the walk ends only when both sides have met a window that is still open. The clock's lower bound is
     * then the time of the last record looked at, as in Kafka Streams: it decides when the next walk is worth while,
     * and with windows of different length before and after, results can leave later than they could. Users' tests know
     * that order.
     */
    private void emitClosed(Record<K, V> cause, OuterJoinBuffer<K, L, R> buffer) {
        if (!clock.mayHaveClosed(side.reachAheadMs() + side.graceMs())) {
            return;
        }
        clock.nothingWaits();
        leftOpen = false;
        rightOpen = false;
        buffer.forEach((timeMs, key, left, leftValue, rightValue) -> {
            clock.lookedAt(timeMs);
            if (leftOpen && rightOpen) {
                return OuterJoinBuffer.Verdict.STOP;
            }
            long reachMs = left ? side.afterMs() : side.beforeMs();
            if (timeMs + reachMs + side.graceMs() >= clock.streamTimeMs()) {
                leftOpen |= left;
                rightOpen |= !left;
                return OuterJoinBuffer.Verdict.KEEP;
            }
            context()
                    .forward(cause.withValue(join(key, leftValue, rightValue))
                            .withKey(key)
                            .withTimestamp(timeMs));
            return OuterJoinBuffer.Verdict.REMOVE;
        });
    }

    @SuppressWarnings("unchecked") // a left side's values are L and its matches R, a right side's the other way round
    private Out joined(@Nullable K key, V mine, @Nullable Object others) {
        return side.left() ? join(key, (L) mine, (R) others) : join(key, (L) others, (R) mine);
    }

    @SuppressWarnings("NullAway") // a missing match is passed as null
    private Out join(@Nullable K key, @Nullable L left, @Nullable R right) {
        return joiner.apply(key, left, right);
    }

    @SuppressWarnings("unchecked") // a left side's values are L, a right side's R
    private void keep(OuterJoinBuffer<K, L, R> buffer, long timeMs, K key, V value) {
        if (side.left()) {
            buffer.addLeft(timeMs, key, (L) value);
        } else {
            buffer.addRight(timeMs, key, (R) value);
        }
    }
}
