package dev.millrace.streams.operator;

import dev.millrace.streams.operator.Subscription.Instruction;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A join by foreign key, first step, beside the left table: tells the right table what each row refers to from now on.
 * A row that refers to something else than before ends its former subscription, which lies in another partition,
 * perhaps.
 *
 * <pre>
 *   inner join    row is      refers to        as before   sends
 *                 put         nothing          something   END_AND_ANSWER (and the row counts as dropped)
 *                 put         something        other       END to the former, KEEP_AND_ANSWER
 *                 put         something        same, none  KEEP_AND_ANSWER_IF_FOUND
 *                 deleted                      something   END_AND_ANSWER
 *   left join     any         any              other       END to the former, if there is one
 *                                              any         KEEP_AND_ANSWER, also with a null foreign key
 * </pre>
 */
public final class ForeignKeySubscriber<K, V, F> extends ContextualProcessor<K, Change<V>, F, Subscription<K>> {

    private final BiFunction<? super K, ? super V, ? extends @Nullable F> extractor;
    private final ForeignKeySerdes<F, K, V> joinSerdes;
    private final boolean left;
    private ForeignKeySerdes.Opened<F, K, V> serdes;
    private DroppedRecords dropped;

    /**
     * Makes the operator; it needs old values.
     *
     * @param extractor gives the foreign key of a row; null: it refers to nothing
     * @param serdes make the bytes that foreign keys and values are compared by
     * @param left whether rows that refer to nothing are joined with null
     */
    @SuppressWarnings("NullAway.Init") // the context comes with init
    public ForeignKeySubscriber(
            BiFunction<? super K, ? super V, ? extends @Nullable F> extractor,
            ForeignKeySerdes<F, K, V> serdes,
            boolean left) {
        this.extractor = extractor;
        this.joinSerdes = serdes;
        this.left = left;
    }

    @Override
    public void init(ProcessorContext<F, Subscription<K>> context) {
        super.init(context);
        serdes = joinSerdes.open(context);
        dropped = new DroppedRecords(context);
    }

    @Override
    public void process(Record<K, Change<V>> record) {
        if (!record.value().isLatest()) {
            dropped.add(DroppedRecords.OF_THE_PAST);
            return;
        }
        V newValue = record.value().newValue();
        V oldValue = record.value().oldValue();
        F before = oldValue == null ? null : extractor.apply(record.key(), oldValue);
        F after = newValue == null ? null : extractor.apply(record.key(), newValue);
        if (left) {
            if (newValue != null || oldValue != null) {
                leftJoin(record, before, after);
            }
        } else if (after != null) {
            refersTo(record, before, after);
        } else {
            if (newValue != null) {
                dropped.add("its foreign key is null");
            }
            if (before != null) {
                send(record, before, Instruction.END_AND_ANSWER);
            }
        }
    }

    private void leftJoin(Record<K, Change<V>> record, @Nullable F before, @Nullable F after) {
        if (before != null && !serdes.isSame(before, after, record.headers())) {
            send(record, before, Instruction.END);
        }
        send(record, after, Instruction.KEEP_AND_ANSWER);
    }

    private void refersTo(Record<K, Change<V>> record, @Nullable F before, F after) {
        if (before == null || serdes.isSame(before, after, record.headers())) {
            send(record, after, Instruction.KEEP_AND_ANSWER_IF_FOUND);
        } else {
            send(record, before, Instruction.END);
            send(record, after, Instruction.KEEP_AND_ANSWER);
        }
    }

    @SuppressWarnings("NullAway") // a left join asks with a null foreign key, too
    private void send(Record<K, Change<V>> record, @Nullable F foreignKey, Instruction instruction) {
        int partition = context().taskId().partition();
        ValueHash hash = serdes.hash(record.value().newValue(), record.headers());
        context()
                .forward(record.<F>withKey(foreignKey)
                        .withValue(new Subscription<>(hash, instruction, record.key(), partition)));
    }
}
