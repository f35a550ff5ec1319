package dev.millrace.transaction;

import static dev.millrace.transaction.World.A;
import static dev.millrace.transaction.World.ABSENT;
import static dev.millrace.transaction.World.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.log.storage.MemoryStorage;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.errors.ConcurrentTransactionsException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionCoordinatorTest {
    private World world;

    @BeforeEach
    void open() throws IOException {
        world = World.open();
    }

    @Test
    void acommittedTransactionIsVisibleInAllItsPartitionsAtOnce() {
        ProducerIdentity p = world.init("t");
        world.write("t", p, A, "a1");
        world.write("t", p, B, "b1");
        assertThat(world.committed(A)).isEmpty();
        ProducerIdentity next = world.commit("t", p);
        assertThat(world.committed(A)).containsExactly("a1");
        assertThat(world.committed(B)).containsExactly("b1");
        assertThat(next).isEqualTo(new ProducerIdentity(p.producerId(), (short) (p.epoch() + 1)));
        assertThat(world.markers(A)).containsExactly("commit " + next);
    }

    @Test
    void anAbortedTransactionIsNeverVisible() {
        ProducerIdentity p = world.init("t");
        world.write("t", p, A, "a1");
        ProducerIdentity next = world.abort("t", p);
        world.write("t", next, A, "a2");
        world.commit("t", next);
        assertThat(world.committed(A)).containsExactly("a2");
    }

    @Test
    void everyTransactionHasItsOwnEpochAndStartsAtSequenceZero() {
        ProducerIdentity p = world.init("t");
        for (int i = 0; i < 5; i++) {
            assertThat(p.epoch()).isEqualTo((short) i);
            world.write("t", p, A, "v" + i);
            p = world.commit("t", p);
        }
        assertThat(world.committed(A)).containsExactly("v0", "v1", "v2", "v3", "v4");
    }

    @Test
    void case28_aBatchThatComesLateDoesNotReachTheNextTransaction() {
        ProducerIdentity p = world.init("t");
        world.write("t", p, A, "a1");
        ProducerIdentity next = world.commit("t", p);
        world.add("t", next, A);
        assertThatThrownBy(() -> world.append(p, A, "late")).isInstanceOf(InvalidProducerEpochException.class);
        assertThatThrownBy(() -> world.commit("t", p)).isInstanceOf(ProducerFencedException.class);
        world.append(next, A, "a2");
        world.commit("t", next);
        assertThat(world.committed(A)).containsExactly("a1", "a2");
    }

    @Test
    void case28_aDelayedEndOfATransactionDoesNotEndTheNextOne() {
        ProducerIdentity p = world.init("t");
        world.write("t", p, A, "a1");
        ProducerIdentity next = world.commit("t", p);
        assertThat(world.commit("t", p))
                .as("before the next one begins it is a harmless repetition")
                .isEqualTo(next);
        world.write("t", next, A, "a2");
        assertThatThrownBy(() -> world.commit("t", p)).isInstanceOf(ProducerFencedException.class);
        assertThatThrownBy(() -> world.abort("t", p)).isInstanceOf(ProducerFencedException.class);
        assertThat(world.committed(A)).containsExactly("a1");
        assertThat(world.state("t")).startsWith("ONGOING");
        world.commit("t", next);
        assertThat(world.committed(A)).containsExactly("a1", "a2");
    }

    @Test
    void case27_aZombieIsFencedByTheProducerThatTakesItsIdAndNothingOfItIsVisible() {
        ProducerIdentity zombie = world.init("t");
        world.write("t", zombie, A, "zombie");
        ProducerIdentity fresh = world.init("t");
        assertThat(world.markers(A)).containsExactly("abort " + new ProducerIdentity(fresh.producerId(), (short) 1));
        assertThatThrownBy(() -> world.append(zombie, A, "late")).isInstanceOf(InvalidProducerEpochException.class);
        assertThatThrownBy(() -> world.add("t", zombie, B)).isInstanceOf(ProducerFencedException.class);
        assertThatThrownBy(() -> world.commit("t", zombie)).isInstanceOf(ProducerFencedException.class);
        assertThatThrownBy(() -> world.abort("t", zombie)).isInstanceOf(ProducerFencedException.class);
        assertThatThrownBy(() -> world.coordinator.initProducerId("t", 1000, zombie, world.nowMs))
                .isInstanceOf(ProducerFencedException.class);
        world.write("t", fresh, A, "fresh");
        world.commit("t", fresh);
        assertThat(world.committed(A)).containsExactly("fresh");
    }

    @Test
    void azombieWhoseAbortRacedTheNewProducerIsNotGivenItsIdentity() {
        ProducerIdentity zombie = world.init("t");
        world.write("t", zombie, A, "zombie");
        world.init("t");
        assertThatThrownBy(() -> world.abort("t", zombie)).isInstanceOf(ProducerFencedException.class);
    }

    @Test
    void case29_aTransactionOpenTooLongIsAbortedAndItsProducerMayGoOnOnceItHasAbortedToo() {
        ProducerIdentity p = world.init("t");
        world.write("t", p, A, "a1");
        ProducerIdentity other = world.init("u");
        world.write("u", other, A, "other");
        world.commit("u", other);
        assertThat(world.committed(A)).isEmpty();
        world.coordinator.recordCompletions(world.nowMs);

        world.nowMs += World.TIMEOUT_MS - 1;
        assertThat(world.coordinator.tick(world.nowMs)).isFalse();
        world.nowMs += 1;
        assertThat(world.coordinator.tick(world.nowMs)).isTrue();
        assertThat(world.committed(A)).containsExactly("other");
        assertThat(world.state("t")).startsWith("COMPLETE_ABORT");
        assertThatThrownBy(() -> world.append(p, A, "late")).isInstanceOf(InvalidProducerEpochException.class);
        assertThatThrownBy(() -> world.commit("t", p)).isInstanceOf(InvalidTxnStateException.class);
        ProducerIdentity next = world.abort("t", p);
        world.write("t", next, A, "a2");
        world.commit("t", next);
        assertThat(world.committed(A)).containsExactly("other", "a2");
    }

    @Test
    void aProducerWhoseTransactionTimedOutIsNotGivenTheIdentityOfANewerOne() {
        ProducerIdentity late = world.init("t");
        world.write("t", late, A, "late");
        world.nowMs += World.TIMEOUT_MS;
        world.coordinator.tick(world.nowMs);
        ProducerIdentity newer = world.init("t");
        assertThatThrownBy(() -> world.abort("t", late)).isInstanceOf(ProducerFencedException.class);
        assertThatThrownBy(() -> world.commit("t", late)).isInstanceOf(ProducerFencedException.class);
        world.write("t", newer, A, "newer");
        world.commit("t", newer);
        assertThat(world.committed(A)).containsExactly("newer");
    }

    @Test
    void timeoutsCountFromTheFirstPartitionOfTheTransaction() {
        ProducerIdentity p = world.init("t");
        world.nowMs += 5_000;
        world.coordinator.tick(world.nowMs);
        world.write("t", p, A, "a1");
        world.nowMs += 900;
        world.write("t", p, B, "b1");
        world.nowMs += 99;
        world.coordinator.tick(world.nowMs);
        world.commit("t", p);
        assertThat(world.committed(A)).containsExactly("a1");
    }

    @Test
    void aDecidedTransactionNeverTimesOutAndIsCompletedWhenThePartitionTakesItsMarker() {
        ProducerIdentity p = world.init("t");
        world.write("t", p, A, "a1");
        world.write("t", p, B, "b1");
        world.refusing.add(A);
        assertThatThrownBy(() -> world.commit("t", p))
                .isInstanceOf(ConcurrentTransactionsException.class)
                .hasMessageContaining("PrepareCommit")
                .hasRootCauseMessage("a-0 refuses");
        assertThat(world.committed(B)).containsExactly("b1");

        world.nowMs += 100 * World.TIMEOUT_MS;
        world.coordinator.tick(world.nowMs);
        assertThat(world.state("t")).startsWith("PREPARE_COMMIT");
        assertThatThrownBy(() -> world.abort("t", p)).hasMessageContaining("cannot be aborted");
        assertThatThrownBy(() -> world.add("t", p, A)).isInstanceOf(ConcurrentTransactionsException.class);
        assertThatThrownBy(() -> world.init("t")).isInstanceOf(ConcurrentTransactionsException.class);

        world.refusing.clear();
        world.coordinator.tick(world.nowMs);
        assertThat(world.state("t")).startsWith("COMPLETE_COMMIT");
        assertThat(world.committed(A)).containsExactly("a1");
        assertThat(world.markers(B)).hasSize(1);
    }

    @Test
    void aClientThatLostTheReplyIsAnsweredTheSameAndNothingIsDoneTwice() {
        ProducerIdentity p = world.init("t");
        world.write("t", p, A, "a1");
        ProducerIdentity next = world.commit("t", p);
        assertThat(world.commit("t", p)).isEqualTo(next);
        assertThat(world.markers(A)).hasSize(1);
        assertThatThrownBy(() -> world.abort("t", p)).hasMessageContaining("cannot be aborted");
        world.write("t", next, A, "a2");
        assertThatThrownBy(() -> world.commit("t", p)).isInstanceOf(ProducerFencedException.class);
        ProducerIdentity third = world.abort("t", next);
        assertThat(world.abort("t", next)).isEqualTo(third);
    }

    @Test
    void aRepeatedCommitCompletesWhatAPartitionHeldUp() {
        ProducerIdentity p = world.init("t");
        world.write("t", p, A, "a1");
        world.refusing.add(A);
        assertThatThrownBy(() -> world.commit("t", p)).isInstanceOf(ConcurrentTransactionsException.class);
        world.refusing.clear();
        assertThat(world.commit("t", p).epoch()).isEqualTo((short) 1);
        assertThat(world.committed(A)).containsExactly("a1");
    }

    @Test
    void aProducerMayRaiseItsOwnEpochAndAskAgainIfTheReplyWasLost() {
        ProducerIdentity p = world.init("t");
        world.write("t", p, A, "a1");
        ProducerIdentity next = world.coordinator.initProducerId("t", 1000, p, world.nowMs);
        assertThat(next.epoch()).isGreaterThan(p.epoch());
        assertThat(world.coordinator.initProducerId("t", 1000, p, world.nowMs)).isEqualTo(next);
        assertThatThrownBy(() -> world.commit("t", p)).isInstanceOf(ProducerFencedException.class);
        world.write("t", next, A, "a2");
        world.commit("t", next);
        assertThat(world.committed(A)).containsExactly("a2");
    }

    @Test
    void thePartitionsOfATransactionAreWrittenDownOnce() {
        ProducerIdentity p = world.init("t");
        world.add("t", p, A);
        long end = world.log(TransactionCoordinator.TOPIC).logEndOffset();
        world.add("t", p, A);
        world.add("t", p);
        assertThat(world.log(TransactionCoordinator.TOPIC).logEndOffset()).isEqualTo(end);
        world.add("t", p, A, B);
        assertThat(world.coordinator.describe("t").orElseThrow().topicPartitions())
                .isEqualTo(Set.of(A, B));
    }

    @Test
    void aPartitionThatIsGoneDoesNotHoldTheTransactionUp() {
        ProducerIdentity p = world.init("t");
        world.add("t", p, ABSENT, A);
        world.append(p, A, "a1");
        world.commit("t", p);
        assertThat(world.committed(A)).containsExactly("a1");
    }

    @Test
    void producersWithoutTransactionsGetNewIds() throws IOException {
        ProducerIdentity first = world.coordinator.initProducerId(null, 0, null, world.nowMs);
        ProducerIdentity second = world.coordinator.initProducerId(null, 0, null, world.nowMs);
        World next = world.restarted();
        ProducerIdentity third = next.coordinator.initProducerId(null, 0, null, world.nowMs);
        assertThat(Set.of(first.producerId(), second.producerId(), third.producerId()))
                .hasSize(3);
        assertThat(third.epoch()).isZero();
        assertThat(next.coordinator.list()).isEmpty();
    }

    @Test
    void wrongRequestsAreExplained() {
        assertThatThrownBy(() -> world.coordinator.initProducerId("t", 0, null, 0))
                .isInstanceOf(InvalidTxnTimeoutException.class)
                .hasMessageContaining("Set transaction.timeout.ms to 1 to 900000");
        assertThatThrownBy(() -> world.coordinator.initProducerId("t", 900_001, null, 0))
                .isInstanceOf(InvalidTxnTimeoutException.class);
        assertThatThrownBy(() -> world.coordinator.initProducerId("", 1000, null, 0))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> world.add("unknown", new ProducerIdentity(0, (short) 0), A))
                .isInstanceOf(InvalidPidMappingException.class)
                .hasMessageContaining("Initialise the producer again");
    }

    @Test
    void describeAndListShowWhatIsOpen() {
        ProducerIdentity p = world.init("t");
        world.init("u");
        world.add("t", p, A);
        var description = world.coordinator.describe("t").orElseThrow();
        assertThat(description.state()).isEqualTo(TransactionState.ONGOING);
        assertThat(description.topicPartitions()).containsExactly(A);
        assertThat(description.transactionStartTimeMs()).isEqualTo(OptionalLong.of(world.nowMs));
        assertThat(world.coordinator.describe("u").orElseThrow().transactionStartTimeMs())
                .isEmpty();
        assertThat(world.coordinator.describe("none")).isEmpty();
        assertThat(world.coordinator.list()).extracting("transactionalId").containsExactly("t", "u");
    }

    @Test
    void anIdThatIsNotUsedIsForgottenButNeverOneWithAnOpenOrDecidedTransaction() throws IOException {
        world.init("idle");
        ProducerIdentity open = world.coordinator.initProducerId("open", 900_000, null, world.nowMs);
        world.write("open", open, A, "a1");
        ProducerIdentity decided = world.init("decided");
        world.write("decided", decided, B, "b1");
        world.refusing.add(B);
        assertThatThrownBy(() -> world.commit("decided", decided)).isInstanceOf(ConcurrentTransactionsException.class);
        world.nowMs += TransactionConfig.DEFAULT.expiryMs();
        world.refusing.add(A);
        world.coordinator.tick(world.nowMs);
        assertThat(world.state("idle")).isEqualTo("absent");
        assertThat(world.state("open")).startsWith("PREPARE_ABORT");
        assertThat(world.state("decided")).startsWith("PREPARE_COMMIT");
        assertThat(world.restarted().state("idle")).isEqualTo("absent");
        assertThat(world.init("idle").epoch()).isZero();
    }

    @Test
    void case31_anIdWhoseEpochsAreUsedUpIsReplaced() throws IOException {
        ProducerIdentity p = world.init("t");
        while (p.epoch() < ProducerIdentity.LAST_EPOCH - 1) {
            p = world.init("t");
        }
        world.write("t", p, A, "last");
        ProducerIdentity rotated = world.commit("t", p);
        assertThat(rotated.producerId()).isNotEqualTo(p.producerId());
        assertThat(rotated.epoch()).isZero();
        assertThat(world.markers(A)).containsExactly("commit " + p.producerId() + "/" + Short.MAX_VALUE);
        assertThat(world.commit("t", p)).isEqualTo(rotated);
        ProducerIdentity old = p;
        assertThatThrownBy(() -> world.append(old, A, "late")).isInstanceOf(InvalidProducerEpochException.class);
        world.write("t", rotated, A, "first");
        World restarted = world.restarted();
        restarted.coordinator.recover(world.nowMs);
        restarted.commit("t", rotated);
        assertThat(restarted.committed(A)).containsExactly("last", "first");
    }

    @Test
    void theLogIsWrittenAnewWhenItIsLongAndSaysTheSame() throws IOException {
        MemoryStorage storage = new MemoryStorage();
        World small = World.open(storage, new TransactionConfig(900_000, 1_000_000, 20_000));
        ProducerIdentity open = small.init("open");
        small.write("open", open, A, "a1");
        ProducerIdentity p = small.init("t");
        for (int i = 0; i < 500; i++) {
            small.write("t", p, B, "b" + i);
            p = small.commit("t", p);
            if (small.coordinator.tick(small.nowMs)) {
                assertThat(small.restarted().state("t")).isEqualTo(small.state("t"));
            }
            small.directory.sync();
        }
        small.coordinator.tick(small.nowMs);
        var log = small.log(TransactionCoordinator.TOPIC);
        assertThat(log.logStartOffset()).isPositive();
        assertThat(log.logEndOffset() - log.logStartOffset()).isLessThan(500);
        World restarted = small.restarted();
        assertThat(restarted.state("t")).isEqualTo(small.state("t"));
        restarted.commit("open", open);
        assertThat(restarted.committed(A)).containsExactly("a1");
        assertThat(restarted.committed(B)).hasSize(500);
    }
}
