package dev.millrace.broker;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.conformance.threads.Linearizability.Model;
import dev.millrace.conformance.threads.Linearizability.Operation;
import dev.millrace.conformance.threads.ThreadTrial;
import dev.millrace.log.storage.MemoryStorage;
import dev.millrace.transaction.ProducerIdentity;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Topics, committed offsets and transactions, each asked and changed by three threads at once. */
@ExtendWith(Baseline.class)
class CoordinatorThreadsTest {
    private static final TopicPartition A = new TopicPartition("a", 0);
    private static final long NOW_MS = 1_000_000;
    private static final int OPERATIONS = 4;
    private static final int NIGHTLY = 20_000;

    /** A broker that does nothing by itself. */
    private static final class Shared implements AutoCloseable {
        private final LocalBroker broker =
                LocalBroker.open(new MemoryStorage(), BrokerConfig.DEFAULT, () -> NOW_MS, false);
        private final Map<Thread, ProducerIdentity> identities = new ConcurrentHashMap<>();

        @Override
        public void close() {
            broker.close();
        }
    }

    private static <S> void run(
            List<Operation<Shared>> first,
            List<Operation<Shared>> operations,
            S start,
            Model<S> model,
            long seed,
            int rounds)
            throws Exception {
        new ThreadTrial<>(
                        Shared::new,
                        first,
                        operations,
                        OPERATIONS - first.size(),
                        start,
                        model,
                        UnaryOperator.identity())
                .run(seed, rounds);
    }

    // Topics: the state is how many partitions there are, 0 if there is no topic

    private static final List<Operation<Shared>> ON_TOPICS = List.of(
            new Operation<>("create", shared -> {
                try {
                    return shared.broker
                            .catalog()
                            .create("a", 1, Map.of(), NOW_MS)
                            .partitionCount();
                } catch (TopicExistsException exists) {
                    return 0;
                }
            }),
            new Operation<>("grow", shared -> {
                try {
                    shared.broker.catalog().grow("a", 2, NOW_MS);
                    return 2;
                } catch (UnknownTopicOrPartitionException absent) {
                    return 0;
                } catch (InvalidPartitionsException grown) {
                    return 1;
                }
            }),
            new Operation<>("delete", shared -> {
                try {
                    shared.broker.catalog().delete("a", NOW_MS);
                    return 1;
                } catch (UnknownTopicOrPartitionException absent) {
                    return 0;
                }
            }),
            new Operation<>("look", shared -> {
                Integer partitions = shared.broker.catalog().cluster().partitionCountForTopic("a");
                return partitions == null ? 0 : partitions;
            }),
            new Operation<>("look", shared -> {
                Topic topic = shared.broker.catalog().topic("a");
                return topic == null ? 0 : topic.partitionCount();
            }));

    private static Integer topics(Integer partitions, String operation, Object result) {
        int answer = (Integer) result;
        return switch (operation) {
            case "create" -> (partitions == 0) == (answer == 1) ? Integer.valueOf(Math.max(1, partitions)) : null;
            case "grow" ->
                answer == (partitions == 0 ? 0 : partitions == 1 ? 2 : 1)
                        ? Integer.valueOf(partitions == 0 ? 0 : 2)
                        : null;
            case "delete" -> (partitions > 0) == (answer == 1) ? Integer.valueOf(0) : null;
            default -> partitions == answer ? partitions : null;
        };
    }

    @Test
    void changesOfTopicsHaveAnOrderAndNobodySeesAnOldState() throws Exception {
        run(List.of(), ON_TOPICS, 0, CoordinatorThreadsTest::topics, 1, 150);
    }

    // Offsets: the state is the offset that the group has committed, -1 if none

    @SuppressWarnings("removal") // who is in no generation has no other constructor
    private static final ConsumerGroupMetadata GROUP = new ConsumerGroupMetadata("g");

    private static Operation<Shared> commit(long offset) {
        return new Operation<>("commit", shared -> {
            shared.broker.groups().commit(GROUP, Map.of(A, new OffsetAndMetadata(offset)), partition -> true, NOW_MS);
            return offset;
        });
    }

    private static Operation<Shared> commitInTransaction(long offset) {
        return new Operation<>("commit", shared -> {
            try (Producer<byte[], byte[]> producer = shared.broker.producer(
                    Map.of("transactional.id", "tx-" + Thread.currentThread().getId()),
                    new ByteArraySerializer(),
                    new ByteArraySerializer())) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.sendOffsetsToTransaction(Map.of(A, new OffsetAndMetadata(offset)), GROUP);
                producer.commitTransaction();
            }
            return offset;
        });
    }

    private static final Operation<Shared> ABORT = new Operation<>("nothing", shared -> {
        try (Producer<byte[], byte[]> producer = shared.broker.producer(
                Map.of("transactional.id", "tx-" + Thread.currentThread().getId()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.sendOffsetsToTransaction(Map.of(A, new OffsetAndMetadata(99)), GROUP);
            producer.abortTransaction();
        }
        return 0L;
    });

    private static final List<Operation<Shared>> ON_OFFSETS = List.of(
            commit(1),
            commit(2),
            commitInTransaction(3),
            commitInTransaction(4),
            ABORT,
            new Operation<>("delete", shared -> {
                shared.broker.groups().deleteOffsets("g", List.of(A), NOW_MS);
                return -1L;
            }),
            new Operation<>("look", CoordinatorThreadsTest::committed),
            new Operation<>("look", CoordinatorThreadsTest::committed),
            new Operation<>("look", CoordinatorThreadsTest::committed));

    private static long committed(Shared shared) {
        OffsetAndMetadata offset =
                shared.broker.groups().committed("g", List.of(A)).get(A);
        return offset == null ? -1 : offset.offset();
    }

    private static Long offsets(Long committed, String operation, Object result) {
        return switch (operation) {
            case "commit", "delete" -> (Long) result;
            case "look" -> committed.equals(result) ? committed : null;
            default -> committed;
        };
    }

    // Transactions: three producers fight for one transactional id (KIP-890)

    private record Tx(int epoch, boolean open, int endedBy, boolean committed) {
        private static final int NOBODY = -1;

        /** Results say with which epoch it was asked, and the answer. */
        Tx after(String operation, Object result) {
            String[] asked = ((String) result).split(" ");
            int mine = Integer.parseInt(asked[0]);
            String answer = asked[1];
            return operation.equals("init")
                    ? initialised(answer)
                    : operation.equals("add") ? added(mine, answer) : ended(mine, operation.equals("commit"), answer);
        }

        private Tx initialised(String answer) {
            int next = epoch + (open ? 2 : 1);
            return answer.equals("" + next) ? new Tx(next, false, NOBODY, false) : null;
        }

        private Tx added(int mine, String answer) {
            if (mine != epoch) {
                return answer.equals("fenced") ? this : null;
            }
            return answer.equals("ok") ? new Tx(epoch, true, NOBODY, false) : null;
        }

        private Tx ended(int mine, boolean commit, String answer) {
            if (mine != epoch) {
                String expected = mine != endedBy ? "fenced" : commit == committed ? "" + epoch : "invalid";
                return answer.equals(expected) ? this : null;
            }
            if (commit && !open) {
                return answer.equals("invalid") ? this : null;
            }
            return answer.equals("" + (epoch + 1)) ? new Tx(epoch + 1, false, mine, commit) : null;
        }
    }

    private interface Request {
        String answer(ProducerIdentity mine);
    }

    private static String ask(Shared shared, Request request) {
        ProducerIdentity mine = shared.identities.get(Thread.currentThread());
        String answer;
        try {
            answer = request.answer(mine);
        } catch (ProducerFencedException e) {
            answer = "fenced";
        } catch (InvalidTxnStateException e) {
            answer = "invalid";
        }
        return (mine == null ? -1 : mine.epoch()) + " " + answer;
    }

    private static String took(Shared shared, ProducerIdentity identity) {
        shared.identities.put(Thread.currentThread(), identity);
        return "" + identity.epoch();
    }

    private static final Operation<Shared> INIT = new Operation<>(
            "init",
            shared -> ask(
                    shared,
                    mine -> took(shared, shared.broker.transactions().initProducerId("tx", 60_000, null, NOW_MS))));

    private static final List<Operation<Shared>> ON_TRANSACTIONS = List.of(
            INIT,
            new Operation<>("add", CoordinatorThreadsTest::add),
            new Operation<>("add", CoordinatorThreadsTest::add),
            new Operation<>("commit", shared -> end(shared, true)),
            new Operation<>("commit", shared -> end(shared, true)),
            new Operation<>("abort", shared -> end(shared, false)));

    private static String add(Shared shared) {
        return ask(shared, mine -> {
            shared.broker.transactions().addPartitions("tx", mine, List.of(A), NOW_MS);
            return "ok";
        });
    }

    private static String end(Shared shared, boolean commit) {
        return ask(
                shared, mine -> took(shared, shared.broker.transactions().endTransaction("tx", mine, commit, NOW_MS)));
    }

    @Test
    void committedOffsetsHaveAnOrderWhoeverCommitsThem() throws Exception {
        run(List.of(), ON_OFFSETS, -1L, CoordinatorThreadsTest::offsets, 1, 100);
    }

    @Test
    void aTransactionalIdHasOneOwnerAtATimeAndEveryAnswerAnOrder() throws Exception {
        run(List.of(INIT), ON_TRANSACTIONS, new Tx(-1, false, -1, false), Tx::after, 1, 200);
    }

    @Test
    @Tag("nightly")
    void nightlyTopicsOffsetsAndTransactions() throws Exception {
        long seed = 1_000_000;
        run(List.of(), ON_TOPICS, 0, CoordinatorThreadsTest::topics, seed, NIGHTLY);
        run(List.of(), ON_OFFSETS, -1L, CoordinatorThreadsTest::offsets, seed, NIGHTLY);
        run(List.of(INIT), ON_TRANSACTIONS, new Tx(-1, false, -1, false), Tx::after, seed, NIGHTLY);
    }
}
