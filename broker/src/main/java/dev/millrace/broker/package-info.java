/**
 * The in-process broker: topics, consumer groups, and Kafka's {@code Producer}, {@code Consumer} and {@code Admin} on
 * top of the log. {@link dev.millrace.broker.LocalBroker} is the door.
 *
 * <p><b>Purpose.</b> Implements the port between streams and log by direct calls, so that a program needs no other
 * process. The other implementation of the same port is Apache Kafka's own clients.
 *
 * <p><b>Data flow.</b>
 *
 * <pre>
 * LocalProducer ─▶ Accumulator ── full, lingered, flushed, committed ──▶ PartitionLog
 *    │  ProducerTransaction ─▶ TransactionCoordinator ─ markers ─▶ PartitionLog, GroupCoordinator
 *    └─ Shipping: one sync of the log, then what was shipped before it is done, in order
 *
 * LocalConsumer ─▶ ConsumerCore ─┬ Membership ── join, sync, heartbeat ──▶ GroupCoordinator ─▶ Group
 *                                ├ Positions  ── committed offset, policy, seek
 *                                ├ Fetcher    ◀─ whole batches up to the last stable offset ── PartitionLog
 *                                └ ConsumerCommits ──▶ GroupCoordinator ─▶ OffsetTable
 *
 * LocalAdmin ─▶ TopicCatalog, GroupCoordinator, TransactionCoordinator
 *                    └ ClientQuotas ─▶ Throttle ── holds back ──▶ LocalProducer, Fetcher
 * </pre>
 *
 * <p>Topics, offsets and transactions are events in partitions of their own ({@code __topic_catalog},
 * {@code __consumer_offsets}, {@code __transaction_state}): decided, appended, and only then replayed into the state,
 * live and at recovery alike. Because all partitions share one journal, one sync makes records, offsets, decision and
 * markers of a transaction durable together, however many partitions it touched.
 *
 * <p><b>Threading.</b> Logic is steps that take the time; {@code StartDriver} lends threads to an opening; from then on
 * {@code BrokerDriver} alone owns them, and they run what {@code BrokerSteps} says: one ships and keeps house, one does
 * the log's checkpoints and compaction, which take as long as the disk does, and one ends waits while the disk hangs;
 * the system clock has one home. A future that is asked, a flush and a commit ship and sync by themselves;
 * only who waits with a time limit leaves the sync to the first thread (decision 0019). Who waits
 * for records or for a group waits for {@code AppendSignal}. Clients follow Kafka's contract: a producer may be shared
 * between threads, a consumer may not. Locks are taken in this order: a producer's, the transaction coordinator's, the
 * group coordinator's, a partition's; none is held during a sync (but for the catalog's own, which is rarely taken) or
 * a callback.
 *
 * <p><b>Not like a cluster.</b> A member of a group is alive as long as its process: it is removed when it does not
 * poll for {@code max.poll.interval.ms}, session timeouts matter for static members that went away only. Topics are
 * created by the first record, not by a subscription. Nothing is deleted unless a retention is set. Topics with
 * {@code cleanup.policy=compact} are compacted by the log's thread, in steps of a megabyte; a record
 * without a key that is there when the policy changes stays (Kafka removes it). By age nothing is deleted for ten
 * minutes after the clock has leapt ahead by an hour.
 *
 * <p><b>Must not know.</b> Sockets, topologies, tasks, state stores.
 */
@NullMarked
package dev.millrace.broker;

import org.jspecify.annotations.NullMarked;
