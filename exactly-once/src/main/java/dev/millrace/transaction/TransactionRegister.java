package dev.millrace.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The state of all transactions, together with the logs from which it can be replayed at any time: an event is
 * appended, and only then replayed (but see {@link #conclude} and {@link #assume}). Nobody waits to look.
 */
/*
 * The events of one transactional id are in one log, which its hash chooses, in order. The order between ids means
 * nothing, so those who record wait only for others of the same log, for no longer than an append takes. Of one id one
 * thread at a time records.
 */
final class TransactionRegister {
    private final TransactionTable table = new TransactionTable();

    /** Each is its own lock. The first has what is about no single id. */
    private final List<TransactionLog> logs;

    private final ProducerIds producerIds;
    private long nowMs;

    /** What {@link #conclude} did and the log does not say yet. */
    private final Map<String, TransactionEntry> concluded = new ConcurrentHashMap<>();

    /** Reads everything that the logs hold; at least one, and always as many as there were at first. */
    TransactionRegister(List<TransactionLog> logs, long nowMs) {
        this.logs = List.copyOf(logs);
        this.nowMs = nowMs;
        logs.forEach(log -> log.readAll(table::replay));
        this.producerIds = new ProducerIds(
                table.reservedProducerIds(), end -> record(new TransactionEvent.ProducerIdsReserved(end), this.nowMs));
    }

    /** Appends an event and lets it change the state. If the append fails the state is what it was. */
    void record(TransactionEvent event, long timeMs) {
        byte[] key = TransactionLogFormat.key(event);
        byte[] value = TransactionLogFormat.value(event);
        String transactionalId = event.transactionalId();
        TransactionLog log = logOf(transactionalId);
        synchronized (log) {
            log.append(key, value, timeMs);
            table.replay(event);
        }
        if (transactionalId != null) {
            concluded.remove(transactionalId);
        }
    }

    private TransactionLog logOf(@Nullable String transactionalId) {
        int hash = transactionalId == null ? 0 : transactionalId.hashCode() & Integer.MAX_VALUE;
        return logs.get(hash % logs.size());
    }

    /**
     * Lets a completion change the state, and leaves it to {@link #isUnrecorded whoever looks} to record it. That is
     * safe, because it follows from what is recorded: after a crash the decision is carried out again and finds its
     * markers written. And it is often not needed: the next event of the same id, which says all of its state, makes up
     * for it.
     */
    void conclude(TransactionEntry completed) {
        concluded.put(completed.transactionalId(), completed);
        table.replay(new TransactionEvent.Changed(completed));
    }

    /**
     * Lets a change of the state go unrecorded, because the partitions tell it: a start finds there which transactions
     * are open.
     */
    void assume(TransactionEntry entry) {
        table.replay(new TransactionEvent.Changed(entry));
    }

    boolean isUnrecorded(TransactionEntry entry) {
        return entry.equals(concluded.get(entry.transactionalId()));
    }

    synchronized long newProducerId(long timeMs) {
        nowMs = timeMs;
        return producerIds.take();
    }

    @Nullable
    TransactionEntry entry(String transactionalId) {
        return table.entry(transactionalId);
    }

    List<TransactionEntry> matching(Predicate<TransactionEntry> which) {
        List<TransactionEntry> found = new ArrayList<>(0);
        for (TransactionEntry entry : table.entries()) {
            if (which.test(entry)) {
                found.add(entry);
            }
        }
        return found;
    }

    /**
     * Takes the next step towards short logs, where one is due. For one thread.
     *
     * @return whether something was appended
     */
    boolean shortenLogs(long timeMs) {
        boolean appended = false;
        for (TransactionLog log : logs) {
            appended |= shorten(log, timeMs);
        }
        return appended;
    }

    private boolean shorten(TransactionLog log, long timeMs) {
        synchronized (log) {
            if (!log.needsCompaction()) {
                return false;
            }
            if (!log.hasSnapshot()) {
                log.writeSnapshot(
                        table.reservedProducerIds(),
                        matching(entry -> logOf(entry.transactionalId()).equals(log)),
                        timeMs);
                return true;
            }
        }
        log.deleteBeforeSnapshot(); // which syncs: nobody is to wait for that
        return false;
    }
}
