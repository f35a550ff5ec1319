package dev.millrace.conformance.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.threads.Linearizability.Done;
import dev.millrace.conformance.threads.Linearizability.Model;
import dev.millrace.conformance.threads.Linearizability.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * Many rounds of a few operations in three threads, chosen by a seed, on a thing made for the round.
 *
 * @param target makes the thing; it is closed in the end
 * @param first what each thread does first; nothing if empty
 * @param operations what they do then
 * @param perThread how many each
 * @param start the model of a new thing
 * @param model what should happen
 * @param settled what becomes of a history before it is explained: results that come later are asked for
 */
public record ThreadTrial<T extends AutoCloseable, S>(
        Callable<T> target,
        List<Operation<T>> first,
        List<Operation<T>> operations,
        int perThread,
        S start,
        Model<S> model,
        UnaryOperator<List<Done>> settled) {
    private static final int THREADS = 3;

    public void run(long firstSeed, int rounds) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(THREADS);
        try {
            for (long seed = firstSeed; seed < firstSeed + rounds; seed++) {
                try (T thing = target.call()) {
                    List<Done> history = settled.apply(Linearizability.run(thing, plans(new Random(seed)), executor));
                    boolean explained = Linearizability.isExplained(history, start, model);
                    assertThat(explained).as("seed %d: %s", seed, history).isTrue();
                }
            }
        } finally {
            executor.shutdown();
        }
    }

    private List<List<Operation<T>>> plans(Random random) {
        List<List<Operation<T>>> plans = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            List<Operation<T>> plan = new ArrayList<>(first);
            for (int i = 0; i < perThread; i++) {
                plan.add(operations.get(random.nextInt(operations.size())));
            }
            plans.add(plan);
        }
        return plans;
    }
}
