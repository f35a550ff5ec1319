package dev.millrace.stores;

import dev.millrace.streams.processor.RecordContext;
import dev.millrace.streams.processor.StateStoreContext;
import dev.millrace.streams.store.IteratorMeter;
import dev.millrace.streams.store.TaskState;
import dev.millrace.streams.store.TaskStateSpec;
import dev.millrace.streams.store.TaskStoreContext;
import dev.millrace.streams.topology.DefaultSerdes;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * What a store got at its {@code init}: the task's bytes, the current record, the serdes of the configuration. With a
 * context that is not the runtime's (a user's test double) the bytes are in memory, there is no changelog and no
 * caching, and a user's own engine gets each put at once, since no commit will come.
 *
 * @param state the bytes of the task
 * @param records null: the context says nothing about records
 * @param topic what serdes are called with
 * @param writeBackBytes 0: no caching
 */
record StoreBinding(
        EngineState state,
        @Nullable TaskStoreContext records,
        StateStoreContext context,
        String topic,
        long writeBackBytes) {

    static StoreBinding of(StateStoreContext context, String storeName) {
        if (context instanceof UserEngineContext below) {
            return new StoreBinding(below.state(), null, context, below.topic(), 0);
        }
        if (context instanceof TaskStoreContext runtime) {
            TaskState state = runtime.taskState();
            if (!(state instanceof EngineState engine)) {
                throw new IllegalArgumentException(
                        "Store " + storeName + " needs the task state of its own provider, not "
                                + state.getClass().getName());
            }
            return new StoreBinding(
                    engine, runtime, context, runtime.changelogTopic(storeName), runtime.writeBackBytes());
        }
        EngineState memory = new EngineState(new TaskStateSpec(context.taskId(), null, 0));
        String topic = context.applicationId() + "-" + storeName + "-changelog";
        return new StoreBinding(memory, null, context, topic, 0);
    }

    /** Whether nobody commits: a user's test double opened the store. */
    boolean isWithoutTask() {
        return records == null && !(context instanceof UserEngineContext);
    }

    /** The context of the record that is being processed; null if nobody says. */
    @Nullable
    RecordContext current() {
        return records == null ? null : records.recordContext();
    }

    /** What hears of the iterators over a store. */
    IteratorMeter iteratorMeter(String metricsScope, String storeName) {
        return records == null ? IteratorMeter.NONE : records.iteratorMeter(metricsScope, storeName);
    }

    @SuppressWarnings("unchecked")
    <K> Serde<K> keySerde(@Nullable Serde<K> serde) {
        return ready(serde == null ? (Serde<K>) context.keySerde() : serde);
    }

    @SuppressWarnings("unchecked")
    <V> Serde<V> valueSerde(@Nullable Serde<V> serde) {
        return ready(serde == null ? (Serde<V>) context.valueSerde() : serde);
    }

    private <T> Serde<T> ready(Serde<T> serde) {
        DefaultSerdes defaults = new Defaults(context);
        if (serde.serializer() instanceof DefaultSerdes.Aware aware) {
            aware.useDefaults(defaults);
        }
        if (serde.deserializer() instanceof DefaultSerdes.Aware aware) {
            aware.useDefaults(defaults);
        }
        return serde;
    }

    private record Defaults(StateStoreContext context) implements DefaultSerdes {
        @Override
        public Serde<?> keySerde() {
            return context.keySerde();
        }

        @Override
        public Serde<?> valueSerde() {
            return context.valueSerde();
        }
    }
}
