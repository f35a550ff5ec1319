package dev.millrace.broker;

import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.AbortTransactionResult;
import org.apache.kafka.clients.admin.AlterConfigsResult;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreatePartitionsResult;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.DeleteConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.DeleteConsumerGroupsResult;
import org.apache.kafka.clients.admin.DeleteTopicsResult;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.clients.admin.DescribeLogDirsResult;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.DescribeTransactionsResult;
import org.apache.kafka.clients.admin.FenceProducersResult;
import org.apache.kafka.clients.admin.ListConfigResourcesResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupsResult;
import org.apache.kafka.clients.admin.ListGroupsResult;
import org.apache.kafka.clients.admin.ListTopicsResult;
import org.apache.kafka.clients.admin.ListTransactionsResult;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupResult;
import org.apache.kafka.clients.admin.TerminateTransactionResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.ApiException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the result objects of Kafka's {@code Admin}.
 */
/*
 * Some of these classes can be subclassed or made by anybody; for the others kafka-clients has package-private
 * constructors only, some with internal types as arguments. They are made by reflection, here and nowhere else
 * (decision 0004). The method names of a release are checked by a test that makes each of them once.
 */
final class AdminResults {

    private AdminResults() {}

    /** A future that has what the call gives, or failed with what it throws. */
    static <T> KafkaFuture<T> future(Supplier<T> call) {
        try {
            return KafkaFuture.completedFuture(call.get());
        } catch (RuntimeException e) {
            return failed(e);
        }
    }

    /** As {@link #future}, of a call that gives nothing. */
    @SuppressWarnings("NullAway") // the value of a KafkaFuture<Void> is null
    static KafkaFuture<Void> done(Runnable call) {
        return future(() -> {
            call.run();
            return null;
        });
    }

    /**
     * A failed future. There is a public way, a completed one whose continuation throws; but whoever builds on it is
     * handed a {@code CompletionException} instead of the error itself, and some of Kafka's results do.
     */
    @SuppressWarnings("unchecked")
    static <T> KafkaFuture<T> failed(RuntimeException error) {
        String name = "org.apache.kafka.common.internals.KafkaFutureImpl";
        try {
            Object future = type(name).getConstructor().newInstance();
            type(name).getMethod("completeExceptionally", Throwable.class).invoke(future, error);
            return (KafkaFuture<T>) future;
        } catch (ReflectiveOperationException e) {
            throw changed("KafkaFutureImpl", e);
        }
    }

    // Classes that may be subclassed

    static CreateTopicsResult createTopics(Map<String, KafkaFuture<CreateTopicsResult.TopicMetadataAndConfig>> topics) {
        return new CreateTopicsResult(topics) {};
    }

    /** One of the two is null: topics are named, or given by id. */
    @SuppressWarnings("NullAway")
    static DeleteTopicsResult deleteTopics(
            @Nullable Map<Uuid, KafkaFuture<Void>> byId, @Nullable Map<String, KafkaFuture<Void>> byName) {
        return new DeleteTopicsResult(byId, byName) {};
    }

    /** One of the two is null: topics are named, or given by id. */
    @SuppressWarnings("NullAway")
    static DescribeTopicsResult describeTopics(
            @Nullable Map<Uuid, KafkaFuture<TopicDescription>> byId,
            @Nullable Map<String, KafkaFuture<TopicDescription>> byName) {
        return new DescribeTopicsResult(byId, byName) {};
    }

    static DescribeConfigsResult describeConfigs(Map<ConfigResource, KafkaFuture<Config>> configs) {
        return new DescribeConfigsResult(configs) {};
    }

    // Classes that kafka-clients makes for itself only

    static ListTopicsResult listTopics(KafkaFuture<Map<String, TopicListing>> topics) {
        return make(ListTopicsResult.class, topics);
    }

    static CreatePartitionsResult createPartitions(Map<String, KafkaFuture<Void>> topics) {
        return make(CreatePartitionsResult.class, topics);
    }

    static AlterConfigsResult alterConfigs(Map<ConfigResource, KafkaFuture<Void>> resources) {
        return make(AlterConfigsResult.class, resources);
    }

    /** Synonyms of an entry; a null value says that the setting has none by default. */
    static ConfigEntry.ConfigSynonym synonym(String name, @Nullable String value, ConfigEntry.ConfigSource source) {
        return make(ConfigEntry.ConfigSynonym.class, name, value == null ? "" : value, source);
    }

    static ListConfigResourcesResult listConfigResources(KafkaFuture<Collection<ConfigResource>> resources) {
        return make(ListConfigResourcesResult.class, resources);
    }

    static DescribeLogDirsResult describeLogDirs(Map<Integer, KafkaFuture<Map<String, LogDirDescription>>> nodes) {
        return make(DescribeLogDirsResult.class, nodes);
    }

    static DescribeClusterResult describeCluster(Node node, String clusterId) {
        return make(
                DescribeClusterResult.class,
                KafkaFuture.completedFuture(List.of(node)),
                KafkaFuture.completedFuture(node),
                KafkaFuture.completedFuture(clusterId),
                KafkaFuture.completedFuture(Set.of()));
    }

    /** The listings, of which each may also be an exception. */
    @SuppressWarnings({"deprecation", "removal"})
    static ListConsumerGroupsResult listConsumerGroups(KafkaFuture<Collection<Object>> groups) {
        return make(ListConsumerGroupsResult.class, groups);
    }

    static ListGroupsResult listGroups(KafkaFuture<Collection<Object>> groups) {
        return make(ListGroupsResult.class, groups);
    }

    static ListConsumerGroupOffsetsResult listConsumerGroupOffsets(
            Map<String, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> groups) {
        return make(ListConsumerGroupOffsetsResult.class, keyed(groups, "byGroupId"));
    }

    /** Each partition with what went wrong, null for nothing. */
    static AlterConsumerGroupOffsetsResult alterConsumerGroupOffsets(
            Supplier<Map<TopicPartition, @Nullable ApiException>> outcomes) {
        return make(AlterConsumerGroupOffsetsResult.class, future(() -> errors(outcomes.get())));
    }

    /** Each partition with what went wrong, null for nothing. */
    static DeleteConsumerGroupOffsetsResult deleteConsumerGroupOffsets(
            Set<TopicPartition> partitions, Supplier<Map<TopicPartition, @Nullable ApiException>> outcomes) {
        return make(DeleteConsumerGroupOffsetsResult.class, future(() -> errors(outcomes.get())), partitions);
    }

    static DeleteConsumerGroupsResult deleteConsumerGroups(Map<String, KafkaFuture<Void>> groups) {
        return make(DeleteConsumerGroupsResult.class, groups);
    }

    /** Each member with what went wrong, null for nothing; no members mean that all were to go. */
    static RemoveMembersFromConsumerGroupResult removeMembers(
            Set<MemberToRemove> members, Supplier<Map<MemberToRemove, @Nullable ApiException>> outcomes) {
        return make(
                RemoveMembersFromConsumerGroupResult.class,
                future(() -> {
                    Map<Object, Object> errors = new HashMap<>();
                    outcomes.get()
                            .forEach((member, error) -> errors.put(call(member, "toMemberIdentity"), error(error)));
                    return errors;
                }),
                members);
    }

    static DescribeTransactionsResult describeTransactions(Map<String, KafkaFuture<TransactionDescription>> ids) {
        return make(DescribeTransactionsResult.class, keyed(ids, "byTransactionalId"));
    }

    static ListTransactionsResult listTransactions(int node, KafkaFuture<Collection<TransactionListing>> transactions) {
        return make(ListTransactionsResult.class, KafkaFuture.completedFuture(Map.of(node, transactions)));
    }

    static DescribeProducersResult describeProducers(
            Map<TopicPartition, KafkaFuture<DescribeProducersResult.PartitionProducerState>> partitions) {
        return make(DescribeProducersResult.class, partitions);
    }

    /** Each transactional id with the producer id and epoch that its fencing gave. */
    static FenceProducersResult fenceProducers(Map<String, KafkaFuture<Object>> ids) {
        return make(FenceProducersResult.class, keyed(ids, "byTransactionalId"));
    }

    static Object producerIdAndEpoch(long producerId, short epoch) {
        try {
            return type("org.apache.kafka.common.utils.ProducerIdAndEpoch")
                    .getConstructor(long.class, short.class)
                    .newInstance(producerId, epoch);
        } catch (ReflectiveOperationException e) {
            throw changed("ProducerIdAndEpoch", e);
        }
    }

    static AbortTransactionResult abortTransaction(TopicPartition partition, KafkaFuture<Void> outcome) {
        return make(AbortTransactionResult.class, Map.of(partition, outcome));
    }

    static TerminateTransactionResult terminateTransaction(KafkaFuture<Void> outcome) {
        return make(TerminateTransactionResult.class, outcome);
    }

    /** The time that a spec asks for; null if it asks for something else. */
    static @Nullable Long timestampOf(OffsetSpec spec) {
        return spec instanceof OffsetSpec.TimestampSpec ? (Long) call(spec, "timestamp") : null;
    }

    // Reflection

    private static <T> Map<Object, T> keyed(Map<String, T> byName, String factory) {
        Map<Object, T> keyed = new HashMap<>();
        try {
            Method make = type("org.apache.kafka.clients.admin.internals.CoordinatorKey")
                    .getMethod(factory, String.class);
            for (Map.Entry<String, T> entry : byName.entrySet()) {
                keyed.put(make.invoke(null, entry.getKey()), entry.getValue());
            }
        } catch (ReflectiveOperationException e) {
            throw changed("CoordinatorKey." + factory, e);
        }
        return keyed;
    }

    private static Map<TopicPartition, Object> errors(Map<TopicPartition, @Nullable ApiException> outcomes) {
        Map<TopicPartition, Object> errors = new HashMap<>();
        outcomes.forEach((partition, error) -> errors.put(partition, error(error)));
        return errors;
    }

    /** What stands for the error in Kafka's protocol. */
    private static Object error(@Nullable ApiException error) {
        try {
            Class<?> errors = type("org.apache.kafka.common.protocol.Errors");
            return error == null
                    ? errors.getField("NONE").get(null)
                    : errors.getMethod("forException", Throwable.class).invoke(null, error);
        } catch (ReflectiveOperationException e) {
            throw changed("Errors", e);
        }
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(name, true, KafkaFuture.class.getClassLoader());
    }

    private static Object call(Object target, String method) {
        try {
            Method found = target.getClass().getDeclaredMethod(method);
            found.setAccessible(true);
            return found.invoke(target);
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw changed(target.getClass().getSimpleName() + "." + method, e);
        }
    }

    private static <T> T make(Class<T> type, Object... arguments) {
        try {
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                if (accepts(constructor, arguments)) {
                    constructor.setAccessible(true);
                    return type.cast(constructor.newInstance(arguments));
                }
            }
            throw new NoSuchMethodException("no constructor takes " + arguments.length + " such arguments");
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw changed(type.getSimpleName(), e);
        }
    }

    private static boolean accepts(Constructor<?> constructor, Object[] arguments) {
        Class<?>[] types = constructor.getParameterTypes();
        if (types.length != arguments.length) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            if (!types[i].isInstance(arguments[i])) {
                return false;
            }
        }
        return true;
    }

    private static IllegalStateException changed(String what, Exception e) {
        return new IllegalStateException(
                "kafka-clients' " + what
                        + " is not as this program knows it: use the version of kafka-clients that it was built"
                        + " with, on the class path (on the module path, open org.apache.kafka.clients.admin to it)",
                e);
    }
}
