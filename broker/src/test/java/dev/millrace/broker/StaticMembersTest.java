package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupMaxSizeReachedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members with a {@code group.instance.id} (KIP-345), and members that come and go as they were told to. */
class StaticMembersTest {

    private static final String STRATEGY = "partition.assignment.strategy";

    private final MovedClock clock = new MovedClock();
    private final LocalBroker broker = LocalBroker.inMemory(clock);

    @BeforeEach
    void create() {
        broker.catalog().create("words", 4, Map.of(), clock.nowMs());
    }

    @AfterEach
    void close() {
        broker.close();
    }

    private Consumer<String, String> member(Object... config) {
        List<Object> all =
                new ArrayList<>(List.of("group.id", "g", "session.timeout.ms", 10_000, "max.poll.interval.ms", 60_000));
        all.addAll(Arrays.asList(config));
        Consumer<String, String> consumer = Clients.consumer(broker, all.toArray());
        consumer.subscribe(List.of("words"));
        return consumer;
    }

    private Consumer<String, String> instance(String id, Object... config) {
        List<Object> all = new ArrayList<>(List.of("group.instance.id", id));
        all.addAll(Arrays.asList(config));
        return member(all.toArray());
    }

    @SafeVarargs
    private static void pollAll(Consumer<String, String>... consumers) {
        for (int round = 0; round < 6; round++) {
            for (Consumer<String, String> consumer : consumers) {
                consumer.poll(Duration.ZERO);
            }
        }
    }

    private void pass(long ms) {
        clock.move(ms);
        broker.tick(clock.nowMs());
    }

    @Test
    void whoIsAwayKeepsItsPartUntilItsSessionIsOver() {
        Consumer<String, String> one = instance("one");
        Consumer<String, String> two = instance("two");
        pollAll(one, two);
        one.close();
        pass(9_999);
        pollAll(two);
        assertThat(two.assignment()).hasSize(2);
        pass(1);
        pollAll(two);
        assertThat(two.assignment()).hasSize(4);
    }

    @Test
    void whoIsAwayKeepsItsPartAlsoWhenTheOthersRebalanceWithoutIt() {
        Consumer<String, String> one = member("group.instance.id", "one", "max.poll.interval.ms", 5_000);
        Consumer<String, String> two = member("max.poll.interval.ms", 5_000);
        pollAll(one, two);
        Set<TopicPartition> ownedByOne = one.assignment();
        one.close();
        two.enforceRebalance();
        two.poll(Duration.ZERO);
        assertThat(two.assignment()).as("the others wait for it").isEmpty();
        for (int second = 0; second < 5; second++) {
            pass(1_000);
            two.poll(Duration.ZERO);
        }
        assertThat(two.assignment()).as("and then go on").hasSize(2).doesNotContainAnyElementsOf(ownedByOne);
        Consumer<String, String> again = instance("one");
        pollAll(again, two);
        assertThat(again.assignment()).hasSize(2).doesNotContainAnyElementsOf(two.assignment());
    }

    /** Lets something happen while the leader decides. */
    private static final class Deciding implements ConsumerPartitionAssignor {
        private final ConsumerPartitionAssignor assignor;
        private Runnable meanwhile = () -> {};

        Deciding(ConsumerPartitionAssignor assignor) {
            this.assignor = assignor;
        }

        @Override
        public GroupAssignment assign(Cluster cluster, GroupSubscription subscriptions) {
            Runnable once = meanwhile;
            meanwhile = () -> {};
            once.run();
            return assignor.assign(cluster, subscriptions);
        }

        @Override
        public String name() {
            return assignor.name();
        }

        @Override
        public List<RebalanceProtocol> supportedProtocols() {
            return assignor.supportedProtocols();
        }

        @Override
        public ByteBuffer subscriptionUserData(Set<String> topics) {
            return assignor.subscriptionUserData(topics);
        }

        @Override
        public void onAssignment(Assignment assignment, ConsumerGroupMetadata metadata) {
            assignor.onAssignment(assignment, metadata);
        }
    }

    private static List<TopicPartition> owned(Collection<Consumer<String, String>> members) {
        return members.stream().flatMap(member -> member.assignment().stream()).toList();
    }

    @Test
    void whoComesBackWhileTheLeaderDecidesForItsOldSelfGetsItsPart() {
        String range = RangeAssignor.class.getName();
        Deciding deciding = new Deciding(new RangeAssignor());
        Consumer<String, String> leader = instance("leader", STRATEGY, List.of(deciding));
        Consumer<String, String> one = instance("one", STRATEGY, range);
        pollAll(leader, one);
        List<Consumer<String, String>> all = new ArrayList<>(List.of(leader, instance("two", STRATEGY, range)));
        deciding.meanwhile = () -> {
            Consumer<String, String> again = instance("one", STRATEGY, range);
            all.add(again);
            again.poll(Duration.ZERO);
        };
        for (int round = 0; round < 3 && all.size() == 2; round++) {
            all.get(1).poll(Duration.ZERO);
            one.poll(Duration.ZERO);
            leader.poll(Duration.ZERO);
        }
        assertThat(all).as("one is there again").hasSize(3);
        for (int second = 0; second < 5; second++) {
            all.forEach(member -> member.poll(Duration.ZERO));
            pass(1_000);
        }
        assertThat(owned(all)).hasSize(4);
    }

    @Test
    void whoComesBackOwingAJoinForWhatItGaveUpMakesTheGroupShareThat() {
        String cooperative = CooperativeStickyAssignor.class.getName();
        List<Consumer<String, String>> all = new ArrayList<>();
        Consumer<String, String> one = instance("one", STRATEGY, cooperative);
        one.subscribe(List.of("words"), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                Consumer<String, String> again = instance("one", STRATEGY, cooperative);
                all.add(again);
                again.poll(Duration.ZERO);
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
        });
        pollAll(one);
        all.add(instance("two", STRATEGY, cooperative));
        assertThatThrownBy(() -> {
                    for (int round = 0; round < 5; round++) {
                        all.get(0).poll(Duration.ZERO);
                        one.poll(Duration.ZERO);
                    }
                })
                .isInstanceOf(FencedInstanceIdException.class);
        assertThat(all).as("one is there again").hasSize(2);
        for (int second = 0; second < 5; second++) {
            all.forEach(member -> member.poll(Duration.ZERO));
            pass(1_000);
        }
        assertThat(owned(all)).hasSize(4);
    }

    @Test
    void theEarlierOfTwoWithOneIdCanNeitherPollNorCommit() {
        Consumer<String, String> first = instance("one");
        first.poll(Duration.ZERO);
        TopicPartition owned = first.assignment().iterator().next();
        Consumer<String, String> second = instance("one");
        second.poll(Duration.ZERO);
        assertThatThrownBy(() -> first.commitSync(Map.of(owned, new OffsetAndMetadata(1))))
                .isInstanceOf(FencedInstanceIdException.class);
        assertThatThrownBy(() -> first.poll(Duration.ZERO)).isInstanceOf(FencedInstanceIdException.class);
        first.close();
        pollAll(second);
        assertThat(second.assignment()).as("the fenced one takes nothing along").hasSize(4);
    }

    @Test
    void howAMemberClosesDecidesWhetherTheOthersWaitForIt() {
        Consumer<String, String> stays = member();
        Consumer<String, String> other = member();
        pollAll(stays, other);
        stays.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP));
        pollAll(other);
        assertThat(other.assignment()).hasSize(2);
        pass(10_000);
        pollAll(other);
        assertThat(other.assignment()).hasSize(4);

        Consumer<String, String> leaves = instance("one");
        pollAll(leaves, other);
        assertThat(other.assignment()).hasSize(2);
        leaves.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
        pollAll(other);
        assertThat(other.assignment()).hasSize(4);
    }

    @Test
    void aFullGroupTakesNobodyButWhoWasInIt() {
        BrokerConfig small = BrokerConfig.of(Map.of("group.max.size", 1, "log.flush", "os"));
        try (LocalBroker full = LocalBroker.open(new dev.millrace.log.storage.MemoryStorage(), small, clock, false)) {
            full.catalog().create("words", 4, Map.of(), clock.nowMs());
            Consumer<String, String> first = Clients.consumer(full, "group.id", "g", "group.instance.id", "one");
            first.subscribe(List.of("words"));
            first.poll(Duration.ZERO);
            Consumer<String, String> second = Clients.consumer(full, "group.id", "g");
            second.subscribe(List.of("words"));
            assertThatThrownBy(() -> second.poll(Duration.ZERO))
                    .isInstanceOf(GroupMaxSizeReachedException.class)
                    .hasMessageContaining("group.max.size");
            first.close();
            Consumer<String, String> again = Clients.consumer(full, "group.id", "g", "group.instance.id", "one");
            again.subscribe(List.of("words"));
            again.poll(Duration.ZERO);
            assertThat(new HashSet<>(again.assignment())).hasSize(4);
        }
    }
}
