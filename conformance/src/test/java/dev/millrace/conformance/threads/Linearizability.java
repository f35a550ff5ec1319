package dev.millrace.conformance.threads;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Records what threads did at the same time, and looks for an order that explains it (Wing and Gong, 1993): all orders
 * are tried in which no operation comes before one that had ended when it began, and what has been tried is not tried
 * again.
 */
public final class Linearizability {
    private static final int MOST_OPERATIONS = 20;

    private Linearizability() {}

    /** An operation that was called, and ended with a result, at times that only tell what came before what. */
    public record Done(String name, Object result, long began, long ended) {}

    /** What an operation does to the real thing. */
    public interface Call<T> {
        Object on(T target) throws Exception;
    }

    /** An operation, by its name. */
    public record Operation<T>(String name, Call<T> call) {}

    /** What should happen. States are immutable and have an equals. */
    public interface Model<S> {
        /** The state after an operation; null if in this state it does not have this result. */
        S after(S state, String operation, Object result);
    }

    /** Lets each thread do its operations, all at once. */
    public static <T> List<Done> run(T target, List<List<Operation<T>>> threads, ExecutorService executor)
            throws InterruptedException, ExecutionException {
        AtomicLong time = new AtomicLong();
        CyclicBarrier start = new CyclicBarrier(threads.size());
        List<Future<List<Done>>> running = new ArrayList<>();
        for (List<Operation<T>> operations : threads) {
            running.add(executor.submit(() -> runOne(target, operations, time, start)));
        }
        List<Done> history = new ArrayList<>();
        for (Future<List<Done>> thread : running) {
            history.addAll(thread.get());
        }
        return history;
    }

    private static <T> List<Done> runOne(T target, List<Operation<T>> operations, AtomicLong time, CyclicBarrier start)
            throws Exception {
        List<Done> done = new ArrayList<>();
        start.await();
        for (Operation<T> operation : operations) {
            long began = time.incrementAndGet();
            Object result = operation.call().on(target);
            done.add(new Done(operation.name(), result, began, time.incrementAndGet()));
        }
        return done;
    }

    /** Whether some order of the operations explains all results. */
    public static <S> boolean isExplained(List<Done> history, S start, Model<S> model) {
        if (history.size() > MOST_OPERATIONS) {
            throw new IllegalArgumentException(history.size() + " operations are too many to try all orders");
        }
        return search(history, 0, start, model, new HashSet<>());
    }

    private record Tried(int done, Object state) {}

    private static <S> boolean search(List<Done> history, int done, S state, Model<S> model, Set<Tried> tried) {
        if (done == (1 << history.size()) - 1) {
            return true;
        }
        if (!tried.add(new Tried(done, state))) {
            return false;
        }
        for (int i = 0; i < history.size(); i++) {
            if ((done & 1 << i) == 0 && mayBeNext(history, done, i)) {
                Done next = history.get(i);
                S after = model.after(state, next.name(), next.result());
                if (after != null && search(history, done | 1 << i, after, model, tried)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean mayBeNext(List<Done> history, int done, int candidate) {
        for (int other = 0; other < history.size(); other++) {
            boolean waits = (done & 1 << other) == 0 && other != candidate;
            if (waits && history.get(other).ended() < history.get(candidate).began()) {
                return false;
            }
        }
        return true;
    }
}
