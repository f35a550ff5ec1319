package dev.millrace.transaction;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator's state: what all events so far amount to. {@link #replay} alone changes it, in one thread at a time
 * for each transactional id; any thread may read meanwhile.
 */
final class TransactionTable {
    private final Map<String, TransactionEntry> entries = new ConcurrentHashMap<>();
    private volatile long reservedProducerIds;

    void replay(TransactionEvent event) {
        if (event instanceof TransactionEvent.Changed changed) {
            entries.put(changed.entry().transactionalId(), changed.entry());
        } else if (event instanceof TransactionEvent.Expired expired) {
            entries.remove(expired.transactionalId());
        } else if (event instanceof TransactionEvent.ProducerIdsReserved reserved) {
            reservedProducerIds = Math.max(reservedProducerIds, reserved.end());
        }
    }

    @Nullable
    TransactionEntry entry(String transactionalId) {
        return entries.get(transactionalId);
    }

    Collection<TransactionEntry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /** The first producer id that nobody can have. */
    long reservedProducerIds() {
        return reservedProducerIds;
    }
}
