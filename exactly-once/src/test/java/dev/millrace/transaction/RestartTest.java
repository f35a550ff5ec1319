package dev.millrace.transaction;

import static dev.millrace.transaction.World.A;
import static dev.millrace.transaction.World.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The process ends and starts again: between any two requests, and between any two writes of one. */
class RestartTest {
    @Test
    void theStateAfterARestartIsTheStateBefore() throws IOException {
        World world = World.open();
        List<ProducerIdentity> p = new ArrayList<>(List.of(world.init("t")));
        List<Runnable> steps = List.of(
                () -> world.write("t", p.get(0), A, "a1"),
                () -> world.append(p.get(0), A, "a2"),
                () -> world.write("t", p.get(0), B, "b1"),
                () -> p.set(0, world.commit("t", p.get(0))),
                () -> world.write("t", p.get(0), A, "a3"),
                () -> p.set(0, world.abort("t", p.get(0))),
                () -> p.set(0, world.abort("t", p.get(0))),
                () -> p.set(0, world.init("t")),
                () -> p.set(0, world.coordinator.initProducerId("t", 500, p.get(0), world.nowMs)),
                () -> world.nowMs += 10_000,
                () -> world.coordinator.tick(world.nowMs),
                () -> world.init("u"));
        for (Runnable step : steps) {
            step.run();
            world.coordinator.recordCompletions(world.nowMs);
            World restarted = world.restarted();
            restarted.coordinator.recover(world.nowMs);
            assertThat(restarted.coordinator.list()).isEqualTo(world.coordinator.list());
            assertThat(restarted.coordinator.describe("t")).isEqualTo(world.coordinator.describe("t"));
            restarted.coordinator.abortOngoing(world.nowMs);
            assertThat(restarted.state("t")).doesNotContain("ONGOING").doesNotContain("PREPARE");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void case08_aDecisionIsCarriedOutAfterARestartWhereverItStopped(boolean commit) throws IOException {
        World world = World.open();
        ProducerIdentity p = world.init("t");
        world.write("t", p, A, "a1");
        world.write("t", p, B, "b1");
        List<World> stopped = new ArrayList<>();
        world.beforeMarker = () -> stopped.add(copy(world));
        ProducerIdentity next = world.coordinator.endTransaction("t", p, commit, world.nowMs);
        stopped.add(copy(world));
        assertThat(stopped).hasSize(3);
        for (World after : stopped) {
            after.coordinator.recover(after.nowMs);
            after.coordinator.recover(after.nowMs);
            after.coordinator.abortOngoing(after.nowMs);
            assertThat(after.committed(A)).isEqualTo(commit ? List.of("a1") : List.of());
            assertThat(after.committed(B)).isEqualTo(commit ? List.of("b1") : List.of());
            assertThat(after.markers(A)).hasSize(1);
            assertThat(after.markers(B)).hasSize(1);
            assertThat(after.coordinator.endTransaction("t", p, commit, after.nowMs))
                    .as("the client that lost the reply asks again")
                    .isEqualTo(next);
            after.write("t", next, A, "a2");
            after.commit("t", next);
            assertThat(after.committed(A)).endsWith("a2");
        }
    }

    @Test
    void aCompletionThatTheLogDoesNotTellIsFoundAgainAfterARestart() throws IOException {
        World world = World.open();
        ProducerIdentity p = world.init("t");
        world.write("t", p, A, "a1");
        ProducerIdentity next = world.commit("t", p);
        World after = world.restarted();
        assertThat(after.state("t")).startsWith("PREPARE_COMMIT");
        after.coordinator.recover(after.nowMs);
        assertThat(after.coordinator.describe("t")).isEqualTo(world.coordinator.describe("t"));
        assertThat(after.markers(A)).hasSize(1);
        assertThat(after.committed(A)).containsExactly("a1");
        after.write("t", next, A, "a2");
        after.commit("t", next);
        assertThat(after.committed(A)).containsExactly("a1", "a2");
    }

    @Test
    void aTickRecordsACompletionOnceUnlessTheNextTransactionMadeUpForIt() throws IOException {
        World world = World.open();
        ProducerIdentity p = world.init("t");
        world.write("t", p, A, "a1");
        p = world.commit("t", p);
        long decided = world.log(TransactionCoordinator.TOPIC).logEndOffset();
        assertThat(world.coordinator.tick(world.nowMs)).isTrue();
        assertThat(world.coordinator.tick(world.nowMs)).isFalse();
        assertThat(world.log(TransactionCoordinator.TOPIC).logEndOffset()).isEqualTo(decided + 1);
        assertThat(world.restarted().state("t")).startsWith("COMPLETE_COMMIT");
        world.write("t", p, A, "a2");
        p = world.commit("t", p);
        world.write("t", p, A, "a3");
        assertThat(world.coordinator.tick(world.nowMs))
                .as("that the next transaction has begun says it")
                .isFalse();
        World restarted = world.restarted();
        restarted.coordinator.recover(world.nowMs);
        assertThat(restarted.state("t")).startsWith("ONGOING");
    }

    @Test
    void aTransactionThatHasWrittenNothingIsForgotten() throws IOException {
        World world = World.open();
        ProducerIdentity p = world.init("t");
        world.add("t", p, A);
        World after = world.restarted();
        after.coordinator.recover(after.nowMs);
        assertThat(after.state("t")).startsWith("EMPTY");
        after.write("t", p, B, "b1");
        after.commit("t", p);
        assertThat(after.committed(B)).containsExactly("b1");
        assertThat(after.markers(A)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDecisionThatWasCarriedOutDoesNotEndTheNextTransaction(boolean commit) throws IOException {
        World world = World.open();
        ProducerIdentity p = world.init("t");
        world.write("t", p, A, "a1");
        world.write("t", p, B, "b1");
        ProducerIdentity next = world.coordinator.endTransaction("t", p, commit, world.nowMs);
        world.write("t", next, A, "a2");
        World after = world.restarted();
        after.coordinator.recover(after.nowMs);
        assertThat(after.committed(A)).isEqualTo(commit ? List.of("a1") : List.of());
        assertThat(after.committed(B)).isEqualTo(commit ? List.of("b1") : List.of());
        after.coordinator.abortOngoing(after.nowMs);
        assertThat(after.committed(A)).isEqualTo(commit ? List.of("a1") : List.of());
        assertThat(after.markers(A)).containsExactly((commit ? "commit" : "abort") + " 0/1", "abort 0/2");
        assertThat(after.log(A).lastStableOffset()).isEqualTo(after.log(A).logEndOffset());
    }

    @Test
    void aDecisionIsCarriedOutWhereTheNextTransactionHasNotBegun() throws IOException {
        World world = World.open();
        ProducerIdentity p = world.init("t");
        world.write("t", p, A, "a1");
        world.write("t", p, B, "b1");
        List<World> stopped = new ArrayList<>();
        world.beforeMarker = () -> stopped.add(copy(world));
        ProducerIdentity next = world.commit("t", p);
        World betweenTheMarkers = stopped.get(1);
        betweenTheMarkers.append(next, A, "a2");
        World after = betweenTheMarkers.restarted(B);
        after.coordinator.recover(after.nowMs);
        after.coordinator.abortOngoing(after.nowMs);
        assertThat(after.state("t")).startsWith("PREPARE_COMMIT");
        after.refusing.clear();
        after.coordinator.tick(after.nowMs);
        assertThat(after.committed(A)).containsExactly("a1");
        assertThat(after.committed(B)).containsExactly("b1");
        assertThat(after.state("t")).startsWith("ONGOING");
        after.init("t");
        assertThat(after.committed(A)).containsExactly("a1");
        assertThat(after.log(A).lastStableOffset()).isEqualTo(after.log(A).logEndOffset());
    }

    @Test
    void whatIsDecidedIsNotAbandoned() throws IOException {
        World world = World.open();
        ProducerIdentity p = world.init("t");
        world.write("t", p, A, "a1");
        List<World> stopped = new ArrayList<>();
        world.beforeMarker = () -> stopped.add(copy(world));
        world.commit("t", p);
        World after = stopped.get(0);
        after.refusing.add(A);
        after.coordinator.recover(after.nowMs);
        after.refusing.clear();
        after.coordinator.abortOngoing(after.nowMs);
        after.coordinator.tick(after.nowMs);
        assertThat(after.committed(A)).containsExactly("a1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsOpenWhereNothingCouldBeReadIsAbortedByTheStartThatCanReadIt(boolean takesItsMarkerLate)
            throws IOException {
        World world = World.open();
        ProducerIdentity p = world.init("t");
        world.write("t", p, A, "a1");
        world.write("t", p, B, "b1");
        World without = world.restarted(B);
        without.coordinator.recover(without.nowMs);
        without.coordinator.abortOngoing(without.nowMs);
        p = without.init("t");
        without.write("t", p, A, "a2");
        without.commit("t", p);
        World after = without.restarted();
        if (takesItsMarkerLate) {
            after.refusing.add(B);
        }
        after.coordinator.recover(after.nowMs);
        after.coordinator.abortOngoing(after.nowMs);
        after.refusing.clear();
        after.coordinator.tick(after.nowMs);
        assertThat(after.committed(A)).containsExactly("a2");
        assertThat(after.committed(B)).isEmpty();
        assertThat(after.log(B).lastStableOffset()).isEqualTo(after.log(B).logEndOffset());
        assertThat(after.markers(B)).containsExactly("abort 0/1");
        after.coordinator.tick(after.nowMs);
        assertThat(after.markers(B)).hasSize(1);
    }

    @Test
    void whatAProducerHasOpenWhoseIdIsForgottenIsAborted() throws IOException {
        World world = World.open();
        world.append(new ProducerIdentity(17, (short) 3), A, "a1");
        World after = world.restarted();
        after.coordinator.recover(after.nowMs);
        assertThat(after.coordinator.tick(after.nowMs)).isFalse();
        assertThat(after.markers(A)).as("it may live elsewhere").isEmpty();
        after.coordinator.abortOngoing(after.nowMs);
        assertThat(after.markers(A)).containsExactly("abort 17/4");
    }

    @Test
    void aProducerThatDiedWithTheProcessIsFencedAndItsTransactionAborted() throws IOException {
        World world = World.open();
        ProducerIdentity p = world.init("t");
        world.write("t", p, A, "a1");
        World after = world.restarted();
        after.coordinator.recover(after.nowMs);
        assertThat(after.state("t")).startsWith("ONGOING");
        after.coordinator.abortOngoing(after.nowMs);
        assertThat(after.committed(A)).isEmpty();
        assertThat(after.log(A).lastStableOffset()).isEqualTo(after.log(A).logEndOffset());
        assertThatThrownBy(() -> after.commit("t", p)).isInstanceOf(ProducerFencedException.class);
    }

    @Test
    void aProducerThatLivesElsewhereGoesOnAfterARestart() throws IOException {
        World world = World.open();
        ProducerIdentity p = world.init("t");
        world.write("t", p, A, "a1");
        World after = world.restarted();
        after.coordinator.recover(after.nowMs);
        after.add("t", p, B);
        after.append(p, B, "b1");
        after.commit("t", p);
        assertThat(after.committed(A)).containsExactly("a1");
        assertThat(after.committed(B)).containsExactly("b1");
    }

    @Test
    void theProcessMayDieAgainWhileItRecovers() throws IOException {
        World world = World.open();
        ProducerIdentity p = world.init("t");
        world.write("t", p, A, "a1");
        world.write("t", p, B, "b1");
        List<World> dead = new ArrayList<>();
        world.beforeMarker = () -> dead.add(copy(world));
        world.commit("t", p);
        Consumer<World> recover = w -> w.coordinator.recover(w.nowMs);
        World first = dead.get(1);
        List<World> again = new ArrayList<>();
        first.beforeMarker = () -> again.add(copy(first));
        recover.accept(first);
        assertThat(again).hasSize(2);
        for (World after : again) {
            recover.accept(after);
            assertThat(after.committed(A)).containsExactly("a1");
            assertThat(after.committed(B)).containsExactly("b1");
            assertThat(after.markers(A)).hasSize(1);
        }
    }

    private static World copy(World world) {
        try {
            return world.restarted();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
