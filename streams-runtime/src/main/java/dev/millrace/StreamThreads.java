package dev.millrace;

import dev.millrace.runtime.StreamThread;
import dev.millrace.runtime.StreamThreadDriver;
import dev.millrace.runtime.StreamsApplication;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/** The stream threads of one instance: started, replaced, added, removed, ended. Thread-safe. */
final class StreamThreads {

    private final StreamsApplication application;
    private final Time time;
    private final StreamThread.Listener stateListener;
    private final StreamThreadDriver.EndListener endListener;
    private final List<Slot> slots = new ArrayList<>();
    private boolean ending;

    /** A live driver and its number. */
    private record Slot(int index, StreamThreadDriver driver) {}

    StreamThreads(
            StreamsApplication application,
            Time time,
            StreamThread.Listener stateListener,
            StreamThreadDriver.EndListener endListener) {
        this.application = application;
        this.time = time;
        this.stateListener = stateListener;
        this.endListener = endListener;
    }

    /**
     * Starts the first threads, unless all are being ended already. All are there before one runs, so that the instance
     * runs when all of them do.
     */
    synchronized void start(int count) {
        if (!ending) {
            make(count).forEach(StreamThreadDriver::start);
        }
    }

    /** Starts one more thread with the lowest free number; null if all are being ended. */
    synchronized @Nullable StreamThreadDriver add() {
        if (ending) {
            return null;
        }
        StreamThreadDriver driver = make();
        driver.start();
        return driver;
    }

    private List<StreamThreadDriver> make(int count) {
        try {
            for (int i = 0; i < count; i++) {
                make();
            }
        } catch (RuntimeException | Error e) {
            slots.forEach(slot -> slot.driver().streamThread().close(false)); // whom nobody starts
            slots.clear();
            throw e;
        }
        return live();
    }

    private StreamThreadDriver make() {
        Set<Integer> used = new HashSet<>();
        slots.forEach(slot -> used.add(slot.index()));
        int index = 1;
        while (used.contains(index)) {
            index++;
        }
        StreamThreadDriver driver = new StreamThreadDriver(
                application.newThread(index, stateListener), time, application.pollMs(), endListener);
        slots.add(new Slot(index, driver));
        return driver;
    }

    /** A driver has ended. */
    synchronized void remove(StreamThreadDriver driver) {
        slots.removeIf(slot -> slot.driver() == driver);
    }

    synchronized List<StreamThreadDriver> live() {
        return slots.stream().map(Slot::driver).toList();
    }

    /** Whether there are threads and all of them are running. */
    synchronized boolean allRunning() {
        return !slots.isEmpty()
                && slots.stream().allMatch(slot -> slot.driver().streamThread().state() == StreamThread.State.RUNNING);
    }

    /** From now on no thread is added; all that live are asked to stop. */
    synchronized List<StreamThreadDriver> end() {
        ending = true;
        live().forEach(StreamThreadDriver::requestStop);
        return live();
    }

    /**
     * Asks one thread to stop that was not asked before, another one than the caller's if there is; null if there is
     * none.
     */
    synchronized @Nullable StreamThreadDriver stopOne() {
        StreamThreadDriver chosen = null;
        for (StreamThreadDriver driver : live()) {
            if (!driver.isStopRequested() && (chosen == null || !driver.isCurrentThread())) {
                chosen = driver;
            }
        }
        if (chosen != null) {
            chosen.requestStop();
        }
        return chosen;
    }

    /** Whether the caller is one of the threads. */
    boolean isOneOfThem() {
        return live().stream().anyMatch(StreamThreadDriver::isCurrentThread);
    }
}
