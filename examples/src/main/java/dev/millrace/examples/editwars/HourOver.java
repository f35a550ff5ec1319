package dev.millrace.examples.editwars;

import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.KeyValueStore;
import java.util.concurrent.TimeUnit;

/**
 * At a {@link Tick}, sends off the partition's ranking of the hour that is over, even if it is empty: who merges the
 * rankings of all partitions counts on hearing from each.
 *
 * <p>It stands behind the counting in the topology, so at a tick the counts of the hour have reached
 * {@link HourRanking}.
 */
final class HourOver extends ContextualProcessor<String, RadarEvent, Long, TopPages> {

    private KeyValueStore<Long, TopPages> hours;

    @SuppressWarnings("NullAway.Init") // the store is there from init on
    HourOver() {}

    @Override
    public void init(ProcessorContext<Long, TopPages> context) {
        super.init(context);
        hours = context.getStateStore(HourRanking.STORE);
    }

    @Override
    public void process(Record<String, RadarEvent> tick) {
        long hourMs = tick.value().timeMs() - TimeUnit.HOURS.toMillis(1);
        TopPages ranking = hours.delete(hourMs);
        context()
                .forward(new Record<>(
                        hourMs, (ranking == null ? TopPages.NONE : ranking).ofOnePartition(), tick.timestamp()));
    }
}
