package dev.millrace.conformance.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.AbortedTransaction;
import dev.millrace.log.AppendResult;
import dev.millrace.log.FetchedBatches;
import dev.millrace.log.FlushMode;
import dev.millrace.log.LogConfig;
import dev.millrace.log.LogDirectory;
import dev.millrace.log.LogDirectoryConfig;
import dev.millrace.log.PartitionLog;
import dev.millrace.log.record.Compression;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordBatchBuilder;
import dev.millrace.log.record.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random lives of a log directory, each ended by a power cut, a kill or a clean close, the next one starting from what is left on
 * the {@link StrictStorage}. After each start: what is there is a prefix of what was appended, over all partitions, at least up to
 * the last sync that returned; transactions, producers and first offsets are what that prefix makes them.
 */
class LogSimulationTest {
    private static final Header[] NO_HEADERS = {};
    private static final LogConfig CONFIG =
            LogConfig.DEFAULT.withSegments(700, 5_000).withIndexIntervalBytes(150);

    @Test
    void everyLifeStartsFromAPrefixOfWhatWasAppended() {
        for (long seed = 0; seed < 400; seed++) {
            new Simulation(seed, FlushMode.COMMIT).run();
        }
    }

    @Test
    void aLogFlushedAtIntervalsStartsFromAPrefixToo() {
        for (long seed = 0; seed < 150; seed++) {
            new Simulation(seed, FlushMode.INTERVAL).run();
        }
    }

    @Test
    void aLogLeftToTheOperatingSystemSurvivesTheProcess() {
        for (long seed = 0; seed < 150; seed++) {
            new Simulation(seed, FlushMode.OS).run();
        }
    }

    @Test
    @Tag("nightly")
    void manyLives() {
        for (long seed = 1_000; seed < 20_000; seed++) {
            new Simulation(seed, FlushMode.values()[(int) (seed % 3)]).run();
        }
    }

    /** One batch or marker that was appended, with a number that counts all of them. */
    private record Entry(
            int number,
            int incarnation,
            long baseOffset,
            int records,
            long producerId,
            int epoch,
            int sequence,
            char kind) {
        boolean isMarker() {
            return kind == 'C' || kind == 'A';
        }
    }

    private static final class Producer {
        int epoch;
        int sequence;
        boolean open;
    }

    private static final class Simulation {
        private final long seed;
        private final Random random;
        private final FlushMode mode;
        private final LogDirectoryConfig config;
        private StrictStorage storage;
        private LogDirectory directory;
        private long now = 1_000_000;
        private String doing = "";

        private final List<Entry> entries = new ArrayList<>();
        private final Map<TopicPartition, Integer> incarnations = new LinkedHashMap<>();
        private final Map<Integer, Long> starts = new HashMap<>();
        private final Map<Long, Map<TopicPartition, Producer>> producers = new HashMap<>();
        private TopicPartition deleting;
        private TopicPartition creating;
        private int nextIncarnation;
        private int synced;
        private long nextProducerId;

        Simulation(long seed, FlushMode mode) {
            this.seed = seed;
            this.mode = mode;
            this.random = new Random(seed);
            this.storage = new StrictStorage(seed);
            this.config = LogDirectoryConfig.DEFAULT
                    .withFlushMode(mode)
                    .withJournal(4096, 12_288)
                    .withIntervals(50, 400);
        }

        void run() {
            try {
                open();
                int lives = 2 + random.nextInt(4);
                for (int life = 0; life < lives; life++) {
                    live();
                    check();
                }
                directory.close();
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + " " + mode + ", while: " + doing, e);
            }
        }

        private void open() throws IOException {
            while (true) {
                try {
                    if (random.nextInt(4) == 0) {
                        storage.cutPowerAt(1 + random.nextInt(40));
                    }
                    directory = LogDirectory.open(storage, config, now);
                    storage.cutPowerAt(Long.MAX_VALUE / 2);
                    return;
                } catch (PowerCut e) {
                    storage = powerGone();
                }
            }
        }

        private StrictStorage powerGone() {
            return mode == FlushMode.OS || random.nextInt(4) == 0 ? storage.kill() : storage.crash();
        }

        private void live() throws IOException {
            boolean cut = random.nextInt(3) > 0;
            if (cut) {
                storage.cutPowerAt(1 + random.nextInt(150));
            }
            int steps = 1 + random.nextInt(80);
            try {
                for (int i = 0; i < steps; i++) {
                    step();
                }
                storage.cutPowerAt(Long.MAX_VALUE / 2);
                if (random.nextInt(3) == 0) {
                    doing = "close";
                    directory.close();
                    synced = entries.size();
                    storage = random.nextBoolean() && mode != FlushMode.OS ? storage.crash() : storage.kill();
                } else {
                    storage = powerGone();
                }
            } catch (PowerCut e) {
                storage = powerGone();
            }
            open();
        }

        private void step() {
            now += random.nextInt(100);
            int what = random.nextInt(100);
            if (what < 8 && incarnations.size() < 4) {
                create();
            } else if (what < 10) {
                delete();
            } else if (what < 13) {
                deleteRecords();
            } else if (what < 20) {
                doing = "tick";
                directory.tick(now);
            } else if (what < 40) {
                doing = "sync";
                directory.sync();
                if (mode == FlushMode.COMMIT) {
                    synced = entries.size();
                }
            } else if (what < 55) {
                mark();
            } else {
                append();
            }
        }

        private void create() {
            TopicPartition partition = new TopicPartition("topic", random.nextInt(5));
            if (!incarnations.containsKey(partition)) {
                doing = "create " + partition;
                creating = partition;
                incarnations.put(partition, nextIncarnation++);
                directory.create(partition, CONFIG, now);
                creating = null;
            }
        }

        private TopicPartition anyPartition() {
            List<TopicPartition> all = List.copyOf(incarnations.keySet());
            return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
        }

        private void delete() {
            TopicPartition partition = anyPartition();
            if (partition != null) {
                doing = "delete " + partition;
                deleting = partition;
                directory.delete(partition);
                forget(partition);
                deleting = null;
                if (mode != FlushMode.OS) {
                    synced = entries.size();
                }
            }
        }

        private void forget(TopicPartition partition) {
            incarnations.remove(partition);
            producers.values().forEach(byPartition -> byPartition.remove(partition));
        }

        private void deleteRecords() {
            TopicPartition partition = anyPartition();
            PartitionLog log = partition == null ? null : directory.partition(partition);
            if (log != null && log.highWatermark() > log.logStartOffset()) {
                long range = log.highWatermark() - log.logStartOffset();
                long to = log.logStartOffset() + 1 + random.nextInt((int) range);
                doing = "delete records of " + partition + " before " + to;
                starts.put(incarnations.get(partition), to);
                log.deleteRecordsBefore(to);
            }
        }

        private void append() {
            TopicPartition partition = anyPartition();
            if (partition == null) {
                return;
            }
            int records = 1 + random.nextInt(3);
            int incarnation = incarnations.get(partition);
            long expected = endOf(incarnation);
            char kind = "nit".charAt(random.nextInt(3));
            long producerId = kind == 'n' ? -1 : kind == 'i' ? random.nextInt(2) : 10 + random.nextInt(3);
            Producer producer = kind == 'n' ? new Producer() : producer(producerId, partition);
            Entry entry = new Entry(
                    entries.size(),
                    incarnation,
                    expected,
                    records,
                    producerId,
                    producer.epoch,
                    producer.sequence,
                    kind);
            doing = "append " + entry + " to " + partition;
            entries.add(entry);
            producer.sequence += records;
            producer.open |= kind == 't';
            AppendResult result = directory.partition(partition).append(bytes(entry), now);
            assertThat(result.baseOffset()).as("offset of " + entry).isEqualTo(expected);
            assertThat(result.duplicate()).isFalse();
        }

        private Producer producer(long producerId, TopicPartition partition) {
            return producers
                    .computeIfAbsent(producerId, id -> new HashMap<>())
                    .computeIfAbsent(partition, p -> new Producer());
        }

        private void mark() {
            TopicPartition partition = anyPartition();
            if (partition == null) {
                return;
            }
            long producerId = 10 + random.nextInt(3);
            Producer producer = producer(producerId, partition);
            if (producer.open) {
                int incarnation = incarnations.get(partition);
                producer.open = false;
                producer.epoch++;
                producer.sequence = 0;
                char kind = random.nextBoolean() ? 'C' : 'A';
                Entry entry = new Entry(
                        entries.size(), incarnation, endOf(incarnation), 1, producerId, producer.epoch, -1, kind);
                doing = "mark " + entry;
                entries.add(entry);
                long offset = directory
                        .partition(partition)
                        .appendMarker(producerId, (short) producer.epoch, kind == 'C', 0, now);
                assertThat(offset).isEqualTo(entry.baseOffset());
            }
        }

        private long endOf(int incarnation) {
            long end = 0;
            for (Entry entry : entries) {
                if (entry.incarnation() == incarnation) {
                    end = entry.baseOffset() + entry.records();
                }
            }
            return end;
        }

        private ByteBuffer bytes(Entry entry) {
            RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 128);
            builder.producer(entry.producerId(), (short) entry.epoch(), entry.sequence(), entry.kind() == 't');
            if (entry.kind() == 'n') {
                builder.producer(-1, (short) -1, -1, false);
            }
            for (int i = 0; i < entry.records(); i++) {
                String padding = "x".repeat((entry.number() * 37) % 120);
                builder.append(now, null, (entry.number() + ":" + i + ":" + padding).getBytes(UTF_8), NO_HEADERS);
            }
            return builder.build(0);
        }

        /** What is there is a prefix; from here on nothing else was ever appended. */
        private void check() {
            doing = "check, synced " + synced + " of " + entries.size();
            settleCatalog();
            Set<Integer> found = new HashSet<>();
            incarnations.forEach((partition, incarnation) -> {
                PartitionLog log = directory.partition(partition);
                for (Entry entry : entries) {
                    if (entry.incarnation() == incarnation && entry.baseOffset() < log.logEndOffset()) {
                        found.add(entry.number());
                    }
                }
            });
            int length = found.stream().mapToInt(number -> number + 1).max().orElse(0);
            length = Math.max(length, synced);
            if (mode == FlushMode.OS) {
                length = Math.max(length, entries.size() - 1);
            }
            for (Entry entry : entries.subList(0, length)) {
                boolean alive = incarnations.containsValue(entry.incarnation());
                assertThat(found.contains(entry.number()) || !alive)
                        .as("%s is there, as %s is", entry, length - 1)
                        .isTrue();
            }
            entries.removeIf(entry -> !found.contains(entry.number()));
            renumber();
            incarnations.forEach((partition, incarnation) ->
                    checkPartition(partition, directory.partition(partition), of(incarnation)));
        }

        /** Entries keep their numbers, which are in their values; those that are gone leave gaps. */
        private void renumber() {
            List<Entry> dense = new ArrayList<>();
            int next = 0;
            for (Entry entry : entries) {
                while (next < entry.number()) {
                    dense.add(new Entry(next++, -1, 0, 0, -1, 0, 0, 'n'));
                }
                dense.add(entry);
                next = entry.number() + 1;
            }
            entries.clear();
            entries.addAll(dense);
            synced = entries.size();
        }

        private List<Entry> of(int incarnation) {
            return entries.stream()
                    .filter(entry -> entry.incarnation() == incarnation)
                    .toList();
        }

        private void settleCatalog() {
            for (TopicPartition partition : List.copyOf(incarnations.keySet())) {
                PartitionLog log = directory.partition(partition);
                if (log == null) {
                    boolean unsyncedAllowed =
                            of(incarnations.get(partition)).stream().allMatch(entry -> entry.number() >= synced);
                    assertThat(partition.equals(deleting) || partition.equals(creating) || unsyncedAllowed)
                            .as(partition + " exists")
                            .isTrue();
                    forget(partition);
                } else {
                    starts.merge(incarnations.get(partition), log.logStartOffset(), Math::min);
                }
            }
            deleting = null;
            creating = null;
            for (PartitionLog log : directory.partitions()) {
                assertThat(incarnations).containsKey(log.partition());
            }
        }

        private void checkPartition(TopicPartition partition, PartitionLog log, List<Entry> expected) {
            long end = expected.isEmpty()
                    ? 0
                    : expected.get(expected.size() - 1).baseOffset()
                            + expected.get(expected.size() - 1).records();
            assertThat(log.logEndOffset()).as(partition + " end").isEqualTo(end);
            assertThat(log.highWatermark()).isEqualTo(end);
            Map<Long, Long> open = new LinkedHashMap<>();
            Map<Long, Set<Long>> pending = new HashMap<>();
            Set<Long> aborted = new HashSet<>();
            Map<Long, Producer> last = new HashMap<>();
            for (Entry entry : expected) {
                Producer producer = last.computeIfAbsent(entry.producerId(), id -> new Producer());
                producer.epoch = entry.epoch();
                if (entry.isMarker()) {
                    open.remove(entry.producerId());
                    Set<Long> offsets = pending.remove(entry.producerId());
                    if (entry.kind() == 'A' && offsets != null) {
                        aborted.addAll(offsets);
                    }
                    producer.sequence = 0;
                    producer.open = false;
                } else if (entry.producerId() >= 0) {
                    producer.sequence = entry.sequence() + entry.records();
                    if (entry.kind() == 't') {
                        open.putIfAbsent(entry.producerId(), entry.baseOffset());
                        pending.computeIfAbsent(entry.producerId(), id -> new HashSet<>())
                                .add(entry.baseOffset());
                        producer.open = true;
                    }
                }
            }
            long stable = open.values().stream().mapToLong(first -> first).min().orElse(end);
            assertThat(log.lastStableOffset()).as(partition + " stable").isEqualTo(stable);
            assertThat(read(log, IsolationLevel.READ_UNCOMMITTED))
                    .as(partition + " uncommitted")
                    .isEqualTo(values(expected, Set.of(), end, log.logStartOffset()));
            assertThat(read(log, IsolationLevel.READ_COMMITTED))
                    .as(partition + " committed")
                    .isEqualTo(values(expected, aborted, stable, log.logStartOffset()));
            checkProducers(partition, log, expected, last);
        }

        private void checkProducers(
                TopicPartition partition, PartitionLog log, List<Entry> expected, Map<Long, Producer> last) {
            producers.values().forEach(byPartition -> byPartition.remove(partition));
            last.remove(-1L);
            last.forEach((id, producer) -> {
                producers.computeIfAbsent(id, same -> new HashMap<>()).put(partition, producer);
                assertThat(log.hasOpenTransaction(id)).isEqualTo(producer.open);
            });
            for (Entry entry : expected) {
                Producer producer = last.get(entry.producerId());
                boolean newest = producer != null
                        && !entry.isMarker()
                        && entry.epoch() == producer.epoch
                        && entry.sequence() + entry.records() == producer.sequence;
                if (newest) {
                    AppendResult again = log.append(bytes(entry), now);
                    assertThat(again.duplicate()).as("retry of " + entry).isTrue();
                    assertThat(again.baseOffset()).isEqualTo(entry.baseOffset());
                }
            }
        }

        private static List<String> values(List<Entry> entries, Set<Long> aborted, long end, long start) {
            List<String> values = new ArrayList<>();
            for (Entry entry : entries) {
                for (int i = 0; i < entry.records() && !entry.isMarker(); i++) {
                    long offset = entry.baseOffset() + i;
                    if (offset >= start && offset < end && !aborted.contains(entry.baseOffset())) {
                        values.add(offset + "=" + entry.number() + ":" + i);
                    }
                }
            }
            return values;
        }

        private List<String> read(PartitionLog log, IsolationLevel isolation) {
            List<String> values = new ArrayList<>();
            long offset = log.logStartOffset();
            while (true) {
                FetchedBatches fetched = log.fetch(offset, 1 + random.nextInt(600), isolation);
                if (!fetched.batches().hasRemaining()) {
                    return values;
                }
                for (RecordBatch batch : RecordBatch.iterate(fetched.batches())) {
                    RecordCursor record = batch.records();
                    while (record.next() && !batch.isControl() && !isAborted(batch, fetched.aborted())) {
                        if (record.offset() >= offset) {
                            String[] parts = new String(record.value(), UTF_8).split(":");
                            values.add(record.offset() + "=" + parts[0] + ":" + parts[1]);
                        }
                    }
                    offset = batch.nextOffset();
                }
            }
        }

        private static boolean isAborted(RecordBatch batch, List<AbortedTransaction> aborted) {
            return batch.isTransactional()
                    && aborted.stream()
                            .anyMatch(transaction -> transaction.producerId() == batch.producerId()
                                    && transaction.firstOffset() <= batch.baseOffset()
                                    && transaction.lastOffset() > batch.baseOffset());
        }
    }
}
