package dev.millrace.transaction;

import org.jspecify.annotations.Nullable;

/**
 * What the transaction log says happened. Each names the whole new value, so that the last one about a thing is the
 * truth.
 */
sealed interface TransactionEvent {
    /** Whose state it tells; null if it is about no single id. */
    @Nullable
    String transactionalId();

    /** A transactional id has this state now. */
    record Changed(TransactionEntry entry) implements TransactionEvent {
        @Override
        public String transactionalId() {
            return entry.transactionalId();
        }
    }

    /** A transactional id is forgotten. */
    record Expired(String transactionalId) implements TransactionEvent {}

    /** All producer ids below this one may have been given away. */
    record ProducerIdsReserved(long end) implements TransactionEvent {
        @Override
        public @Nullable String transactionalId() {
            return null;
        }
    }
}
