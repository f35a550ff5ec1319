package dev.millrace.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The state of all transactions, together with the log from which it can be replayed at any time: an event is appended, and
 * only then replayed (but see {@link #conclude}). One thread at a time records, for no longer than an append takes; nobody waits to look.
 */
final class TransactionRegister {
    private final TransactionTable table = new TransactionTable();
    private final TransactionLog log;
    private final ProducerIds producerIds;
    private long nowMs;

    /** What {@link #conclude} did and the log does not say yet. */
    private final Map<String, TransactionEntry> concluded = new ConcurrentHashMap<>();

    /** Reads everything that the log holds. */
    TransactionRegister(TransactionLog log, long nowMs) {
        this.log = log;
        this.nowMs = nowMs;
        log.readAll(table::replay);
        this.producerIds = new ProducerIds(
                table.reservedProducerIds(), end -> record(new TransactionEvent.ProducerIdsReserved(end), this.nowMs));
    }

    /** Appends an event and lets it change the state. If the append fails the state is what it was. */
    void record(TransactionEvent event, long timeMs) {
        byte[] key = TransactionLogFormat.key(event);
        byte[] value = TransactionLogFormat.value(event);
        synchronized (this) {
            log.append(key, value, timeMs);
            table.replay(event);
        }
        String transactionalId = event.transactionalId();
        if (transactionalId != null) {
            concluded.remove(transactionalId);
        }
    }

    /**
     * Lets a completion change the state, and leaves it to {@link #isUnrecorded whoever looks} to record it. That is safe, because
     * it follows from what is recorded: after a crash the decision is carried out again and finds its markers written. And it is
     * often not needed: the next event of the same id, which says all of its state, makes up for it.
     */
    void conclude(TransactionEntry completed) {
        concluded.put(completed.transactionalId(), completed);
        table.replay(new TransactionEvent.Changed(completed));
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
     * Takes the next step towards a short log, if one is due. For one thread.
     *
     * @return whether something was appended
     */
    boolean shortenLog(long timeMs) {
        synchronized (this) {
            if (!log.needsCompaction()) {
                return false;
            }
            if (!log.hasSnapshot()) {
                log.writeSnapshot(table, timeMs);
                return true;
            }
        }
        log.deleteBeforeSnapshot(); // which syncs: nobody is to wait for that
        return false;
    }
}
