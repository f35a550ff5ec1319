package dev.millrace.examples.editwars;

import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.KeyValueStore;

/**
 * Ranks the finished counts of one partition: keeps the top pages of each hour in the store that {@link HourOver}
 * empties.
 */
final class HourRanking extends ContextualProcessor<Windowed<String>, Long, Void, Void> {

    static final String STORE = "hour-ranking";

    private KeyValueStore<Long, TopPages> hours;

    @SuppressWarnings("NullAway.Init") // the store is there from init on
    HourRanking() {}

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        super.init(context);
        hours = context.getStateStore(STORE);
    }

    @Override
    public void process(Record<Windowed<String>, Long> count) {
        Windowed<String> page = count.key();
        if (page.key().equals(Tick.KEY)) {
            return;
        }
        long hourMs = page.window().start();
        TopPages ranking = hours.get(hourMs);
        hours.put(hourMs, (ranking == null ? TopPages.NONE : ranking).with(new PageCount(page.key(), count.value())));
    }
}
