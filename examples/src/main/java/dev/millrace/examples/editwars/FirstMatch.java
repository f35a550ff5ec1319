package dev.millrace.examples.editwars;

import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.KeyValueStore;

/**
 * Lets each revert through once, with the first edit that it undoes. All matches of a revert arrive in a row, when the
 * revert itself does, so the last one let through is all there is to remember.
 */
final class FirstMatch extends ContextualProcessor<String, Revert, String, Revert> {

    static final String STORE = "last-revert";

    private static final String LAST = "line";

    private KeyValueStore<String, Long> last;

    @SuppressWarnings("NullAway.Init") // the store is there from init on
    FirstMatch() {}

    @Override
    public void init(ProcessorContext<String, Revert> context) {
        super.init(context);
        last = context.getStateStore(STORE);
    }

    @Override
    public void process(Record<String, Revert> match) {
        Long line = match.value().revert().line();
        if (!line.equals(last.get(LAST))) {
            last.put(LAST, line);
            context().forward(match);
        }
    }
}
