package dev.millrace.streams.processor.api;

import org.jspecify.annotations.Nullable;

/**
 * A {@link FixedKeyProcessor} that keeps its context. Extend it and call {@link #context()} where it is needed; whoever
 * overrides {@link #init} calls {@code super.init(context)}.
 *
 * @param <KIn> type of the keys
 * @param <VIn> type of the values that come in
 * @param <VOut> type of the values that are forwarded
 */
public abstract class ContextualFixedKeyProcessor<
                KIn extends @Nullable Object, VIn extends @Nullable Object, VOut extends @Nullable Object>
        implements FixedKeyProcessor<KIn, VIn, VOut> {
    private @Nullable FixedKeyProcessorContext<KIn, VOut> context;

    /** For subclasses. */
    protected ContextualFixedKeyProcessor() {}

    @Override
    public void init(FixedKeyProcessorContext<KIn, VOut> context) {
        this.context = context;
    }

    /**
     * The context.
     *
     * @return what {@link #init} was given
     * @throws IllegalStateException before {@code init}
     */
    protected final FixedKeyProcessorContext<KIn, VOut> context() {
        FixedKeyProcessorContext<KIn, VOut> given = context;
        if (given == null) {
            throw new IllegalStateException(getClass().getName()
                    + " has no context yet: it is there from init() on; a subclass that overrides init() must call"
                    + " super.init(context)");
        }
        return given;
    }
}
