package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AppendSignalTest {
    private static final long LONG_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final AppendSignal signal = new AppendSignal();
    private volatile int turn;

    @Test
    void whatWasSignalledAfterTheCountWasTakenIsNotWaitedFor() throws InterruptedException {
        long seen = signal.count();
        signal.signal();
        assertThat(signal.await(seen, LONG_NANOS)).isPositive();
    }

    @Test
    void withoutASignalTheTimeIsWaitedOut() throws InterruptedException {
        assertThat(signal.await(signal.count(), 1_000)).isNotPositive();
        assertThat(signal.await(signal.count(), 0)).isZero();
    }

    @Test
    void oneSignalWakesAllWhoWait() {
        List<CompletableFuture<Boolean>> woken = new ArrayList<>();
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            CompletableFuture<Boolean> own = new CompletableFuture<>();
            woken.add(own);
            waiting.add(new Thread(() -> own.complete(waits(signal.count()))));
        }
        waiting.forEach(Thread::start);
        await().until(() -> waiting.stream().allMatch(thread -> thread.getState() == Thread.State.TIMED_WAITING));
        signal.signal();
        assertThat(woken).allMatch(CompletableFuture::join);
    }

    private boolean waits(long seen) {
        try {
            return signal.await(seen, LONG_NANOS) > 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anInterruptEndsOnesOwnWaitAndNobodyElses() throws Exception {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> signal.await(signal.count(), LONG_NANOS)).isInstanceOf(InterruptedException.class);
        CompletableFuture<Boolean> other = new CompletableFuture<>();
        Thread waiting = new Thread(() -> other.complete(waits(signal.count())));
        waiting.start();
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);
        signal.signal();
        assertThat(other.join()).isTrue();
    }

    /** Two threads that wait for each other in turn: one signal that is slept through takes a minute. */
    @Test
    void noSignalIsSleptThrough() {
        CompletableFuture<Integer> one = CompletableFuture.supplyAsync(() -> takesTurns(0));
        CompletableFuture<Integer> other = CompletableFuture.supplyAsync(() -> takesTurns(1));
        assertThat(one.join() + other.join()).as("waits that nobody ended").isZero();
    }

    private int takesTurns(int own) {
        int unended = 0;
        for (int i = 0; i < 20_000 && unended == 0; i++) {
            long seen = signal.count();
            while (turn != own && unended == 0) {
                unended += waits(seen) ? 0 : 1;
                seen = signal.count();
            }
            turn = 1 - own;
            signal.signal();
        }
        return unended;
    }
}
