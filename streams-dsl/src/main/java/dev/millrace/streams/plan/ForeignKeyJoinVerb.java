package dev.millrace.streams.plan;

import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.TableJoined;
import dev.millrace.streams.kstream.ValueJoiner;
import dev.millrace.streams.operator.ForeignKeyAnswerer;
import dev.millrace.streams.operator.ForeignKeyResolver;
import dev.millrace.streams.operator.ForeignKeySerdes;
import dev.millrace.streams.operator.ForeignKeySubscriber;
import dev.millrace.streams.operator.ForeignKeySubscriptions;
import dev.millrace.streams.operator.ForeignKeyUpdates;
import dev.millrace.streams.operator.SubscriptionAnswer;
import dev.millrace.streams.operator.SubscriptionAnswerSerde;
import dev.millrace.streams.operator.SubscriptionSerde;
import dev.millrace.streams.operator.TableSource;
import dev.millrace.streams.plan.PlanNode.Trait;
import dev.millrace.streams.processor.StreamPartitioner;
import dev.millrace.streams.state.DslStores;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.StoreBuilder;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Plans a join of two tables by a foreign key (KIP-213). A row of the left table subscribes to the row of the right
 * table that it refers to, by a topic that is partitioned as the right table is; the answer comes back by a topic that
 * is partitioned as the left table is.
 *
 * <pre>
 *   left  ─▶ subscribe ─▶ (subscription topic) ─▶ keep ─▶ answer* ─┐            * reads the right table
 *                                                 store             ├─▶ (response topic) ─▶ resolve** ─▶ result
 *   right ─────────────────────────────────────────────▶ updates ──┘            ** reads the left table
 * </pre>
 */
final class ForeignKeyJoinVerb<K, V, F, O> {

    private static final String PREFIX = "KTABLE-FK-JOIN-";
    private static final String REGISTRATION = PREFIX + "SUBSCRIPTION-REGISTRATION-";
    private static final String PROCESSOR = PREFIX + "SUBSCRIPTION-PROCESSOR-";

    private final PlannedTable<K, V> left;
    private final PlannedTable<F, O> right;
    private final BiFunction<? super K, ? super V, ? extends F> extractor;
    private final TableJoined<K, F> options;
    private final PlanBuilder plan;

    ForeignKeyJoinVerb(
            PlannedTable<K, V> left,
            PlannedTable<F, O> right,
            BiFunction<? super K, ? super V, ? extends F> extractor,
            TableJoined<K, F> options) {
        this.left = left;
        this.right = right;
        this.extractor = extractor;
        this.options = options;
        this.plan = left.plan();
    }

    <R> KTable<K, R> inner(
            ValueJoiner<? super V, ? super O, ? extends R> joiner,
            Materialized<K, R, KeyValueStore<Bytes, byte[]>> materialized) {
        return joined(joiner, materialized, false);
    }

    <R> KTable<K, R> left(
            ValueJoiner<? super V, ? super O, ? extends R> joiner,
            Materialized<K, R, KeyValueStore<Bytes, byte[]>> materialized) {
        return joined(joiner, materialized, true);
    }

    private <R> KTable<K, R> joined(
            ValueJoiner<? super V, ? super O, ? extends R> joiner,
            Materialized<K, R, KeyValueStore<Bytes, byte[]>> materialized,
            boolean isLeft) {
        Objects.requireNonNull(materialized, "materialized must not be null");
        String topic = name("-subscription-registration", REGISTRATION) + "-topic";
        ForeignKeySerdes<F, K, V> serdes =
                new ForeignKeySerdes<>(topic, right.keySerde(), left.keySerde(), left.valueSerde());
        SubscriptionSerde<K> subscriptionSerde = new SubscriptionSerde<>(left.keySerde());
        PlanNode subscriber = step(
                name("-subscription-registration-processor", REGISTRATION),
                left.node(),
                PlanNode.each(wiring -> new ForeignKeySubscriber<>(extractor, serdes, isLeft)),
                Set.of(Trait.NEEDS_OLD_VALUES),
                List.of(),
                List.of(),
                List.of());
        PlanNode subscriptions = through(
                List.of(subscriber.id()),
                topic,
                "-subscription-registration",
                right.keySerde(),
                subscriptionSerde,
                byKey(options.otherPartitioner()));
        StoreBuilder<?> store = store(subscriptionSerde);
        PlanNode keeper = step(
                name("-subscription-receive", PROCESSOR),
                subscriptions,
                PlanNode.each(wiring -> new ForeignKeySubscriptions<>(store.name(), serdes)),
                Set.of(),
                List.of(store),
                List.of(),
                List.of());
        PlanNode answerer = step(
                name("-subscription-join-foreign", PROCESSOR),
                keeper,
                PlanNode.each(wiring -> new ForeignKeyAnswerer<F, K, O>(wiring.table())),
                Set.of(Trait.NEEDS_COPARTITIONING),
                List.of(),
                List.of(),
                List.of(right.node().id()));
        PlanNode updates = step(
                name("-foreign-join-subscription", PROCESSOR),
                right.node(),
                PlanNode.each(wiring -> new ForeignKeyUpdates<F, O, K, V>(store.name(), serdes)),
                Set.of(Trait.NEEDS_OLD_VALUES),
                List.of(),
                List.of(store.name()),
                List.of());
        PlanNode answers = answers(answerer, updates);
        PlanNode resolver = step(
                name("-subscription-response-resolver", PREFIX + "SUBSCRIPTION-RESPONSE-RESOLVER-PROCESSOR-"),
                answers,
                PlanNode.each(wiring -> new ForeignKeyResolver<K, V, O, R>(wiring.table(), serdes, joiner, isLeft)),
                Set.of(Trait.NEEDS_COPARTITIONING),
                List.of(),
                List.of(),
                List.of(left.node().id()));
        return result(resolver, materialized);
    }

    private PlanNode answers(PlanNode answerer, PlanNode updates) {
        String topic = name("-subscription-response", PREFIX + "SUBSCRIPTION-RESPONSE-") + "-topic";
        StreamPartitioner<K, Void> given = options.partitioner();
        StreamPartitioner<K, SubscriptionAnswer<O>> byPartition = (name, key, answer, count) ->
                Optional.ofNullable(answer.primaryPartition()).map(Set::of);
        return through(
                List.of(answerer.id(), updates.id()),
                topic,
                "-subscription-response",
                left.keySerde(),
                new SubscriptionAnswerSerde<>(right.valueSerde()),
                given == null ? byPartition : byKey(given));
    }

    private <R> KTable<K, R> result(PlanNode resolver, Materialized<K, R, KeyValueStore<Bytes, byte[]>> materialized) {
        String name = name("-result", PREFIX + "OUTPUT-");
        StoreChoice<K, R, ?> choice =
                StoreChoice.of(materialized, plan.names(), PREFIX + "OUTPUT-", left.keySerde(), null);
        PlanNode result = plan.add(id -> new PlanNode.Operator(
                id,
                name,
                List.of(resolver.id()),
                PlanNode.each(wiring -> new TableSource<>(wiring.storeName(), wiring.sendsOldValues())),
                Set.of(),
                List.of(),
                List.of(),
                List.of(),
                PlanNode.Table.beginning(choice.keyValueStore(), choice.named(), null)));
        return new PlannedTable<>(plan, result, choice.keySerde(), choice.valueSerde(), choice.name());
    }

    private StoreBuilder<?> store(SubscriptionSerde<K> subscriptionSerde) {
        String name = name("-subscription-store", PREFIX + "SUBSCRIPTION-STATE-STORE-");
        return DslStores.subscriptionStore(name, Serdes.Bytes(), subscriptionSerde);
    }

    private PlanNode.Repartition through(
            List<Integer> parents,
            String topic,
            String suffix,
            @Nullable Serde<?> keySerde,
            Serde<?> valueSerde,
            @Nullable StreamPartitioner<?, ?> partitioner) {
        String sink = name(suffix + "-sink", "KTABLE-SINK-");
        String source = name(suffix + "-source", "KTABLE-SOURCE-");
        return plan.add(id -> new PlanNode.Repartition(
                id,
                parents,
                topic,
                sink,
                null,
                source,
                keySerde,
                valueSerde,
                partitioner,
                OptionalInt.empty(),
                false,
                false));
    }

    @SuppressWarnings("NullAway") // a partitioner by key gets no value (KIP-775)
    private static <X, Y> @Nullable StreamPartitioner<X, Y> byKey(@Nullable StreamPartitioner<X, Void> partitioner) {
        return partitioner == null
                ? null
                : (topic, key, value, count) -> partitioner.partitions(topic, key, null, count);
    }

    private PlanNode step(
            String name,
            PlanNode parent,
            PlanNode.Factory factory,
            Set<Trait> traits,
            List<StoreBuilder<?>> stores,
            List<String> uses,
            List<Integer> reads) {
        return plan.add(id ->
                new PlanNode.Operator(id, name, List.of(parent.id()), factory, traits, stores, uses, reads, null));
    }

    private String name(String suffix, String prefix) {
        String given = options.name();
        return plan.names().orNext(given == null ? null : given + suffix, prefix);
    }
}
