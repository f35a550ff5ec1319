package dev.millrace.streams.operator;

import dev.millrace.streams.kstream.KeyValueMapper;
import dev.millrace.streams.kstream.ValueJoinerWithKey;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.ValueAndTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * Joins each record of a stream with the table's value at that moment; the table's own updates send nothing. Of a table
 * with a history it is the value as of the record's timestamp (KIP-914). The result has the record's key, timestamp and
 * headers.
 *
 * <p>Inner: a record without a match, or with a null key or value, is dropped. Left: a record without a match, or with
 * a null key, is joined with null; only a null value is dropped.
 */
public final class StreamTableJoin<K, V, TK, TV, R> extends ContextualProcessor<K, V, K, R> {

    private final TableView<TK, TV> table;
    private final KeyValueMapper<? super K, ? super V, ? extends @Nullable TK> tableKey;
    private final ValueJoinerWithKey<? super K, ? super V, ? super TV, ? extends R> joiner;
    private final boolean left;
    private TableView.TableReader<TK, TV> reader;
    private DroppedRecords dropped;

    /**
     * Makes the operator.
     *
     * @param table the table, read at each record
     * @param tableKey the key to look for: the record's own, except in a join with a global table
     * @param joiner gets the record's key, the record's value, and the table's (in a left join perhaps null)
     * @param left whether records without a match are kept
     */
    @SuppressWarnings("NullAway.Init") // the context comes with init
    public StreamTableJoin(
            TableView<TK, TV> table,
            KeyValueMapper<? super K, ? super V, ? extends @Nullable TK> tableKey,
            ValueJoinerWithKey<? super K, ? super V, ? super TV, ? extends R> joiner,
            boolean left) {
        this.table = table;
        this.tableKey = tableKey;
        this.joiner = joiner;
        this.left = left;
    }

    @Override
    public void init(ProcessorContext<K, R> context) {
        super.init(context);
        reader = table.open(context);
        dropped = new DroppedRecords(context);
    }

    @Override
    @SuppressWarnings("NullAway") // a left join passes null for a missing match
    public void process(Record<K, V> record) {
        if (record.value() == null) {
            dropped.add("its value is null");
            return;
        }
        TK key = tableKey.apply(record.key(), record.value());
        if (key == null && !left) {
            dropped.add("its join key is null");
            return;
        }
        TV match = key == null ? null : ValueAndTimestamp.getValueOrNull(reader.get(key, record.timestamp()));
        if (match != null || left) {
            context().<K, R>forward(record.withValue(joiner.apply(record.key(), record.value(), match)));
        }
    }
}
