package dev.millrace.streams.processor.api;

import org.jspecify.annotations.Nullable;

/**
 * An operator written by hand: gets records, may keep state, forwards records to its children.
 *
 * <p>One instance serves one task and is called by one thread: {@link #init}, then {@link #process} for each record, at
 * last {@link #close}. An exception from {@code process} is put to the {@code processing.exception.handler} of the
 * configuration, which decides whether the record is skipped or the thread stops.
 *
 * @param <KIn> type of the keys that come in
 * @param <VIn> type of the values that come in
 * @param <KOut> type of the keys that are forwarded, {@code Void} if nothing is
 * @param <VOut> type of the values that are forwarded, {@code Void} if nothing is
 */
@FunctionalInterface
public interface Processor<
        KIn extends @Nullable Object,
        VIn extends @Nullable Object,
        KOut extends @Nullable Object,
        VOut extends @Nullable Object> {
    /**
     * Called once before the first record; here a processor fetches its stores and schedules punctuations. Does nothing
     * by default.
     *
     * @param context the way to the task: stores, time, children; keep it
     */
    default void init(ProcessorContext<KOut, VOut> context) {}

    /**
     * Called for each record.
     *
     * @param record the record; its headers may be changed, but a child may see the change
     */
    void process(Record<KIn, VIn> record);

    /** Called once after the last record, also after an error. Stores are closed by others. Does nothing by default. */
    default void close() {}
}
