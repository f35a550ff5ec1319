package dev.millrace.broker;

import dev.millrace.log.PartitionLog;
import dev.millrace.transaction.ProducerIdentity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.clients.admin.AbortTransactionResult;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.DescribeTransactionsResult;
import org.apache.kafka.clients.admin.FenceProducersResult;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ListTransactionsResult;
import org.apache.kafka.clients.admin.TerminateTransactionResult;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidRegularExpression;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.jspecify.annotations.Nullable;

/** The part of {@code Admin} that is about transactions and their producers. Thread-safe. */
final class TransactionAdmin {

    /**
     * Of the transactions of a producer that only fences: it has none, and any timeout is allowed that is this short.
     */
    private static final int ANY_TIMEOUT_MS = 1;

    private final LocalBroker broker;

    TransactionAdmin(LocalBroker broker) {
        this.broker = broker;
    }

    DescribeTransactionsResult describe(Collection<String> transactionalIds) {
        Map<String, KafkaFuture<TransactionDescription>> described = new LinkedHashMap<>();
        for (String id : transactionalIds) {
            described.put(id, AdminResults.future(() -> existing(id)));
        }
        return AdminResults.describeTransactions(described);
    }

    private TransactionDescription existing(String id) {
        return broker.transactions()
                .describe(id)
                .orElseThrow(() -> new TransactionalIdNotFoundException("There is no transactional id '" + id + "'"));
    }

    ListTransactionsResult list(ListTransactionsOptions options) {
        return AdminResults.listTransactions(TopicCatalog.NODE.id(), AdminResults.future(() -> {
            Predicate<String> named = names(options.filteredTransactionalIdPattern());
            List<TransactionListing> listed = new ArrayList<>();
            for (TransactionListing listing : broker.transactions().list()) {
                if (named.test(listing.transactionalId()) && wanted(listing, options)) {
                    listed.add(listing);
                }
            }
            return listed;
        }));
    }

    private static Predicate<String> names(@Nullable String pattern) {
        if (pattern == null || pattern.isEmpty()) {
            return name -> true;
        }
        try {
            return Pattern.compile(pattern).asMatchPredicate();
        } catch (PatternSyntaxException e) {
            throw new InvalidRegularExpression("'" + pattern + "' is no regular expression: " + e.getMessage());
        }
    }

    private boolean wanted(TransactionListing listing, ListTransactionsOptions options) {
        return (options.filteredStates().isEmpty() || options.filteredStates().contains(listing.state()))
                && (options.filteredProducerIds().isEmpty()
                        || options.filteredProducerIds().contains(listing.producerId()))
                && (options.filteredDuration() < 0 || isOlder(listing, options.filteredDuration()));
    }

    private boolean isOlder(TransactionListing listing, long durationMs) {
        return broker.transactions()
                .describe(listing.transactionalId())
                .map(TransactionDescription::transactionStartTimeMs)
                .map(start -> start.isPresent() && broker.nowMs() - start.getAsLong() > durationMs)
                .orElse(false);
    }

    DescribeProducersResult describeProducers(Collection<TopicPartition> partitions) {
        Map<TopicPartition, KafkaFuture<PartitionProducerState>> described = new LinkedHashMap<>();
        for (TopicPartition partition : partitions) {
            described.put(partition, AdminResults.future(() -> {
                PartitionLog log = broker.catalog().existingLog(partition);
                return new PartitionProducerState(log.producers());
            }));
        }
        return AdminResults.describeProducers(described);
    }

    FenceProducersResult fence(Collection<String> transactionalIds) {
        Map<String, KafkaFuture<Object>> fenced = new LinkedHashMap<>();
        for (String id : transactionalIds) {
            fenced.put(id, AdminResults.future(() -> {
                ProducerIdentity identity = fence(id);
                return AdminResults.producerIdAndEpoch(identity.producerId(), identity.epoch());
            }));
        }
        return AdminResults.fenceProducers(fenced);
    }

    /**
     * Ends a hanging transaction: one that is open in a partition and that the coordinator knows nothing of, so that
     * nobody will ever end it. One that it knows of is refused: to abort it in one partition only would tear it apart.
     */
    AbortTransactionResult abort(AbortTransactionSpec spec) {
        return AdminResults.abortTransaction(spec.topicPartition(), AdminResults.done(() -> {
            ensureOpen(spec);
            broker.transactions()
                    .abortHanging(
                            spec.topicPartition(),
                            new ProducerIdentity(spec.producerId(), spec.producerEpoch()),
                            spec.coordinatorEpoch(),
                            broker.nowMs());
            broker.sync();
        }));
    }

    private void ensureOpen(AbortTransactionSpec spec) {
        PartitionLog log = broker.catalog().existingLog(spec.topicPartition());
        if (!log.hasOpenTransaction(spec.producerId())) {
            throw new InvalidTxnStateException("Producer " + spec.producerId() + " has no transaction open in "
                    + spec.topicPartition() + "; describeProducers tells who has");
        }
    }

    TerminateTransactionResult terminate(String transactionalId) {
        return AdminResults.terminateTransaction(AdminResults.done(() -> {
            existing(transactionalId);
            fence(transactionalId);
        }));
    }

    /** Raises the epoch: whoever has the id is fenced, its open transaction is aborted. */
    private ProducerIdentity fence(String transactionalId) {
        ProducerIdentity identity =
                broker.transactions().initProducerId(transactionalId, ANY_TIMEOUT_MS, null, broker.nowMs());
        broker.sync();
        return identity;
    }
}
