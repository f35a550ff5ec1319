package dev.millrace.streams.operator;

import dev.millrace.streams.kstream.ValueJoiner;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * One side of a join of two tables: an update of this side is joined with what the other side holds at that moment. The
 * result has the larger timestamp of the two and the headers of the update. An update that changes nothing of the
 * result is not sent, as far as this side can tell without old values. Updates with a null key are dropped, and so are
 * those of the past of a table with a history (KIP-914): the result has none, unless it is kept in a versioned store.
 *
 * <pre>
 *               this side must have a value   the other side must have one
 *   inner       yes                           yes
 *   left join,  left side: yes                no
 *               right side: no                yes
 *   outer       no                            no                             but one of them
 * </pre>
 */
public final class TableTableJoin<K, V, O, R> extends ContextualProcessor<K, Change<V>, K, Change<R>> {

    /**
     * What a side knows of the join.
     *
     * @param needsOwn whether there is no result without a value of this side
     * @param needsOther whether there is no result without a value of the other side
     */
    public record Side(boolean needsOwn, boolean needsOther) {}

    private final TableView<K, O> other;
    private final Side side;
    private final ValueJoiner<? super V, ? super O, ? extends R> joiner;
    private final boolean sendOldValues;
    private TableView.TableReader<K, O> reader;
    private DroppedRecords dropped;

    /**
     * Makes one side.
     *
     * @param other the other table
     * @param side what this side needs for a result
     * @param joiner gets this side's value first
     * @param sendOldValues whether updates carry the result before
     */
    @SuppressWarnings("NullAway.Init") // the context comes with init
    public TableTableJoin(
            TableView<K, O> other,
            Side side,
            ValueJoiner<? super V, ? super O, ? extends R> joiner,
            boolean sendOldValues) {
        this.other = other;
        this.side = side;
        this.joiner = joiner;
        this.sendOldValues = sendOldValues;
    }

    @Override
    public void init(ProcessorContext<K, Change<R>> context) {
        super.init(context);
        reader = other.open(context);
        dropped = new DroppedRecords(context);
    }

    @Override
    public void process(Record<K, Change<V>> record) {
        K key = record.key();
        if (key == null) {
            dropped.add("its key is null");
            return;
        }
        if (!record.value().isLatest()) {
            dropped.add(DroppedRecords.OF_THE_PAST);
            return;
        }
        ValueAndTimestamp<O> found = reader.get(key);
        O match = ValueAndTimestamp.getValueOrNull(found);
        V newValue = record.value().newValue();
        V oldValue = record.value().oldValue();
        if (match == null && (side.needsOther() || (newValue == null && oldValue == null))) {
            return;
        }
        long timestamp = found == null ? record.timestamp() : Math.max(record.timestamp(), found.timestamp());
        R before = sendOldValues ? result(side, joiner, oldValue, match) : null;
        context()
                .forward(record.withValue(new Change<R>(result(side, joiner, newValue, match), before))
                        .withTimestamp(timestamp));
    }

    @SuppressWarnings("NullAway") // a missing value is passed as null
    private static <V, O, R> @Nullable R result(
            Side side, ValueJoiner<? super V, ? super O, ? extends R> joiner, @Nullable V own, @Nullable O match) {
        boolean missing = (own == null && (side.needsOwn() || match == null)) || (match == null && side.needsOther());
        return missing ? null : joiner.apply(own, match);
    }

    /**
     * The result as it is now, computed from both tables; {@code side} is the left one's.
     *
     * @param <K> type of the keys
     * @param <V> type of the left table's values
     * @param <O> type of the right table's values
     * @param <R> type of the result
     * @param left the left table
     * @param right the right table
     * @param side what the left side needs for a result
     * @param joiner gets the left value first
     * @return reads both tables at each read
     */
    public static <K, V, O, R> TableView<K, R> view(
            TableView<K, V> left,
            TableView<K, O> right,
            Side side,
            ValueJoiner<? super V, ? super O, ? extends R> joiner) {
        return TableView.of(TableView.stores(left, right), context -> {
            TableView.TableReader<K, V> lefts = left.open(context);
            TableView.TableReader<K, O> rights = right.open(context);
            return (key, asOfMs) -> {
                ValueAndTimestamp<V> one = lefts.get(key);
                ValueAndTimestamp<O> two = rights.get(key);
                long timestamp = Math.max(one == null ? -1 : one.timestamp(), two == null ? -1 : two.timestamp());
                return ValueAndTimestamp.<R>make(
                        result(
                                side,
                                joiner,
                                ValueAndTimestamp.getValueOrNull(one),
                                ValueAndTimestamp.getValueOrNull(two)),
                        timestamp);
            };
        });
    }
}
