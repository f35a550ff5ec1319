package dev.millrace.transaction;

/** What the transaction log says happened. Each names the whole new value, so that the last one about a thing is the truth. */
sealed interface TransactionEvent {
    /** A transactional id has this state now. */
    record Changed(TransactionEntry entry) implements TransactionEvent {}

    /** A transactional id is forgotten. */
    record Expired(String transactionalId) implements TransactionEvent {}

    /** All producer ids below this one may have been given away. */
    record ProducerIdsReserved(long end) implements TransactionEvent {}
}
