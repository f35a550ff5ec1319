package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.MillraceStreams.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private static final Set<Thread.State> WAITING_OR_DONE = Set.of(Thread.State.WAITING, Thread.State.TERMINATED);

    private final Lifecycle lifecycle = new Lifecycle("Instance");
    private final List<State> heard = Collections.synchronizedList(new ArrayList<>());

    private static CompletableFuture<Void> inAnotherThread(Runnable work) {
        return CompletableFuture.runAsync(work);
    }

    @Test
    void theListenerHearsOfOneChangeAfterTheOtherWhoeverMakesThem() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        lifecycle.listener((next, old) -> {
            if (next == State.RUNNING) {
                inside.countDown();
                awaited(goOn);
            }
            heard.add(next);
        });
        lifecycle.tryMove(State.REBALANCING);
        CompletableFuture<Void> slow = inAnotherThread(() -> lifecycle.tryMove(State.RUNNING));
        inside.await();
        lifecycle.tryMove(State.PENDING_SHUTDOWN);
        lifecycle.tryMove(State.NOT_RUNNING);
        assertThat(lifecycle.awaitEnd(0)).as("the listener does not know yet").isFalse();
        goOn.countDown();
        slow.join();
        assertThat(heard).containsExactly(State.REBALANCING, State.RUNNING, State.PENDING_SHUTDOWN, State.NOT_RUNNING);
        assertThat(lifecycle.awaitEnd(0)).isTrue();
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aListenerThatFailsDoesNotKeepTheInstanceFromEnding() throws Exception {
        lifecycle.listener((next, old) -> {
            heard.add(next);
            throw new IllegalStateException("as of a user's listener");
        });
        lifecycle.tryMove(State.PENDING_SHUTDOWN);
        lifecycle.tryMove(State.NOT_RUNNING);
        assertThat(heard).containsExactly(State.PENDING_SHUTDOWN, State.NOT_RUNNING);
        assertThat(lifecycle.awaitEnd(0)).isTrue();
    }

    @Test
    void aListenerThatClosesFromWithinDoesNotWaitForItself() {
        List<Boolean> ended = new ArrayList<>();
        lifecycle.listener((next, old) -> {
            lifecycle.tryMove(State.PENDING_SHUTDOWN);
            ended.add(awaitEnd());
        });
        lifecycle.tryMove(State.REBALANCING);
        lifecycle.tryMove(State.NOT_RUNNING);
        assertThat(ended).as("at three changes").containsExactly(false, false, true);
    }

    private boolean awaitEnd() {
        try {
            return lifecycle.awaitEnd(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As when a thread loses its partitions while another one looks whether all of them run. */
    @Test
    void aMoveThatWasRightWhenItWasDecidedDoesNotOvertakeTheOneThatMakesItWrong() throws Exception {
        lifecycle.tryMove(State.REBALANCING);
        Thread revoked = new Thread(() -> lifecycle.tryMove(State.REBALANCING));
        lifecycle.tryMove(State.RUNNING, () -> {
            revoked.start();
            await().until(() -> WAITING_OR_DONE.contains(revoked.getState()));
            return true;
        });
        revoked.join();
        assertThat(lifecycle.state()).isEqualTo(State.REBALANCING);
    }
}
