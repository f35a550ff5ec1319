package dev.millrace.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.crash.SyncGate.Held;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Who syncs and maintains a {@link SimulatedLog}: threads, of which several may be in the middle of a sync. The
 * simulation decides, by its seed, when the disk is done with which. Whenever it goes on, each thread has ended or
 * waits for the disk, or for another one.
 */
final class SimulatedWorkers {
    private final StrictStorage storage;
    private final Random random;
    private final List<String> trace;
    private final SyncGate gate = new SyncGate();
    private final Committers threads = new Committers();
    private final List<Committers.Commit> work = new ArrayList<>();
    private Committers.@Nullable Commit maintenance;
    private @Nullable Runnable next;
    private boolean nextIsMaintenance;
    private int mostSyncs;

    SimulatedWorkers(StrictStorage storage, Random random, List<String> trace) {
        this.storage = storage;
        this.random = random;
        this.trace = trace;
    }

    /** From now on the disk is slow. */
    void begin() {
        storage.whileSyncing(gate);
        gate.shut();
    }

    /**
     * Does a step, by a thread as well: what it asks for begins after it. If it has to wait, the disk goes on until it
     * has not.
     */
    void act(Runnable step) {
        Committers.Commit acting = start(step);
        while (!acting.isDone()) {
            disk(gate.held());
        }
        Runnable begun = next;
        next = null;
        if (begun != null) {
            Committers.Commit started = start(begun);
            maintenance = nextIsMaintenance ? started : maintenance;
        }
    }

    void startSync(Runnable sync) {
        next = sync;
        nextIsMaintenance = false;
    }

    /** Checkpoints, deletions, creations: one at a time. */
    void startMaintenance(Runnable what) {
        next = what;
        nextIsMaintenance = true;
    }

    boolean isMaintaining() {
        return maintenance != null && !maintenance.isDone();
    }

    private Committers.Commit start(Runnable what) {
        Committers.Commit started = threads.start(what);
        work.add(started);
        settle();
        return started;
    }

    /** At times the disk is done with one of the syncs that are under way, not always with the first. */
    void disk() {
        List<Held> held = gate.held();
        mostSyncs = Math.max(mostSyncs, held.size());
        if (!held.isEmpty() && random.nextInt(5) < 2) {
            disk(held);
        }
    }

    private void disk(List<Held> held) {
        assertThat(held).as("syncs under way, while everybody waits").isNotEmpty();
        int which = random.nextInt(held.size());
        trace.add("the disk is done with sync " + which + " of " + held.size());
        gate.letPass(held.get(which));
        settle();
    }

    private void settle() {
        threads.settle();
        List<Throwable> failures = work.stream()
                .filter(Committers.Commit::isDone)
                .map(Committers.Commit::failure)
                .filter(failure -> failure != null)
                .toList();
        work.removeIf(Committers.Commit::isDone);
        for (Throwable failure : failures) {
            if (failure instanceof PowerCut cut) {
                throw cut; // the others failed because of it
            }
        }
        for (Throwable failure : failures) {
            if (failure instanceof RuntimeException exception) {
                throw exception;
            }
            throw new AssertionError("A thread failed", failure);
        }
    }

    /**
     * The machine is off, or the process gone: nobody's sync returns well any more. Gives how many were under way at
     * once.
     */
    int end() {
        gate.open();
        threads.settle();
        threads.close();
        return mostSyncs;
    }
}
