package dev.millrace.streams.operator;

import dev.millrace.streams.operator.Subscription.Instruction;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.ValueAndTimestamp;

/**
 * A join by foreign key, third step, beside the right table: answers a subscription with the row that it refers to. The
 * answer has the larger timestamp of the two.
 */
public final class ForeignKeyAnswerer<F, K, VO>
        extends ContextualProcessor<F, Subscription<K>, K, SubscriptionAnswer<VO>> {

    private final TableView<F, VO> table;
    private TableView.TableReader<F, VO> reader;

    /**
     * Makes the operator, over the right table.
     *
     * @param table the right table
     */
    @SuppressWarnings("NullAway.Init") // the context comes with init
    public ForeignKeyAnswerer(TableView<F, VO> table) {
        this.table = table;
    }

    @Override
    public void init(ProcessorContext<K, SubscriptionAnswer<VO>> context) {
        super.init(context);
        reader = table.open(context);
    }

    @Override
    public void process(Record<F, Subscription<K>> record) {
        Subscription<K> subscription = record.value();
        Instruction instruction = subscription.instruction();
        if (instruction == Instruction.END) {
            return;
        }
        ValueAndTimestamp<VO> found = record.key() == null ? null : reader.get(record.key());
        if (found == null && instruction == Instruction.KEEP_AND_ANSWER_IF_FOUND) {
            return;
        }
        VO foreignValue = instruction == Instruction.END_AND_ANSWER ? null : ValueAndTimestamp.getValueOrNull(found);
        long timestamp = found == null ? record.timestamp() : Math.max(record.timestamp(), found.timestamp());
        context()
                .forward(record.withKey(subscription.primaryKey())
                        .withValue(new SubscriptionAnswer<>(
                                subscription.hash(), foreignValue, subscription.primaryPartition()))
                        .withTimestamp(timestamp));
    }
}
