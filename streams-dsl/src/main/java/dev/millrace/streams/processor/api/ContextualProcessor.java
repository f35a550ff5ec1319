package dev.millrace.streams.processor.api;

import org.jspecify.annotations.Nullable;

/**
 * A {@link Processor} that keeps its context. Extend it and call {@link #context()} where it is needed; whoever
 * overrides {@link #init} calls {@code super.init(context)}.
 *
 * @param <KIn> type of the keys that come in
 * @param <VIn> type of the values that come in
 * @param <KOut> type of the keys that are forwarded
 * @param <VOut> type of the values that are forwarded
 */
public abstract class ContextualProcessor<
                KIn extends @Nullable Object,
                VIn extends @Nullable Object,
                KOut extends @Nullable Object,
                VOut extends @Nullable Object>
        implements Processor<KIn, VIn, KOut, VOut> {
    private @Nullable ProcessorContext<KOut, VOut> context;

    /** For subclasses. */
    protected ContextualProcessor() {}

    @Override
    public void init(ProcessorContext<KOut, VOut> context) {
        this.context = context;
    }

    /**
     * The context.
     *
     * @return what {@link #init} was given
     * @throws IllegalStateException before {@code init}
     */
    protected final ProcessorContext<KOut, VOut> context() {
        ProcessorContext<KOut, VOut> given = context;
        if (given == null) {
            throw new IllegalStateException(getClass().getName()
                    + " has no context yet: it is there from init() on; a subclass that overrides init() must call"
                    + " super.init(context)");
        }
        return given;
    }
}
