package dev.millrace.streams.operator;

import dev.millrace.streams.kstream.ValueJoiner;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * A join by foreign key, last step, beside the left table again: joins an answer with the row that it is for. If the
 * row has another value by now, the answer is stale and counts as dropped: the row's new subscription is answered, too,
 * or its deletion was.
 *
 * <p>The result is null, a deletion, if there is no foreign value (in a left join: if the row is gone).
 */
public final class ForeignKeyResolver<K, V, VO, R> extends ContextualProcessor<K, SubscriptionAnswer<VO>, K, R> {

    private final TableView<K, V> table;
    private final ForeignKeySerdes<?, K, V> joinSerdes;
    private final ValueJoiner<? super V, ? super VO, ? extends R> joiner;
    private final boolean left;
    private TableView.TableReader<K, V> reader;
    private ForeignKeySerdes.Opened<?, K, V> serdes;
    private DroppedRecords dropped;

    /**
     * Makes the operator.
     *
     * @param table the left table
     * @param serdes make the bytes that a row's value is known by
     * @param joiner gets the left table's value first
     * @param left whether rows that refer to nothing are joined with null
     */
    @SuppressWarnings("NullAway.Init") // the context comes with init
    public ForeignKeyResolver(
            TableView<K, V> table,
            ForeignKeySerdes<?, K, V> serdes,
            ValueJoiner<? super V, ? super VO, ? extends R> joiner,
            boolean left) {
        this.table = table;
        this.joinSerdes = serdes;
        this.joiner = joiner;
        this.left = left;
    }

    @Override
    public void init(ProcessorContext<K, R> context) {
        super.init(context);
        reader = table.open(context);
        serdes = joinSerdes.open(context);
        dropped = new DroppedRecords(context);
    }

    @Override
    @SuppressWarnings("NullAway") // a result of null is a deletion, and passed as a record's value
    public void process(Record<K, SubscriptionAnswer<VO>> record) {
        V row = ValueAndTimestamp.getValueOrNull(reader.get(record.key()));
        ValueHash hash = serdes.hash(row, record.headers());
        SubscriptionAnswer<VO> answer = record.value();
        if (hash == null ? answer.hash() != null : !hash.equals(answer.hash())) {
            // The row has changed meanwhile and asked anew: that answer is on its way.
            dropped.count();
            return;
        }
        context().<K, R>forward(record.withValue(joined(row, answer.foreignValue())));
    }

    @SuppressWarnings("NullAway") // a left join passes null for a missing match
    private @Nullable R joined(@Nullable V row, @Nullable VO foreignValue) {
        return row == null || (foreignValue == null && !left) ? null : joiner.apply(row, foreignValue);
    }
}
