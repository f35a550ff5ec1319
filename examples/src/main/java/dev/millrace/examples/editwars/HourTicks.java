package dev.millrace.examples.editwars;

import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.KeyValueStore;
import java.util.concurrent.TimeUnit;

/**
 * Sends a {@link Tick} ahead of the first event of each new hour. It takes edits and the feed's heartbeats (as ticks)
 * and passes the edits on.
 */
final class HourTicks extends ContextualProcessor<String, RadarEvent, String, RadarEvent> {

    static final String STORE = "hour-reached";

    private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);
    private static final String REACHED = "hour";

    private KeyValueStore<String, Long> reached;

    @SuppressWarnings("NullAway.Init") // the store is there from init on
    HourTicks() {}

    @Override
    public void init(ProcessorContext<String, RadarEvent> context) {
        super.init(context);
        reached = context.getStateStore(STORE);
    }

    @Override
    public void process(Record<String, RadarEvent> record) {
        long hourMs = Math.floorDiv(record.value().timeMs(), HOUR_MS) * HOUR_MS;
        Long before = reached.get(REACHED);
        if (before == null || before < hourMs) {
            for (long tickMs = before == null ? hourMs : before + HOUR_MS; tickMs <= hourMs; tickMs += HOUR_MS) {
                context().forward(new Record<>(Tick.KEY, new Tick(tickMs), tickMs));
            }
            reached.put(REACHED, hourMs);
        }
        if (record.value() instanceof Edit) {
            context().forward(record);
        }
    }
}
