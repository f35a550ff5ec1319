package dev.millrace.conformance.cluster;

import static dev.millrace.conformance.cluster.Trial.record;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;

/** What a user of one consumer sees. */
final class ConsumerScenarios {

    static final Duration SHORT = Duration.ofMillis(50);

    private ConsumerScenarios() {}

    /** Calls that give nothing to note. */
    interface Step {
        void run() throws Exception;
    }

    static void step(Trial trial, String what, Step step) {
        trial.seen.call(what, () -> {
            step.run();
            return "done";
        });
    }

    private static void send(Trial trial, String topic, int partition, String... values) throws Exception {
        Producer<String, String> producer = trial.producer();
        for (String value : values) {
            producer.send(new ProducerRecord<>(topic, partition, "k", value)).get();
        }
    }

    /** Polls until so many records came; what came, in order. */
    static List<String> read(Consumer<String, String> consumer, int count) {
        List<String> read = new ArrayList<>();
        await().until(() -> {
            for (ConsumerRecord<String, String> each : consumer.poll(SHORT)) {
                read.add(each.partition() + "@" + each.offset() + "=" + each.value());
            }
            return read.size() >= count;
        });
        return read;
    }

    static void mistakesAreTold(Trial trial) throws Exception {
        String topic = trial.topic(2);
        TopicPartition first = new TopicPartition(topic, 0);
        TopicPartition second = new TopicPartition(topic, 1);
        Map<TopicPartition, OffsetAndMetadata> offset = Map.of(first, new OffsetAndMetadata(0));
        Consumer<String, String> alone = trial.consumer();
        step(trial, "poll without partitions", () -> alone.poll(SHORT));
        step(trial, "subscribe without a group", () -> alone.subscribe(List.of(topic)));
        trial.seen.call("group metadata without a group", alone::groupMetadata);
        alone.assign(List.of(first));
        step(trial, "commit without a group", () -> alone.commitSync(offset));
        step(trial, "commit later without a group", () -> alone.commitAsync(offset, null));
        trial.seen.call("committed without a group", () -> alone.committed(Set.of(first)));
        step(trial, "subscribe though assigned", () -> alone.subscribe(List.of(topic)));
        step(trial, "enforce a rebalance", alone::enforceRebalance);
        for (TopicPartition partition : List.of(first, second)) {
            step(trial, "seek", () -> alone.seek(partition, 1));
            step(trial, "seek to the end", () -> alone.seekToEnd(List.of(partition)));
            step(trial, "pause", () -> alone.pause(List.of(partition)));
            step(trial, "resume", () -> alone.resume(List.of(partition)));
            trial.seen.call("position", () -> alone.position(partition));
            trial.seen.call("lag", () -> alone.currentLag(partition) != null);
        }
        step(trial, "seek below zero", () -> alone.seek(first, -1));
        trial.seen.call("times below zero", () -> alone.offsetsForTimes(Map.of(first, -3L)));
        step(trial, "assign null", () -> alone.assign(null));
        step(trial, "assign a partition without topic", () -> alone.assign(List.of(new TopicPartition("", 0))));
        step(trial, "poll for less than nothing", () -> alone.poll(Duration.ofMillis(-1)));
        step(trial, "assign nothing", () -> alone.assign(List.of()));
        trial.seen.note("assigned", alone.assignment());

        Consumer<String, String> member = trial.consumer("group.id", trial.own("g"), "enable.auto.commit", false);
        step(trial, "subscribe to null", () -> member.subscribe((Collection<String>) null));
        step(trial, "subscribe to a topic without name", () -> member.subscribe(List.of(" ")));
        step(trial, "subscribe with no listener", () -> member.subscribe(List.of(topic), null));
        step(trial, "subscribe to an empty pattern", () -> member.subscribe(Pattern.compile("")));
        step(trial, "subscribe", () -> member.subscribe(List.of(topic)));
        step(trial, "and to a pattern", () -> member.subscribe(Pattern.compile("x.*")));
        step(trial, "and assign", () -> member.assign(List.of(first)));
        step(trial, "commit before the first poll", () -> member.commitSync(offset));
        step(trial, "commit nothing", () -> member.commitSync(Map.of()));
        step(trial, "assign nothing though subscribed", () -> member.assign(List.of()));
        trial.seen.note("subscription", member.subscription());
        member.wakeup();
        member.assign(List.of(first));
        step(trial, "woken", () -> member.poll(SHORT));
        step(trial, "not any more", () -> member.poll(Duration.ZERO));
        step(trial, "offset below zero", () -> member.commitSync(Map.of(first, new OffsetAndMetadata(-1))));
        Thread other = new Thread(() -> step(trial, "another thread, while nobody is inside", member::assignment));
        other.start();
        other.join();
        Thread.currentThread().interrupt();
        step(trial, "interrupted", () -> member.poll(SHORT));
        trial.seen.note("still interrupted", Thread.interrupted());
        for (Consumer<String, String> each : List.of(alone, member)) {
            each.close();
            step(trial, "closed again", each::close);
            step(trial, "poll when closed", () -> each.poll(SHORT));
            step(trial, "assignment when closed", each::assignment);
            step(trial, "wake up when closed", each::wakeup);
        }
    }

    static void settingsThatContradictThemselvesAreRefused(Trial trial) {
        List<List<Object>> settings = List.of(
                List.of("auto.offset.reset", "middle"),
                List.of("auto.offset.reset", "by_duration:P1D"),
                List.of("auto.offset.reset", "by_duration:-P1D"),
                List.of("auto.offset.reset", "by_duration:a day"),
                List.of("isolation.level", "read_everything"),
                List.of("enable.auto.commit", true),
                List.of("enable.auto.commit", true, "group.id", "g"),
                List.of("max.poll.records", 0),
                List.of("fetch.min.bytes", -1),
                List.of("group.id", "", "enable.auto.commit", false),
                List.of("partition.assignment.strategy", "no.such.Assignor", "group.id", "g"),
                List.of("partition.assignment.strategy", "", "group.id", "g"),
                List.of("group.protocol", "streams", "group.id", "g"),
                List.of("group.protocol", "consumer", "group.id", "g", "session.timeout.ms", 10_000),
                List.of("group.protocol", "consumer", "group.id", "g", "heartbeat.interval.ms", 1_000),
                List.of("group.protocol", "classic", "group.id", "g", "group.remote.assignor", "range"));
        for (List<Object> each : settings) {
            step(trial, each.toString(), () -> trial.consumer(each.toArray()).close());
        }
    }

    static void thePolicyDecidesWhereAConsumerWithoutAnOffsetStarts(Trial trial) throws Exception {
        String topic = trial.topic(2);
        TopicPartition full = new TopicPartition(topic, 0);
        TopicPartition empty = new TopicPartition(topic, 1);
        long now = System.currentTimeMillis();
        Producer<String, String> producer = trial.producer();
        for (long age : new long[] {7_200_000, 3_000_000, 0}) {
            producer.send(new ProducerRecord<>(topic, 0, now - age, "k", "v")).get();
        }
        for (String policy : List.of("earliest", "latest", "by_duration:PT1H", "by_duration:P9D", "none")) {
            Consumer<String, String> consumer = trial.consumer(
                    "auto.offset.reset",
                    policy,
                    "group.id",
                    trial.own("g-" + policy.hashCode()),
                    "enable.auto.commit",
                    false);
            try (consumer) {
                consumer.assign(List.of(full, empty));
                trial.seen.call(policy, () -> consumer.position(full));
                if (policy.startsWith("by_duration")) {
                    consumer.assign(List.of(full)); // a cluster's consumer waits for a record to come to the empty one
                }
                trial.seen.call(policy + ", poll", () -> {
                    try {
                        return consumer.poll(SHORT).count() >= 0;
                    } catch (NoOffsetForPartitionException e) {
                        return "no offset for " + e.partitions().size();
                    }
                });
                consumer.assign(List.of(full));
                consumer.seek(full, 99);
                trial.seen.call(policy + ", out of range", () -> {
                    List<Long> read = new ArrayList<>();
                    await().until(() -> {
                        consumer.poll(SHORT).forEach(record -> read.add(record.offset()));
                        return consumer.position(full) == 3;
                    });
                    return read;
                });
            }
        }
    }

    static void positionsSeekingAndPausing(Trial trial) throws Exception {
        String topic = trial.topic(2);
        TopicPartition first = new TopicPartition(topic, 0);
        TopicPartition second = new TopicPartition(topic, 1);
        send(trial, topic, 0, "a", "b", "c", "d", "e");
        send(trial, topic, 1, "x", "y");
        Producer<String, String> transactional = trial.initialised("tx");
        transactional.beginTransaction();
        transactional.send(new ProducerRecord<>(topic, 1, "k", "aborted"));
        transactional.flush();
        for (String isolation : List.of("read_committed", "read_uncommitted")) {
            try (Consumer<String, String> consumer =
                    trial.consumer("isolation.level", isolation, "max.poll.records", 2)) {
                consumer.assign(List.of(first, second));
                trial.seen.note(
                        "beginning", new TreeMap<>(byNumber(consumer.beginningOffsets(List.of(first, second)))));
                trial.seen.note("end", new TreeMap<>(byNumber(consumer.endOffsets(List.of(first, second)))));
                consumer.pause(List.of(second));
                trial.seen.note("paused", numbers(consumer.paused()));
                trial.seen.note("read", read(consumer, 2));
                trial.seen.note("position", consumer.position(first));
                consumer.pause(List.of(first));
                trial.seen.note("nothing", consumer.poll(SHORT).count());
                consumer.resume(List.of(first));
                trial.seen.note("read", read(consumer, 2));
                consumer.seek(first, new OffsetAndMetadata(1));
                trial.seen.note(
                        "lag right after a seek is known",
                        consumer.currentLag(first).isPresent());
                trial.seen.note("read", read(consumer, 2));
                trial.seen.note("lag", consumer.currentLag(first));
                consumer.seekToEnd(List.of(first));
                trial.seen.note("end", consumer.position(first));
                consumer.seekToBeginning(List.of());
                trial.seen.note("beginning", consumer.position(first) + ", " + consumer.position(second));
                trial.seen.note("reassigned", reassigned(consumer, first, second));
            }
        }
        transactional.abortTransaction();
        Map<TopicPartition, Long> times = Map.of(first, 0L, second, Long.MAX_VALUE - 1);
        try (Consumer<String, String> consumer = trial.consumer("isolation.level", "read_committed")) {
            consumer.assign(List.of(second));
            await().until(() -> consumer.endOffsets(List.of(second)).get(second) == 4);
            trial.seen.note("read", read(consumer, 2));
            await().until(() -> {
                consumer.poll(SHORT);
                return consumer.position(second) == 4; // over what was aborted, and its marker
            });
            trial.seen.note("lag", consumer.currentLag(second).equals(OptionalLong.of(0)));
            Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
            trial.seen.note("by time", found.get(first).offset() + ", " + found.get(second) + ", " + found.size());
            trial.seen.note("partitions", consumer.partitionsFor(topic).size());
        }
    }

    /** A partition that stays assigned keeps its position, one that comes anew starts anew. */
    private static String reassigned(Consumer<String, String> consumer, TopicPartition first, TopicPartition second) {
        consumer.seek(first, 3);
        consumer.seek(second, 1);
        consumer.assign(List.of(first));
        consumer.assign(List.of(first, second));
        return consumer.position(first) + ", " + consumer.position(second);
    }

    private static Map<Integer, Long> byNumber(Map<TopicPartition, Long> offsets) {
        Map<Integer, Long> byNumber = new TreeMap<>();
        offsets.forEach((partition, offset) -> byNumber.put(partition.partition(), offset));
        return byNumber;
    }

    static Set<Integer> numbers(Collection<TopicPartition> partitions) {
        Set<Integer> numbers = new TreeSet<>();
        partitions.forEach(partition -> numbers.add(partition.partition()));
        return numbers;
    }

    static void commitsAndTheirCallbacksInOrder(Trial trial) throws Exception {
        String topic = trial.topic(1);
        TopicPartition partition = new TopicPartition(topic, 0);
        send(trial, topic, 0, "a", "b", "c");
        String group = trial.own("g");
        Consumer<String, String> consumer =
                trial.consumer("group.id", group, "enable.auto.commit", false, "max.poll.records", 2);
        try (consumer) {
            consumer.assign(List.of(partition));
            trial.seen.note("before", consumer.committed(Set.of(partition)));
            read(consumer, 2);
            consumer.commitSync();
            note(trial, consumer, partition);
            for (int i = 0; i < 3; i++) {
                String name = "callback " + i;
                consumer.commitAsync(
                        Map.of(partition, new OffsetAndMetadata(i, "async")),
                        (offsets, error) ->
                                trial.seen.note(name, offsets.get(partition).offset() + " " + error));
            }
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(7, "sync")));
            note(trial, consumer, partition);
            consumer.commitAsync(
                    Map.of(new TopicPartition(topic, 5), new OffsetAndMetadata(1)),
                    (offsets, error) -> trial.seen.note("callback of a wrong one", error != null));
            await().until(() -> {
                consumer.poll(SHORT);
                return trial.seen.lines().stream().anyMatch(line -> line.startsWith("callback of a wrong one"));
            });
            step(
                    trial,
                    "metadata too long",
                    () -> consumer.commitSync(Map.of(partition, new OffsetAndMetadata(1, "x".repeat(5_000)))));
        }
        Consumer<String, String> automatic =
                trial.consumer("group.id", group, "enable.auto.commit", true, "auto.commit.interval.ms", 60_000);
        automatic.assign(List.of(partition));
        automatic.seek(partition, 1);
        trial.seen.note("read", read(automatic, 2));
        note(trial, automatic, partition);
        automatic.close();
        try (Consumer<String, String> reader = trial.consumer("group.id", group, "enable.auto.commit", false)) {
            note(trial, reader, partition);
        }
    }

    private static void note(Trial trial, Consumer<String, String> consumer, TopicPartition partition) {
        OffsetAndMetadata committed = consumer.committed(Set.of(partition)).get(partition);
        trial.seen.note("committed", committed.offset() + " '" + committed.metadata() + "' " + committed.leaderEpoch());
    }

    /** Notes what it sees in a list that the scenario reads. */
    public static final class Watching implements ConsumerInterceptor<String, String> {
        private static final List<String> SEEN = new ArrayList<>();

        @Override
        public ConsumerRecords<String, String> onConsume(ConsumerRecords<String, String> records) {
            records.forEach(each -> SEEN.add("consumed " + each.value()));
            return records;
        }

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
            offsets.values().forEach(each -> SEEN.add("committed " + each.offset()));
        }

        @Override
        public void configure(Map<String, ?> configs) {
            SEEN.clear();
            SEEN.add("configured " + configs.get("group.id").toString().isEmpty());
        }

        @Override
        public void close() {
            SEEN.add("closed");
        }
    }

    /** Fails whatever it is told. */
    public static final class Failing implements ConsumerInterceptor<String, String> {
        @Override
        public ConsumerRecords<String, String> onConsume(ConsumerRecords<String, String> records) {
            throw new IllegalStateException("on purpose");
        }

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
            throw new IllegalStateException("on purpose");
        }

        @Override
        public void configure(Map<String, ?> configs) {}

        @Override
        public void close() {}
    }

    static void interceptorsSeeRecordsAndCommits(Trial trial) throws Exception {
        String topic = trial.topic(1);
        send(trial, topic, 0, "a", "b");
        Consumer<String, String> consumer = trial.consumer(
                "group.id",
                trial.own("g"),
                "enable.auto.commit",
                false,
                "interceptor.classes",
                List.of(Failing.class.getName(), Watching.class.getName()));
        consumer.assign(List.of(new TopicPartition(topic, 0)));
        trial.seen.note("read", read(consumer, 2));
        consumer.commitSync();
        consumer.commitAsync();
        consumer.close();
        trial.seen.note("seen", List.copyOf(Watching.SEEN));
    }

    static void offsetsOfAnOpenTransactionAreWaitedFor(Trial trial) throws Exception {
        String topic = trial.topic(1);
        TopicPartition partition = new TopicPartition(topic, 0);
        send(trial, topic, 0, "a", "b", "c");
        String group = trial.own("g");
        Producer<String, String> producer = trial.initialised("tx");
        Consumer<String, String> consumer = trial.consumer("group.id", group, "enable.auto.commit", false);
        try (consumer) {
            consumer.assign(List.of(partition));
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(1)));
            for (boolean commit : new boolean[] {false, true}) {
                producer.beginTransaction();
                producer.send(record(topic, "in the transaction"));
                producer.sendOffsetsToTransaction(
                        Map.of(partition, new OffsetAndMetadata(2)), consumer.groupMetadata());
                trial.seen.call(
                        "while it is open", () -> consumer.committed(Set.of(partition), Duration.ofMillis(300)));
                trial.seen.note(
                        "to an operator",
                        trial.admin
                                .listConsumerGroupOffsets(group)
                                .partitionsToOffsetAndMetadata()
                                .get()
                                .get(partition)
                                .offset());
                try (Consumer<String, String> next = trial.consumer("group.id", group, "enable.auto.commit", false)) {
                    next.assign(List.of(partition));
                    step(trial, "another consumer's position", () -> next.position(partition, Duration.ofMillis(300)));
                    trial.seen.note("and what it reads", next.poll(SHORT).count());
                }
                if (commit) {
                    producer.commitTransaction();
                } else {
                    producer.abortTransaction();
                }
                trial.seen.note(
                        "then",
                        consumer.committed(Set.of(partition)).get(partition).offset());
            }
        }
    }

    /** Ours are few; each of them is one of Kafka's. */
    static void metricsHaveKafkasNames(Trial trial) throws Exception {
        String topic = trial.topic(1);
        send(trial, topic, 0, "a", "b", "c");
        try (Consumer<String, String> consumer =
                trial.consumer("client.id", "me", "max.poll.records", 1, "group.id", trial.own("g"))) {
            consumer.subscribe(List.of(topic));
            read(consumer, 1);
            for (String name : List.of(
                    "consumer-fetch-manager-metrics records-lag-max [client-id]",
                    "consumer-fetch-manager-metrics records-consumed-total [client-id]",
                    "consumer-fetch-manager-metrics records-lag [client-id, partition, topic]",
                    "consumer-fetch-manager-metrics records-lead [client-id, partition, topic]",
                    "consumer-coordinator-metrics assigned-partitions [client-id]",
                    "consumer-coordinator-metrics commit-total [client-id]",
                    "consumer-coordinator-metrics rebalance-total [client-id]")) {
                trial.seen.call(name, value(consumer, name));
            }
        }
    }

    private static Callable<Object> value(Consumer<String, String> consumer, String name) {
        return () -> {
            for (MetricName each : consumer.metrics().keySet()) {
                String full = each.group() + " " + each.name() + " "
                        + new TreeSet<>(each.tags().keySet());
                if (full.equals(name)) {
                    return consumer.metrics().get(each).metricValue() instanceof Double;
                }
            }
            return "missing";
        };
    }
}
