package dev.millrace.conformance.cluster;

import static dev.millrace.conformance.cluster.Trial.place;
import static dev.millrace.conformance.cluster.Trial.record;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** What a user of transactions sees. */
final class TransactionScenarios {

    private TransactionScenarios() {}

    /**
     * Everything that can be called, in every state that a producer can be in. What changes the state gets its own
     * producer.
     */
    static void everyCallInEveryState(Trial trial) throws Exception {
        String topic = trial.topic(1);
        Map<String, List<String>> changing = new LinkedHashMap<>();
        changing.put("plain", List.of());
        changing.put("new", List.of("init"));
        changing.put("ready", List.of("begin"));
        changing.put("open", List.of("send", "offsets", "commit", "abort"));
        changing.put("sent", List.of("offsets", "commit", "abort"));
        changing.put("failed", List.of("abort"));
        changing.put("committed", List.of("begin"));
        changing.put("fenced", List.of());
        changing.put("closed", List.of());
        changing.forEach((state, changes) -> {
            Producer<String, String> unchanged = inState(trial, topic, state, state);
            calls(trial, topic, unchanged).forEach((name, call) -> {
                if (!changes.contains(name)) {
                    trial.seen.call(state + ", " + name, call);
                }
            });
            for (String name : changes) {
                Producer<String, String> producer = inState(trial, topic, state, state + "-" + name);
                Map<String, Callable<?>> calls = calls(trial, topic, producer);
                trial.seen.call(state + ", " + name, calls.get(name));
                calls.remove("flush");
                calls.forEach((next, call) -> trial.seen.call(state + ", " + name + ", " + next, call));
                producer.close(Duration.ZERO);
            }
            unchanged.close(Duration.ZERO);
        });
    }

    private static Producer<String, String> inState(Trial trial, String topic, String state, String id) {
        if (state.equals("plain")) {
            return trial.producer();
        }
        Producer<String, String> producer = trial.transactional(id, "max.request.size", 1_000);
        if (state.equals("new")) {
            return producer;
        }
        producer.initTransactions();
        if (state.equals("closed")) {
            producer.close();
        }
        if (state.equals("ready") || state.equals("closed")) {
            return producer;
        }
        producer.beginTransaction();
        switch (state) {
            case "open" -> {}
            case "failed" -> producer.send(record(topic, "x".repeat(2_000)));
            default -> {
                producer.send(record(topic, "v"));
                producer.flush();
            }
        }
        if (state.equals("committed")) {
            producer.commitTransaction();
        } else if (state.equals("fenced")) {
            trial.initialised(id);
            Observations.outcome(() -> {
                producer.commitTransaction();
                return null;
            });
        }
        return producer;
    }

    private static Map<String, Callable<?>> calls(Trial trial, String topic, Producer<String, String> producer) {
        Map<String, Callable<?>> calls = new LinkedHashMap<>();
        calls.put("flush", () -> done(producer::flush)); // first: Kafka's hangs after some sequences of refused calls
        calls.put("init", () -> done(producer::initTransactions));
        calls.put("begin", () -> done(producer::beginTransaction));
        calls.put("send", () -> producer.send(record(topic, "v")).get().hasOffset());
        calls.put(
                "offsets",
                () -> done(() -> producer.sendOffsetsToTransaction(
                        Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(1)), group(trial.own("group")))));
        calls.put("commit", () -> done(producer::commitTransaction));
        calls.put("abort", () -> done(producer::abortTransaction));
        return calls;
    }

    private static String done(Runnable call) {
        call.run();
        return "done";
    }

    @SuppressWarnings("removal")
    private static ConsumerGroupMetadata group(String id) {
        return new ConsumerGroupMetadata(id);
    }

    static void recordsAppearTogetherOrNever(Trial trial) throws Exception {
        String topic = trial.topic(2);
        Producer<String, String> producer = trial.initialised("t", "linger.ms", 60_000);
        producer.beginTransaction();
        producer.send(record(topic, "committed"));
        trial.seen.note("open", trial.contents(topic, "read_committed"));
        producer.commitTransaction();
        producer.beginTransaction();
        Future<RecordMetadata> shipped = producer.send(record(topic, "shipped"));
        producer.flush();
        Future<RecordMetadata> pending = producer.send(record(topic, "pending"));
        producer.abortTransaction();
        trial.seen.call("shipped", () -> place(shipped));
        trial.seen.call("pending", pending::get);
        producer.beginTransaction();
        producer.commitTransaction();
        producer.beginTransaction();
        producer.send(record(topic, "next"));
        producer.commitTransaction();
        trial.seen.note("committed", trial.contents(topic, "read_committed"));
        trial.seen.note("uncommitted", trial.contents(topic, "read_uncommitted"));
    }

    /** The older of two producers with one id, which does not know it yet. */
    static void theOlderOfTwoProducersIsFenced(Trial trial) throws Exception {
        String topic = trial.topic(1);
        for (String call : List.of("send", "offsets", "commit", "abort")) {
            Producer<String, String> zombie = trial.initialised(call);
            zombie.beginTransaction();
            zombie.send(record(topic, "zombie " + call)).get();
            Producer<String, String> newer = trial.initialised(call);
            trial.seen.call(call, calls(trial, topic, zombie).get(call));
            trial.seen.call(call + ", commit", calls(trial, topic, zombie).get("commit"));
            trial.seen.call(call + ", begin", calls(trial, topic, zombie).get("begin"));
            newer.beginTransaction();
            newer.send(record(topic, "newer " + call));
            newer.commitTransaction();
        }
        trial.seen.note(
                "committed",
                trial.contents(topic, "read_committed").stream()
                        .map(line -> line.substring(line.indexOf(' ')))
                        .toList());
    }

    static void aTransactionThatTakesTooLongIsAborted(Trial trial) throws Exception {
        String topic = trial.topic(1);
        Map<String, Producer<String, String>> late = new LinkedHashMap<>();
        for (String call : List.of("send", "offsets", "commit", "abort")) {
            Producer<String, String> producer = trial.initialised(call, "transaction.timeout.ms", 200);
            producer.beginTransaction();
            producer.send(record(topic, "late " + call)).get();
            late.put(call, producer);
        }
        for (String call : late.keySet()) {
            trial.awaitState(call, TransactionState.COMPLETE_ABORT);
        }
        late.forEach((call, producer) -> {
            trial.seen.call(call, calls(trial, topic, producer).get(call));
            trial.seen.call(call + ", commit", calls(trial, topic, producer).get("commit"));
            trial.seen.call(call + ", abort", calls(trial, topic, producer).get("abort"));
            trial.seen.call(call + ", begin", calls(trial, topic, producer).get("begin"));
        });
        trial.seen.note("committed", trial.contents(topic, "read_committed"));
        Producer<String, String> patient = trial.transactional("patient", "transaction.timeout.ms", 1_000_000);
        assertThatThrownBy(patient::initTransactions).isInstanceOf(KafkaException.class);
    }

    static void offsetsAreCommittedWithTheRecordsByMembersOnly(Trial trial) throws Exception {
        String topic = trial.topic(1);
        TopicPartition partition = new TopicPartition(topic, 0);
        Map<TopicPartition, OffsetAndMetadata> offsets = Map.of(partition, new OffsetAndMetadata(3, "mine"));
        String group = trial.own("g");
        Producer<String, String> producer = trial.initialised("t");
        try (Consumer<String, String> consumer = trial.consumer("group.id", group, "enable.auto.commit", false)) {
            producer.beginTransaction();
            producer.sendOffsetsToTransaction(offsets, group(group));
            trial.seen.call("pending", () -> consumer.committed(Set.of(partition), Duration.ofMillis(300)));
            producer.abortTransaction();
            trial.seen.call(
                    "aborted", () -> consumer.committed(Set.of(partition)).get(partition));
            producer.beginTransaction();
            producer.sendOffsetsToTransaction(offsets, group(group));
            producer.sendOffsetsToTransaction(Map.of(), group(group));
            producer.commitTransaction();
            trial.seen.call("committed", () -> {
                OffsetAndMetadata committed =
                        consumer.committed(Set.of(partition)).get(partition);
                return committed.offset() + " " + committed.metadata();
            });
            consumer.subscribe(List.of(topic));
            await().until(() ->
                    !consumer.poll(Duration.ofMillis(100)).partitions().isEmpty()
                            || !consumer.assignment().isEmpty());
            ConsumerGroupMetadata member = consumer.groupMetadata();
            Map<String, ConsumerGroupMetadata> wrong = new LinkedHashMap<>();
            wrong.put("no group", null);
            wrong.put("no member", group(group));
            wrong.put("generation without member", metadata(group, 7, ""));
            wrong.put("another member", metadata(group, member.generationId(), "somebody"));
            wrong.put("an old generation", metadata(group, member.generationId() - 1, member.memberId()));
            wrong.put("member of an unknown group", metadata(trial.own("none"), 1, "somebody"));
            wrong.forEach((what, metadata) -> {
                producer.beginTransaction();
                trial.seen.call(what, () -> done(() -> producer.sendOffsetsToTransaction(offsets, metadata)));
                trial.seen.call(what + ", commit", () -> done(producer::commitTransaction));
                Observations.outcome(() -> done(producer::abortTransaction));
            });
            producer.beginTransaction();
            trial.seen.call("a member", () -> done(() -> producer.sendOffsetsToTransaction(offsets, member)));
            trial.seen.call("a member, commit", () -> done(producer::commitTransaction));
        }
    }

    @SuppressWarnings("removal")
    private static ConsumerGroupMetadata metadata(String group, int generation, String member) {
        return new ConsumerGroupMetadata(group, generation, member, Optional.empty());
    }
}
