package dev.millrace.streams.operator;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.kstream.KeyValueMapper;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * {@code groupBy} of a table: maps the old and the new entry of each update. If both get the same key, one update goes
 * on with both values (KIP-904), so that the group never shows a state in between; else the removal of the old entry
 * goes first, the addition of the new one follows. A pair whose key or value is null is left out. Groups are of the
 * present: an update of the past of a table with a history changes none.
 */
public final class TableSelect<K, V, K2, V2> extends ContextualProcessor<K, Change<V>, K2, Change<V2>> {

    private final KeyValueMapper<? super K, ? super V, ? extends KeyValue<? extends K2, ? extends V2>> mapper;

    /**
     * Makes the operator.
     *
     * @param mapper gives the group and the value in it; not called for null values
     */
    public TableSelect(KeyValueMapper<? super K, ? super V, ? extends KeyValue<? extends K2, ? extends V2>> mapper) {
        this.mapper = mapper;
    }

    @Override
    public void process(Record<K, Change<V>> record) {
        if (record.key() == null) {
            throw new StreamsException("A table with a null key cannot be grouped");
        }
        if (!record.value().isLatest()) {
            return;
        }
        KeyValue<? extends K2, ? extends V2> before =
                map(record.key(), record.value().oldValue());
        KeyValue<? extends K2, ? extends V2> after =
                map(record.key(), record.value().newValue());
        if (before != null && after != null && before.key.equals(after.key)) {
            forward(record, before.key, new Change<>(after.value, before.value));
            return;
        }
        if (before != null) {
            forward(record, before.key, new Change<>(null, before.value));
        }
        if (after != null) {
            forward(record, after.key, new Change<>(after.value, null));
        }
    }

    private @Nullable KeyValue<? extends K2, ? extends V2> map(K key, @Nullable V value) {
        if (value == null) {
            return null;
        }
        KeyValue<? extends K2, ? extends V2> pair = mapper.apply(key, value);
        return pair == null || pair.key == null || pair.value == null ? null : pair;
    }

    private void forward(Record<K, Change<V>> cause, K2 key, Change<V2> change) {
        context().forward(cause.withKey(key).withValue(change));
    }
}
