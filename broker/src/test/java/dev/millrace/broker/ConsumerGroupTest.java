package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.consumer.RoundRobinAssignor;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups of several consumers, all driven by the test's one thread. */
class ConsumerGroupTest {

    private final MovedClock clock = new MovedClock();
    private LocalBroker broker;

    @BeforeEach
    void open() {
        broker = LocalBroker.inMemory(clock);
        broker.catalog().create("words", 4, Map.of(), clock.nowMs());
    }

    @AfterEach
    void close() {
        broker.close();
    }

    private static TopicPartition words(int partition) {
        return new TopicPartition("words", partition);
    }

    /** What a listener was told, as text: "+" assigned, "-" revoked, "!" lost. */
    private static final class Told implements ConsumerRebalanceListener {
        final List<String> events = new ArrayList<>();

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            events.add("+" + numbers(partitions));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            events.add("-" + numbers(partitions));
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            events.add("!" + numbers(partitions));
        }

        private static String numbers(Collection<TopicPartition> partitions) {
            Set<Integer> numbers = new TreeSet<>();
            partitions.forEach(partition -> numbers.add(partition.partition()));
            return numbers.toString();
        }
    }

    private Consumer<String, String> member(Object... config) {
        List<Object> all = new ArrayList<>(Arrays.asList(config));
        all.addAll(List.of("group.id", "g"));
        return Clients.consumer(broker, all.toArray());
    }

    @SafeVarargs
    private static void pollAll(Consumer<String, String>... consumers) {
        for (int round = 0; round < 6; round++) {
            for (Consumer<String, String> consumer : consumers) {
                consumer.poll(Duration.ZERO);
            }
        }
    }

    @Test
    void oneMemberGetsAllPartitionsWithOnePoll() {
        Consumer<String, String> consumer = member();
        consumer.subscribe(List.of("words"));
        consumer.poll(Duration.ZERO);
        assertThat(consumer.assignment()).hasSize(4);
        assertThat(consumer.groupMetadata().generationId()).isEqualTo(1);
        assertThat(consumer.groupMetadata().memberId()).isNotEmpty();
        assertThat(consumer.subscription()).containsExactly("words");
    }

    @Test
    void twoMembersShareAndTheOtherGetsAllWhenOneLeaves() {
        Told toldFirst = new Told();
        Told toldSecond = new Told();
        Consumer<String, String> first = member();
        first.subscribe(List.of("words"), toldFirst);
        first.poll(Duration.ZERO);
        Consumer<String, String> second = member();
        second.subscribe(List.of("words"), toldSecond);
        pollAll(first, second);
        assertThat(first.assignment()).hasSize(2);
        assertThat(second.assignment()).hasSize(2).doesNotContainAnyElementsOf(first.assignment());
        second.close();
        pollAll(first);
        assertThat(first.assignment()).hasSize(4);
        assertThat(toldFirst.events)
                .containsExactly("+[0, 1, 2, 3]", "-[0, 1, 2, 3]", "+[0, 1]", "-[0, 1]", "+[0, 1, 2, 3]");
        assertThat(toldSecond.events).containsExactly("+[2, 3]", "-[2, 3]");
    }

    @Test
    void cooperativeMembersKeepWhatTheyDoNotGiveAway() {
        Told toldFirst = new Told();
        Told toldSecond = new Told();
        Consumer<String, String> first =
                member("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        first.subscribe(List.of("words"), toldFirst);
        first.poll(Duration.ZERO);
        Consumer<String, String> second =
                member("partition.assignment.strategy", List.of(CooperativeStickyAssignor.class));
        second.subscribe(List.of("words"), toldSecond);
        pollAll(first, second);
        assertThat(first.assignment()).hasSize(2);
        assertThat(second.assignment()).hasSize(2).doesNotContainAnyElementsOf(first.assignment());
        assertThat(toldFirst.events.get(0)).isEqualTo("+[0, 1, 2, 3]");
        assertThat(toldFirst.events.stream().filter(event -> event.startsWith("-")))
                .singleElement()
                .satisfies(event -> assertThat(event).hasSize("-[0, 1]".length()));
        first.close();
        pollAll(second);
        assertThat(second.assignment()).hasSize(4);
        assertThat(toldSecond.events.stream().filter(event -> event.startsWith("-")))
                .isEmpty();
    }

    @Test
    void anAssignorMayBeAnInstance() {
        Consumer<String, String> consumer =
                member("partition.assignment.strategy", List.of(new RoundRobinAssignor(), new RangeAssignor()));
        consumer.subscribe(List.of("words"));
        consumer.poll(Duration.ZERO);
        assertThat(consumer.assignment()).hasSize(4);
        assertThatThrownBy(() -> {
                    Consumer<String, String> bad = member("partition.assignment.strategy", "no.such.Assignor");
                    bad.subscribe(List.of("words"));
                })
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("no.such.Assignor");
    }

    @Test
    void membersWithoutACommonStrategyAreRefused() {
        Consumer<String, String> first = member("partition.assignment.strategy", RangeAssignor.class.getName());
        first.subscribe(List.of("words"));
        first.poll(Duration.ZERO);
        Consumer<String, String> second = member("partition.assignment.strategy", RoundRobinAssignor.class.getName());
        second.subscribe(List.of("words"));
        assertThatThrownBy(() -> second.poll(Duration.ZERO)).isInstanceOf(InconsistentGroupProtocolException.class);
    }

    @Test
    void aPatternFindsTopicsThatAppearLater() {
        Consumer<String, String> consumer = member();
        consumer.subscribe(Pattern.compile("w.*"));
        consumer.poll(Duration.ZERO);
        assertThat(consumer.assignment()).hasSize(4);
        broker.catalog().create("world", 2, Map.of(), clock.nowMs());
        broker.catalog().create("other", 2, Map.of(), clock.nowMs());
        pollAll(consumer);
        assertThat(consumer.assignment()).hasSize(6);
        broker.catalog().delete("world", clock.nowMs());
        pollAll(consumer);
        assertThat(consumer.assignment()).hasSize(4);
    }

    @Test
    void aTopicThatAppearsOrGrowsIsSharedAnew() {
        Consumer<String, String> consumer = member();
        consumer.subscribe(List.of("words", "later"));
        consumer.poll(Duration.ZERO);
        assertThat(consumer.assignment()).hasSize(4);
        broker.catalog().create("later", 1, Map.of(), clock.nowMs());
        pollAll(consumer);
        assertThat(consumer.assignment()).hasSize(5);
        broker.catalog().grow("words", 6, clock.nowMs());
        pollAll(consumer);
        assertThat(consumer.assignment()).hasSize(7);
    }

    @Test
    void subscribingToOtherTopicsGivesTheOldOnesBack() {
        broker.catalog().create("other", 1, Map.of(), clock.nowMs());
        Consumer<String, String> consumer = member();
        consumer.subscribe(List.of("words"));
        consumer.poll(Duration.ZERO);
        consumer.subscribe(List.of("other"));
        pollAll(consumer);
        assertThat(consumer.assignment()).containsExactly(new TopicPartition("other", 0));
        consumer.unsubscribe();
        assertThat(consumer.assignment()).isEmpty();
        Integer members = broker.groups().read("g", group -> group.members().size());
        assertThat(members).isZero();
    }

    @Test
    void aMemberThatIsAwayTooLongLosesItsPartitionsAndCannotCommit() {
        Told told = new Told();
        Consumer<String, String> slow = member("max.poll.interval.ms", 10_000);
        slow.subscribe(List.of("words"), told);
        slow.poll(Duration.ZERO);
        Consumer<String, String> other = member("max.poll.interval.ms", 60_000);
        other.subscribe(List.of("words"));
        other.poll(Duration.ZERO);
        assertThat(other.assignment()).isEmpty();
        clock.move(10_000);
        broker.tick(clock.nowMs());
        pollAll(other);
        assertThat(other.assignment()).hasSize(4);
        assertThatThrownBy(() -> slow.commitSync(Map.of(words(0), new OffsetAndMetadata(1))))
                .isInstanceOf(CommitFailedException.class);
        pollAll(slow, other);
        assertThat(slow.assignment()).hasSize(2);
        assertThat(told.events)
                .containsExactly("+[0, 1, 2, 3]", "![0, 1, 2, 3]", "+" + Told.numbers(slow.assignment()));
    }

    @Test
    void somebodyOutsideTheGroupCannotCommitWhileItHasMembers() {
        Consumer<String, String> consumer = member();
        consumer.subscribe(List.of("words"));
        consumer.poll(Duration.ZERO);
        Consumer<String, String> outside = member();
        outside.assign(List.of(words(0)));
        assertThatThrownBy(() -> outside.commitSync(Map.of(words(0), new OffsetAndMetadata(1))))
                .isInstanceOf(CommitFailedException.class);
    }

    @Test
    void aStaticMemberComesBackToItsPartitionsWithoutARebalance() {
        Consumer<String, String> one = member("group.instance.id", "one");
        Consumer<String, String> two = member("group.instance.id", "two");
        one.subscribe(List.of("words"));
        two.subscribe(List.of("words"));
        pollAll(one, two);
        Set<TopicPartition> owned = one.assignment();
        int generation = two.groupMetadata().generationId();
        one.close();
        pollAll(two);
        Consumer<String, String> again = member("group.instance.id", "one");
        again.subscribe(List.of("words"));
        pollAll(again, two);
        assertThat(again.assignment()).isEqualTo(owned);
        assertThat(two.groupMetadata().generationId()).isEqualTo(generation);
    }

    @Test
    void theSecondOfTwoStaticMembersWithOneIdFencesTheFirst() {
        Consumer<String, String> first = member("group.instance.id", "one");
        first.subscribe(List.of("words"));
        first.poll(Duration.ZERO);
        Consumer<String, String> second = member("group.instance.id", "one");
        second.subscribe(List.of("words"));
        second.poll(Duration.ZERO);
        assertThatThrownBy(() -> first.poll(Duration.ZERO)).isInstanceOf(FencedInstanceIdException.class);
        assertThat(second.assignment()).hasSize(4);
    }

    @Test
    void aListenerMayCommitSeekAndFail() {
        Consumer<String, String> consumer = member();
        consumer.subscribe(List.of("words"), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                partitions.forEach(partition -> consumer.seek(partition, 0));
                consumer.commitSync(Map.of(words(0), new OffsetAndMetadata(0, "from the listener")));
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}
        });
        assertThatThrownBy(() -> consumer.poll(Duration.ZERO))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("listener");
        assertThat(consumer.poll(Duration.ZERO)).isEmpty();
        assertThat(consumer.assignment()).hasSize(4);
        assertThat(consumer.committed(Set.of(words(0))).get(words(0)).metadata())
                .isEqualTo("from the listener");
    }

    @Test
    void anEnforcedRebalanceFormsANewGeneration() {
        Consumer<String, String> consumer = member();
        consumer.subscribe(List.of("words"));
        consumer.poll(Duration.ZERO);
        consumer.enforceRebalance();
        consumer.poll(Duration.ZERO);
        assertThat(consumer.groupMetadata().generationId()).isEqualTo(2);
        assertThat(consumer.assignment()).hasSize(4);
    }

    @Test
    void everyPartitionHasOneOwnerWhoeverComesAndGoes() {
        long seed = 42;
        java.util.Random random = new java.util.Random(seed);
        List<Consumer<String, String>> members = new ArrayList<>();
        for (int step = 0; step < 60; step++) {
            if (members.size() < 5 && (members.isEmpty() || random.nextBoolean())) {
                Consumer<String, String> joined =
                        member("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
                joined.subscribe(List.of("words"));
                members.add(joined);
            } else if (random.nextInt(3) == 0) {
                members.remove(random.nextInt(members.size())).close();
            }
            for (int i = random.nextInt(4); i > 0 && !members.isEmpty(); i--) {
                members.get(random.nextInt(members.size())).poll(Duration.ZERO);
                assertThat(duplicates(members))
                        .as("seed %s, step %s", seed, step)
                        .isEmpty();
            }
        }
        for (int round = 0; round < 12; round++) {
            members.forEach(consumer -> consumer.poll(Duration.ZERO));
        }
        Set<TopicPartition> owned = new HashSet<>();
        members.forEach(consumer -> owned.addAll(consumer.assignment()));
        assertThat(owned).as("seed %s", seed).hasSize(4);
        members.forEach(Consumer::close);
    }

    private static List<TopicPartition> duplicates(List<Consumer<String, String>> members) {
        Set<TopicPartition> seen = new HashSet<>();
        List<TopicPartition> twice = new ArrayList<>();
        members.forEach(consumer -> consumer.assignment().stream()
                .filter(partition -> !seen.add(partition))
                .forEach(twice::add));
        return twice;
    }
}
