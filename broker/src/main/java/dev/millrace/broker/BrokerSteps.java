package dev.millrace.broker;

import dev.millrace.log.LogDirectory;
import dev.millrace.transaction.TransactionCoordinator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What a broker does by and by: ships what has lingered, acknowledges, gives up on what is overdue, expires groups and
 * transactions, keeps the catalog and the log short.
 */
/*
 * tick(nowMs) does all of it once. With threads three drivers do it in parts, each when something is due: one ships and
 * keeps house; one has the log's checkpoints and compaction, which take as long as the disk does; one ends waits while
 * the other two wait for a disk that hangs. Without threads the caller ticks, and the clock is the caller's, too.
 */
final class BrokerSteps implements AutoCloseable {

    /** How often groups, transactions and logs look at the time when nothing else happens. */
    private static final long HOUSEKEEPING_MS = 100;

    /** How often sends are looked through for those that are overdue. */
    private static final long EXPIRY_MS = 1_000;

    private final LogDirectory logs;
    private final TopicCatalog catalog;
    private final GroupCoordinator groups;
    private final TransactionCoordinator transactions;
    private final List<LocalProducer<?, ?>> producers = new CopyOnWriteArrayList<>();

    private final @Nullable BrokerDriver main;

    /** Empty without threads; the first is {@link #main}. */
    private final List<BrokerDriver> drivers;

    private long nextHousekeepingMs;

    /** The log driver's thread only. */
    private long nextLogTickMs;

    BrokerSteps(
            LogDirectory logs,
            TopicCatalog catalog,
            GroupCoordinator groups,
            TransactionCoordinator transactions,
            BrokerClock clock,
            boolean driven) {
        this.logs = logs;
        this.catalog = catalog;
        this.groups = groups;
        this.transactions = transactions;
        this.drivers = driven
                ? List.of(
                        new BrokerDriver("millrace-broker", clock, this::step),
                        new BrokerDriver("millrace-broker-log", clock, this::stepLog),
                        new BrokerDriver("millrace-broker-timeouts", clock, this::expire))
                : List.of();
        this.main = driven ? drivers.get(0) : null;
    }

    void start() {
        drivers.forEach(BrokerDriver::start);
    }

    boolean haveThreads() {
        return main != null;
    }

    /**
     * Whether the caller may leave work to the thread that ships and syncs, and wait for it: a callback may be on that
     * very thread.
     */
    boolean shipElsewhere() {
        return main != null && !main.isCurrentThread();
    }

    /** Whether the caller is one of the threads or a callback, for which others may wait. */
    boolean isInside() {
        return drivers.stream().anyMatch(BrokerDriver::isCurrentThread)
                || producers.stream().anyMatch(producer -> producer.shipping().isCallingBack());
    }

    /** A step is due then. */
    void wakeAt(long timeMs) {
        if (main != null) {
            main.wakeAt(timeMs);
        }
    }

    void add(LocalProducer<?, ?> producer) {
        producers.add(producer);
    }

    void remove(LocalProducer<?, ?> producer) {
        producers.remove(producer);
    }

    /**
     * Closes every producer, whatever comes of the others; returns the first error, {@code earlier} if there was one.
     */
    @Nullable
    RuntimeException closeProducers(@Nullable RuntimeException earlier) {
        RuntimeException first = earlier;
        for (LocalProducer<?, ?> producer : producers) {
            try {
                producer.close();
            } catch (RuntimeException e) {
                first = first(first, e);
            }
        }
        return first;
    }

    /** The first of several errors, which keeps the others. */
    static RuntimeException first(@Nullable RuntimeException earlier, RuntimeException later) {
        if (earlier == null) {
            return later;
        }
        earlier.addSuppressed(later);
        return earlier;
    }

    /** Ends the threads, and waits for them. */
    @Override
    public void close() {
        for (int i = drivers.size() - 1; i >= 0; i--) {
            drivers.get(i).close();
        }
    }

    void tick(long nowMs) {
        ship(nowMs, true);
        expire(nowMs);
        housekeep(nowMs);
        catalog.tick(nowMs);
        logs.tick(nowMs);
    }

    private long expire(long nowMs) {
        for (LocalProducer<?, ?> producer : producers) {
            producer.shipping().expire(nowMs);
        }
        return nowMs + EXPIRY_MS;
    }

    private long step(long nowMs) {
        ship(nowMs, false);
        if (nowMs >= nextHousekeepingMs) {
            housekeep(nowMs);
            nextHousekeepingMs = nowMs + HOUSEKEEPING_MS;
        }
        long next = nextHousekeepingMs;
        for (LocalProducer<?, ?> producer : producers) {
            next = Math.min(next, producer.shipping().nextDeadlineMs(nowMs));
        }
        return next;
    }

    /** One sync for all producers that wait. */
    private void ship(long nowMs, boolean atOnce) {
        boolean due = false;
        for (LocalProducer<?, ?> producer : producers) {
            due |= producer.shipping().shipDue(nowMs, atOnce);
        }
        if (!due) {
            return;
        }
        RuntimeException error = null;
        try {
            logs.sync();
        } catch (RuntimeException e) {
            error = e;
        }
        for (LocalProducer<?, ?> producer : producers) {
            producer.shipping().completeDue(error);
        }
        if (error != null) {
            throw error;
        }
    }

    private void housekeep(long nowMs) {
        boolean appended = transactions.tick(nowMs);
        groups.tick(nowMs);
        catalog.quotas().tick(nowMs);
        if (appended) {
            logs.sync();
        }
    }

    private long stepLog(long nowMs) {
        boolean clockWentBack = nowMs < nextLogTickMs - HOUSEKEEPING_MS;
        if (nowMs >= nextLogTickMs || clockWentBack) {
            catalog.tick(nowMs);
            logs.tick(nowMs);
            nextLogTickMs = nowMs + HOUSEKEEPING_MS;
        }
        return logs.compact(nowMs) ? nowMs : nextLogTickMs;
    }
}
