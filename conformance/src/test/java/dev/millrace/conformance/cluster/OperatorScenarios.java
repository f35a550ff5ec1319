package dev.millrace.conformance.cluster;

import static dev.millrace.conformance.cluster.Trial.record;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;

/** What somebody sees who looks after transactions, producers and quotas. */
final class OperatorScenarios {

    private OperatorScenarios() {}

    static void transactionsAreDescribedListedAndEnded(Trial trial) throws Exception {
        String topic = trial.topic(1);
        TopicPartition partition = new TopicPartition(topic, 0);
        trial.initialised("empty");
        Producer<String, String> open = trial.initialised("open", "transaction.timeout.ms", 50_000);
        open.beginTransaction();
        open.send(record(topic, "open")).get();
        Producer<String, String> done = trial.initialised("done");
        done.beginTransaction();
        done.send(record(topic, "done"));
        done.commitTransaction();
        trial.awaitState("done", TransactionState.COMPLETE_COMMIT);
        for (String id : List.of("empty", "open", "none")) {
            trial.seen.call("describe " + id, () -> {
                TransactionDescription description = trial.admin
                        .describeTransactions(List.of(trial.own(id)))
                        .description(trial.own(id))
                        .get();
                return description.state() + " " + description.producerEpoch() + " "
                        + description.transactionTimeoutMs() + " "
                        + description.transactionStartTimeMs().isPresent() + " " + description.topicPartitions();
            });
        }
        trial.seen.call("all", () -> listed(trial, new ListTransactionsOptions()));
        trial.seen.call(
                "ongoing",
                () -> listed(trial, new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING))));
        trial.seen.call(
                "open for long",
                () -> listed(
                        trial,
                        new ListTransactionsOptions()
                                .filterStates(Set.of(TransactionState.ONGOING))
                                .filterOnDuration(1_000_000)));
        trial.seen.call(
                "pattern",
                () -> listed(trial, new ListTransactionsOptions().filterOnTransactionalIdPattern(trial.own("o.*"))));
        trial.seen.call(
                "bad pattern", () -> listed(trial, new ListTransactionsOptions().filterOnTransactionalIdPattern("(")));
        trial.seen.call("producers", () -> openSince(trial, partition));
        trial.seen.call(
                "terminate",
                () -> trial.admin
                        .forceTerminateTransaction(trial.own("open"))
                        .result()
                        .get());
        trial.seen.call("producers", () -> openSince(trial, partition));
        trial.seen.call("commit", () -> {
            open.commitTransaction();
            return "done";
        });
        trial.seen.call(
                "fence",
                () -> trial.admin
                        .fenceProducers(List.of(trial.own("done")))
                        .epochId(trial.own("done"))
                        .get());
        done.beginTransaction();
        assertThatThrownBy(done.send(record(topic, "fenced"))::get).hasCauseInstanceOf(ApiException.class);
        trial.seen.call("abort", () -> {
            done.abortTransaction();
            return "done";
        });
        trial.seen.note("contents", trial.contents(topic, "read_committed"));
    }

    private static Set<String> listed(Trial trial, ListTransactionsOptions options) throws Exception {
        Set<String> listed = new TreeSet<>();
        for (TransactionListing listing :
                trial.admin.listTransactions(options).all().get()) {
            if (listing.transactionalId().startsWith(trial.own(""))) {
                listed.add(listing.transactionalId() + " " + listing.state());
            }
        }
        return listed;
    }

    /** For each producer of a partition that has a transaction open there, since which offset. */
    private static List<String> openSince(Trial trial, TopicPartition partition) throws Exception {
        return trial
                .admin
                .describeProducers(List.of(partition))
                .partitionResult(partition)
                .get()
                .activeProducers()
                .stream()
                .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                .map(OperatorScenarios::describe)
                .toList();
    }

    private static String describe(ProducerState producer) {
        return producer.producerEpoch() + " " + producer.lastSequence() + " "
                + producer.currentTransactionStartOffset().getAsLong();
    }

    static void quotasAreSetDescribedAndTakenAway(Trial trial) {
        alter(trial, "client-id", trial.own("a"), "producer_byte_rate", 1_000_000.0);
        alter(trial, "client-id", trial.own("a"), "consumer_byte_rate", 2_000_000.0);
        alter(trial, "client-id", trial.own("b"), "consumer_byte_rate", 3_000_000.0);
        alter(trial, "client-id", trial.own("b"), "producer_byte_rate", null);
        alter(trial, "client-id", null, "producer_byte_rate", 900_000_000.0);
        alter(trial, "client-id", trial.own("a"), "no_such_rate", 1.0);
        alter(trial, "client-id", trial.own("a"), "producer_byte_rate", 0.0);
        alter(trial, "client-id", trial.own("a"), "producer_byte_rate", -1.0);
        alter(trial, "client-id", trial.own("a"), "producer_byte_rate", 1.5);
        alter(trial, "client-id", "", "producer_byte_rate", 1.0);
        alter(trial, "color", "blue", "producer_byte_rate", 1.0);
        describe(trial, "all", ClientQuotaFilter.all());
        describe(trial, "a", ofClient(ClientQuotaFilterComponent.ofEntity("client-id", trial.own("a"))));
        describe(trial, "default", ofClient(ClientQuotaFilterComponent.ofDefaultEntity("client-id")));
        describe(trial, "any", ofClient(ClientQuotaFilterComponent.ofEntityType("client-id")));
        describe(trial, "users", ofClient(ClientQuotaFilterComponent.ofEntityType("user")));
        describe(
                trial,
                "strict",
                ClientQuotaFilter.containsOnly(List.of(ClientQuotaFilterComponent.ofEntityType("client-id"))));
        describe(trial, "strictly nothing", ClientQuotaFilter.containsOnly(List.of()));
        describe(trial, "unknown type", ofClient(ClientQuotaFilterComponent.ofEntityType("color")));
        for (String id : new String[] {trial.own("a"), trial.own("b"), null}) {
            alter(trial, "client-id", id, "producer_byte_rate", null);
            alter(trial, "client-id", id, "consumer_byte_rate", null);
        }
        describe(trial, "none", ClientQuotaFilter.all());
    }

    private static ClientQuotaFilter ofClient(ClientQuotaFilterComponent component) {
        return ClientQuotaFilter.contains(List.of(component));
    }

    private static void alter(Trial trial, String type, String name, String key, Double value) {
        Map<String, String> names = new HashMap<>();
        names.put(type, name);
        ClientQuotaAlteration alteration = new ClientQuotaAlteration(
                new ClientQuotaEntity(names), List.of(new ClientQuotaAlteration.Op(key, value)));
        trial.seen.call(
                "alter " + type + " " + name + " " + key + " " + value,
                () -> trial.admin.alterClientQuotas(List.of(alteration)).all().get());
    }

    private static void describe(Trial trial, String what, ClientQuotaFilter filter) {
        trial.seen.call("describe " + what, () -> {
            Map<String, Map<String, Double>> found = new TreeMap<>();
            trial.admin
                    .describeClientQuotas(filter)
                    .entities()
                    .get()
                    .forEach((entity, values) -> found.put(entity.entries().toString(), new TreeMap<>(values)));
            return found;
        });
    }
}
