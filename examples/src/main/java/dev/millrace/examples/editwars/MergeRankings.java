package dev.millrace.examples.editwars;

import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.KeyValueStore;

/** Merges the rankings of an hour from all partitions and sends the result once, when the last has arrived. */
final class MergeRankings extends ContextualProcessor<Long, TopPages, Long, TopPages> {

    static final String STORE = "merged-ranking";

    private final int partitions;
    private KeyValueStore<Long, TopPages> hours;

    /**
     * @param partitions how many rankings make an hour complete
     */
    @SuppressWarnings("NullAway.Init") // the store is there from init on
    MergeRankings(int partitions) {
        this.partitions = partitions;
    }

    @Override
    public void init(ProcessorContext<Long, TopPages> context) {
        super.init(context);
        hours = context.getStateStore(STORE);
    }

    @Override
    public void process(Record<Long, TopPages> part) {
        TopPages before = hours.get(part.key());
        TopPages ranking = (before == null ? TopPages.NONE : before).and(part.value());
        if (ranking.partitions() < partitions) {
            hours.put(part.key(), ranking);
            return;
        }
        hours.delete(part.key());
        context().forward(part.withValue(ranking));
    }
}
