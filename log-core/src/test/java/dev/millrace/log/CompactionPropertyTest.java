package dev.millrace.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.record.Compression;
import dev.millrace.log.storage.MemoryStorage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.IsolationLevel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random histories against a plain list of what was written: keys overwritten and deleted, by producers of all kinds,
 * in transactions that commit, abort or stay open, with steps of compaction and restarts anywhere in between.
 */
class CompactionPropertyTest {
    private static final int STEPS = 400;

    @Test
    void compactionChangesNothingThatAReaderOfTheLatestValuesSees() {
        run(0, 15);
    }

    /** The map was full in the middle of a segment, twice: the tombstone behind that went before what it deletes. */
    @Test
    void aTombstoneBeyondWhatTheMapCoversStays() {
        run(1_032, 1_033);
    }

    /**
     * A segment lost a record and gained a delete horizon of the same size: it was taken for unchanged, and not
     * swapped.
     */
    @Test
    void aSegmentThatKeepsItsSizeIsSwappedAllTheSame() {
        run(1_044, 1_045);
    }

    @Test
    @Tag("nightly")
    void compactionChangesNothingWithManySeeds() {
        run(1_000, 1_400);
    }

    private static void run(long fromSeed, long toSeed) {
        for (long seed = fromSeed; seed < toSeed; seed++) {
            if (seed % 50 == 0) {
                System.out.println("CompactionPropertyTest: seed " + seed);
            }
            History history = new History(seed);
            for (int step = 0; step < STEPS; step++) {
                try {
                    history.step();
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError("seed " + seed + " step " + step + ": " + e.getMessage(), e);
                }
            }
            history.keyed.close();
        }
    }

    private record Written(
            String key,
            @Nullable String value,
            long timestampMs,
            @Nullable Transaction transaction) {
        String text() {
            return value == null ? key : key + "=" + value;
        }
    }

    private static final class Transaction {
        final long firstOffset;
        boolean open = true;
        boolean committed;

        Transaction(long firstOffset) {
            this.firstOffset = firstOffset;
        }
    }

    private static final class Sender {
        final long id;
        int epoch;
        int sequence;

        @Nullable
        Transaction transaction;

        @Nullable
        ByteBuffer last;

        Sender(long id) {
            this.id = id;
        }
    }

    private static final class History {
        final Random random;
        final TreeMap<Long, Written> written = new TreeMap<>();
        final List<Sender> senders = List.of(new Sender(1), new Sender(2), new Sender(3));
        final LogDirectoryConfig config;
        final LogConfig partition;
        MemoryStorage storage = new MemoryStorage();
        KeyedLog keyed;

        History(long seed) {
            random = new Random(seed);
            CompactorConfig compactor = new CompactorConfig(true, 1024 << random.nextInt(3), 1 + random.nextInt(2_000));
            config = LogFixture.CONFIG.withCompactor(compactor);
            partition = KeyedLog.SMALL
                    .withSegments(200 + random.nextInt(1_000), 1_000 + random.nextInt(100_000))
                    .withCleanup(KeyedLog.COMPACT
                            .withMinDirtyRatio(random.nextBoolean() ? 0 : random.nextDouble())
                            .withDeleteRetentionMs(random.nextInt(3_000)));
            keyed = new KeyedLog(storage, config, partition);
        }

        void step() {
            int choice = random.nextInt(100);
            keyed.nowMs += random.nextInt(200);
            if (choice < 30) {
                plain();
            } else if (choice < 55) {
                inTransaction(senders.get(random.nextInt(2)));
            } else if (choice < 65) {
                idempotent(senders.get(2));
            } else if (choice < 80) {
                end(senders.get(random.nextInt(2)));
            } else if (choice < 95) {
                compactABit();
            } else if (choice < 97) {
                restart();
            } else {
                check();
            }
        }

        private String[] records() {
            String[] records = new String[1 + random.nextInt(4)];
            for (int i = 0; i < records.length; i++) {
                String key = "k" + random.nextInt(60);
                records[i] = random.nextInt(5) == 0 ? key : key + "=" + random.nextInt(1_000_000);
            }
            return records;
        }

        private void plain() {
            String[] records = records();
            Compression compression = Compression.values()[random.nextInt(8) % 5];
            note(keyed.append(KeyedLog.batch(compression, keyed.nowMs, records)), records, keyed.nowMs, null);
        }

        private void idempotent(Sender sender) {
            String[] records = records();
            ByteBuffer batch = KeyedLog.batch(sender.id, sender.epoch, sender.sequence, false, records);
            sender.last = copy(batch);
            sender.sequence += records.length;
            note(keyed.append(batch), records, LogFixture.NOW, null);
        }

        private void inTransaction(Sender sender) {
            String[] records = records();
            ByteBuffer batch = KeyedLog.batch(sender.id, sender.epoch, sender.sequence, true, records);
            sender.last = copy(batch);
            sender.sequence += records.length;
            long offset = keyed.append(batch);
            if (sender.transaction == null) {
                sender.transaction = new Transaction(offset);
            }
            note(offset, records, LogFixture.NOW, sender.transaction);
        }

        private void end(Sender sender) {
            Transaction transaction = sender.transaction;
            if (transaction != null) {
                transaction.committed = random.nextInt(3) > 0;
                transaction.open = false;
                sender.epoch++;
                sender.sequence = 0;
                sender.last = null;
                sender.transaction = null;
                keyed.end(sender.id, sender.epoch, transaction.committed);
            }
        }

        private static ByteBuffer copy(ByteBuffer batch) {
            return ByteBuffer.allocate(batch.remaining()).put(batch.duplicate()).flip();
        }

        private void note(long offset, String[] records, long timestampMs, @Nullable Transaction transaction) {
            for (int i = 0; i < records.length; i++) {
                int equals = records[i].indexOf('=');
                written.put(
                        offset + i,
                        new Written(
                                equals < 0 ? records[i] : records[i].substring(0, equals),
                                equals < 0 ? null : records[i].substring(equals + 1),
                                timestampMs,
                                transaction));
            }
        }

        private void compactABit() {
            keyed.directory.tick(keyed.nowMs);
            for (int i = random.nextInt(60); i > 0 && keyed.directory.compact(keyed.nowMs); i--) {
                // one more step
            }
        }

        private void restart() {
            if (random.nextBoolean()) {
                keyed.directory.close();
            }
            long nowMs = keyed.nowMs;
            storage = storage.copy();
            keyed = new KeyedLog(storage, config, partition);
            keyed.nowMs = nowMs;
            check();
        }

        private void check() {
            long stable = keyed.log.highWatermark();
            for (Sender sender : senders) {
                stable = sender.transaction == null ? stable : Math.min(stable, sender.transaction.firstOffset);
            }
            assertThat(keyed.log.lastStableOffset()).isEqualTo(stable);
            check(IsolationLevel.READ_COMMITTED, stable);
            check(IsolationLevel.READ_UNCOMMITTED, stable);
            Sender sender = senders.get(random.nextInt(3));
            if (sender.last != null) {
                assertThat(keyed.log.append(copy(sender.last), keyed.nowMs).duplicate())
                        .as("a retry of producer %d", sender.id)
                        .isTrue();
            }
        }

        /**
         * What is there was written so; and the newest decided record of each key is there, unless it is a tombstone.
         */
        private void check(IsolationLevel isolation, long stable) {
            Map<Long, KeyedLog.Seen> seen = new HashMap<>();
            long last = -1;
            for (KeyedLog.Seen record : keyed.seen(isolation)) {
                Written original = written.get(record.offset());
                assertThat(record.offset()).isGreaterThan(last);
                assertThat(original).as("offset %d", record.offset()).isNotNull();
                assertThat(record.text()).as("offset %d", record.offset()).isEqualTo(original.text());
                assertThat(record.timestampMs())
                        .as("offset %d", record.offset())
                        .isEqualTo(original.timestampMs());
                last = record.offset();
                seen.put(last, record);
            }
            Map<String, Long> newest = new HashMap<>();
            written.headMap(stable).forEach((offset, record) -> {
                if (record.transaction() == null || record.transaction().committed) {
                    newest.put(record.key(), offset);
                }
            });
            newest.forEach((key, offset) -> {
                if (written.get(offset).value() != null) {
                    assertThat(seen).as("%s at offset %d", key, offset).containsKey(offset);
                } else {
                    assertThat(newerOrNone(seen.values(), key, offset))
                            .as("%s was deleted at %d", key, offset)
                            .isTrue();
                }
            });
            written.tailMap(stable).forEach((offset, record) -> {
                if (isolation == IsolationLevel.READ_UNCOMMITTED) {
                    assertThat(seen).as("beyond the stable offset").containsKey(offset);
                }
            });
        }

        /**
         * Where a tombstone is gone, nothing that it deleted may be left; a reader that sees an older value sees it,
         * too.
         */
        private boolean newerOrNone(Iterable<KeyedLog.Seen> seen, String key, long tombstone) {
            List<Long> older = new ArrayList<>();
            boolean there = false;
            for (KeyedLog.Seen record : seen) {
                Transaction transaction = written.get(record.offset()).transaction();
                boolean counts = transaction == null || transaction.committed;
                if (counts && key.equals(record.key())) {
                    there |= record.offset() == tombstone;
                    if (record.offset() < tombstone) {
                        older.add(record.offset());
                    }
                }
            }
            return there || older.isEmpty();
        }
    }
}
