package dev.millrace.conformance.cluster;

import static dev.millrace.conformance.cluster.ConsumerScenarios.SHORT;
import static dev.millrace.conformance.cluster.ConsumerScenarios.numbers;
import static dev.millrace.conformance.cluster.ConsumerScenarios.step;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.consumer.RoundRobinAssignor;
import org.apache.kafka.clients.consumer.StickyAssignor;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;

/** What users of several consumers in a group see: who gets what, and what listeners are told, in order. */
final class RebalanceScenarios {

    private RebalanceScenarios() {}

    /** A member with a listener that notes what it is told: "+" assigned, "-" revoked, "!" lost. */
    private static final class Member implements ConsumerRebalanceListener, AutoCloseable {
        final String name;
        final Consumer<String, String> consumer;
        final List<String> told = new ArrayList<>();
        private final Set<Integer> gained = new TreeSet<>();
        private boolean gaining;
        private boolean closed;

        Member(Trial trial, String name, Object... config) {
            this.name = name;
            List<Object> all = new ArrayList<>(
                    List.of("group.id", trial.own("g"), "client.id", name, "enable.auto.commit", false));
            if (!Arrays.asList(config).contains("group.protocol")) {
                all.addAll(List.of("heartbeat.interval.ms", 50, "session.timeout.ms", 6_000));
            }
            all.addAll(Arrays.asList(config));
            consumer = trial.consumer(all.toArray());
        }

        Member subscribe(String... topics) {
            consumer.subscribe(List.of(topics), this);
            return this;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (partitions.isEmpty()) {
                return; // how often it is told of nothing depends on who polls when, and so does in how many steps it
                // gains
            }
            if (gaining) {
                told.remove(told.size() - 1);
            } else {
                gained.clear();
            }
            gaining = true;
            gained.addAll(numbers(partitions));
            told.add("+" + gained);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            gaining = false;
            told.add("-" + numbers(partitions));
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            gaining = false;
            told.add("!" + numbers(partitions));
        }

        /** What it has been told and has; what it gains from now on is another step. */
        String noted() {
            gaining = false;
            return told + " has " + owned();
        }

        void forget() {
            gaining = false;
            told.clear();
        }

        Set<Integer> owned() {
            return closed ? Set.of() : numbers(consumer.assignment());
        }

        @Override
        public void close() {
            closed = true;
            consumer.close();
        }
    }

    /** Polls all in turns until each has so many partitions. */
    private static void settle(int each, Member... members) {
        await().until(() -> {
            for (Member member : members) {
                member.consumer.poll(Duration.ofMillis(10));
            }
            return Arrays.stream(members)
                    .allMatch(member -> member.consumer.assignment().size() == each);
        });
        for (int round = 0; round < 8; round++) {
            for (Member member : members) {
                member.consumer.poll(Duration.ofMillis(10));
            }
        }
    }

    private static void noteAll(Trial trial, Member... members) {
        for (Member member : members) {
            trial.seen.note(member.name, member.noted());
        }
    }

    private static void comeAndGo(Trial trial, Class<?> assignor) throws Exception {
        String topic = trial.topic(6);
        Object[] config = {"partition.assignment.strategy", assignor.getName()};
        Member a = new Member(trial, "a", config).subscribe(topic);
        settle(6, a);
        noteAll(trial, a);
        Member b = new Member(trial, "b", config).subscribe(topic);
        settle(3, a, b);
        noteAll(trial, a, b);
        Member c = new Member(trial, "c", config).subscribe(topic);
        settle(2, a, b, c);
        noteAll(trial, a, b, c);
        a.close();
        settle(3, b, c);
        b.close();
        settle(6, c);
        noteAll(trial, a, b, c);
        c.close();
    }

    static void rangeIsEager(Trial trial) throws Exception {
        comeAndGo(trial, RangeAssignor.class);
    }

    static void roundRobinIsEager(Trial trial) throws Exception {
        comeAndGo(trial, RoundRobinAssignor.class);
    }

    static void stickyIsEager(Trial trial) throws Exception {
        comeAndGo(trial, StickyAssignor.class);
    }

    static void cooperativeStickyKeepsWhatStays(Trial trial) throws Exception {
        comeAndGo(trial, CooperativeStickyAssignor.class);
    }

    static void aStaticMemberComesBackUnnoticed(Trial trial) throws Exception {
        String topic = trial.topic(4);
        Member one = new Member(trial, "one", "group.instance.id", "one").subscribe(topic);
        Member two = new Member(trial, "two", "group.instance.id", "two").subscribe(topic);
        settle(2, one, two);
        one.close();
        two.forget();
        Member again = new Member(trial, "again", "group.instance.id", "one").subscribe(topic);
        settle(2, again, two);
        noteAll(trial, again, two);
        Member impostor = new Member(trial, "impostor", "group.instance.id", "one").subscribe(topic);
        settle(2, impostor, two);
        trial.seen.call("the fenced one polls", () -> {
            for (int i = 0; i < 100; i++) {
                again.consumer.poll(SHORT);
            }
            return "nothing";
        });
        again.close();
        noteAll(trial, impostor, two);
        impostor.close();
        two.close();
    }

    static void case32_pausedConsumerCommits(Trial trial) throws Exception {
        String topic = trial.topic(2);
        Member member =
                new Member(trial, "m", "max.poll.interval.ms", 1_000, "auto.commit.interval.ms", 100).subscribe(topic);
        settle(2, member);
        String group = member.consumer.groupMetadata().groupId();
        await().until(() -> trial.admin
                        .describeConsumerGroups(List.of(group))
                        .describedGroups()
                        .get(group)
                        .get()
                        .groupState()
                == GroupState.EMPTY);
        Map<TopicPartition, OffsetAndMetadata> offset = Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(1));
        step(trial, "commit", () -> member.consumer.commitSync(offset));
        member.consumer.commitAsync(offset, (offsets, error) -> trial.seen.note("callback", Observations.error(error)));
        step(trial, "commit again", () -> member.consumer.commitSync(offset));
        settle(2, member);
        noteAll(trial, member);
        trial.seen.note("committed", member.consumer.committed(offset.keySet()));
        step(trial, "commit at last", () -> member.consumer.commitSync(offset));
        member.close();
    }

    static void subscriptionsChange(Trial trial) throws Exception {
        String topic = trial.topic(2);
        String other = trial.topic(3);
        for (Class<?> assignor : List.of(RangeAssignor.class, CooperativeStickyAssignor.class)) {
            Member member = new Member(
                    trial,
                    "m",
                    "partition.assignment.strategy",
                    assignor.getName(),
                    "group.id",
                    trial.own(assignor.getSimpleName()));
            member.subscribe(topic);
            settle(2, member);
            member.subscribe(topic, other);
            trial.seen.note(
                    "at once",
                    member.owned() + " " + member.consumer.subscription().size());
            settle(5, member);
            member.subscribe(other);
            settle(3, member);
            member.consumer.unsubscribe();
            trial.seen.note("unsubscribed", member.owned() + " " + member.consumer.subscription());
            member.subscribe(topic);
            settle(2, member);
            int generation = member.consumer.groupMetadata().generationId();
            member.consumer.enforceRebalance();
            await().until(() -> {
                member.consumer.poll(SHORT);
                return member.consumer.groupMetadata().generationId() > generation;
            });
            settle(2, member);
            member.subscribe();
            noteAll(trial, member);
            member.close();
            noteAll(trial, member);
        }
    }

    static void aListenerMayCommitSeekAndFail(Trial trial) throws Exception {
        String topic = trial.topic(1);
        TopicPartition partition = new TopicPartition(topic, 0);
        List<String> mood = new ArrayList<>(List.of("commit"));
        Member member = new Member(trial, "m");
        member.consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                trial.seen.note("assigned, and has", numbers(member.consumer.assignment()));
                member.consumer.seek(partition, 0);
                member.consumer.commitSync(Map.of(partition, new OffsetAndMetadata(5, "assigned")));
                if (mood.contains("fail")) {
                    throw new IllegalStateException("on purpose");
                }
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                trial.seen.note("revoked, and has", numbers(member.consumer.assignment()));
                step(
                        trial,
                        "commit what is given up",
                        () -> member.consumer.commitSync(Map.of(partition, new OffsetAndMetadata(6, "revoked"))));
                if (mood.contains("fail")) {
                    throw new IllegalStateException("on purpose");
                }
            }
        });
        settle(1, member);
        trial.seen.note(
                "committed",
                member.consumer.committed(Set.of(partition)).get(partition).metadata());
        mood.add("fail");
        member.consumer.enforceRebalance();
        trial.seen.call("polls", () -> {
            for (int i = 0; i < 100; i++) {
                member.consumer.poll(SHORT);
            }
            return "nothing";
        });
        mood.remove("fail");
        settle(1, member);
        trial.seen.note("has", member.owned());
        mood.add("fail");
        step(trial, "unsubscribe", member.consumer::unsubscribe);
        trial.seen.note("has", member.owned());
        step(trial, "close", member::close);
    }

    static void closingLeavesOrRemains(Trial trial) throws Exception {
        String topic = trial.topic(2);
        for (CloseOptions.GroupMembershipOperation operation : CloseOptions.GroupMembershipOperation.values()) {
            for (String instance : new String[] {"", "static"}) {
                String group = trial.own(operation + instance);
                Object[] config = instance.isEmpty()
                        ? new Object[] {"group.id", group}
                        : new Object[] {"group.id", group, "group.instance.id", instance};
                Member member = new Member(trial, "m", config).subscribe(topic);
                settle(2, member);
                member.consumer.close(
                        CloseOptions.groupMembershipOperation(operation).withTimeout(Duration.ofSeconds(5)));
                trial.seen.note(
                        operation + " " + instance,
                        member.told + " leaves "
                                + trial.admin
                                        .describeConsumerGroups(List.of(group))
                                        .describedGroups()
                                        .get(group)
                                        .get()
                                        .members()
                                        .size());
            }
        }
    }

    static void theNewerProtocolSharesThePartitionsToo(Trial trial) throws Exception {
        String topic = trial.topic(4);
        Member a = new Member(trial, "a", "group.protocol", "consumer").subscribe(topic);
        settle(4, a);
        Member b = new Member(trial, "b", "group.protocol", "consumer").subscribe(topic);
        settle(2, a, b);
        Set<Integer> all = new HashSet<>(a.owned());
        all.addAll(b.owned());
        trial.seen.note("together", all);
        trial.seen.note(
                "a was told", a.told.get(0) + " then gave up " + a.told.get(1).length());
        b.close();
        settle(4, a);
        trial.seen.note("a has", a.owned());
        a.close();
    }
}
