package dev.millrace.streams.processor.api;

import org.jspecify.annotations.Nullable;

/**
 * A {@link Processor} that cannot change keys: what it forwards is made from the record that came in. So a grouping or
 * join behind it needs no repartitioning.
 *
 * <p>One instance serves one task and is called by one thread: {@link #init}, then {@link #process} for each record, at
 * last {@link #close}.
 *
 * @param <KIn> type of the keys
 * @param <VIn> type of the values that come in
 * @param <VOut> type of the values that are forwarded, {@code Void} if nothing is
 */
@FunctionalInterface
public interface FixedKeyProcessor<
        KIn extends @Nullable Object, VIn extends @Nullable Object, VOut extends @Nullable Object> {
    /**
     * Called once before the first record; here a processor fetches its stores and schedules punctuations. Does nothing
     * by default.
     *
     * @param context the way to the task: stores, time, children; keep it
     */
    default void init(FixedKeyProcessorContext<KIn, VOut> context) {}

    /**
     * Called for each record.
     *
     * @param record the record; forward it or what its {@code with…} methods return
     */
    void process(FixedKeyRecord<KIn, VIn> record);

    /** Called once after the last record, also after an error. Stores are closed by others. Does nothing by default. */
    default void close() {}
}
