package dev.millrace.streams.operator;

import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.Record;

/** {@code toStream}: forwards the new value of each update, null for a deletion. */
public final class TableToStream<K, V> extends ContextualProcessor<K, Change<V>, K, V> {

    @Override
    public void process(Record<K, Change<V>> record) {
        context().<K, V>forward(record.withValue(record.value().newValue()));
    }
}
