package dev.millrace.log;

import static dev.millrace.log.LogFixture.*;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.record.Compression;
import dev.millrace.log.record.RecordBatchBuilder;
import dev.millrace.log.record.RecordCursor;
import dev.millrace.log.storage.DiskStorage;
import dev.millrace.log.storage.ReadOnlyFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every file of a log directory is shown; what is wrong with one is told with the byte, what should be there, and what
 * is.
 */
class FileDumpTest {
    private static final String SEGMENT = "partitions/orders-0.0/00000000000000000000.log";
    private static final String INDEX = "partitions/orders-0.0/00000000000000000000.index";
    private static final String TRANSACTION_INDEX = "partitions/orders-0.0/00000000000000000000.txnindex";
    private static final String JOURNAL = "journal/00000000.journal";
    private static final int SECOND_BATCH = 77;

    @TempDir
    private Path root;

    /** What a dump says, a line each; damage begins with "!". */
    private static final class Lines implements DumpVisitor {
        final List<String> lines = new ArrayList<>();

        @Override
        public void entry(long position, String kind, Map<String, Object> fields) {
            lines.add(position + " " + kind + " " + fields);
        }

        @Override
        public void record(RecordCursor record, boolean control) {
            byte[] value = record.value();
            lines.add("  " + record.offset() + (control ? " control" : value == null ? " null" : " " + text(value)));
        }

        private static String text(byte[] value) {
            return new String(value, UTF_8);
        }

        @Override
        public void damaged(long position, String expected, String found) {
            lines.add("! " + position + " expected " + expected + " found " + found);
        }

        @Override
        public void torn(long position, long offset, String found) {
            lines.add("~ " + position + " at offset " + offset);
        }
    }

    /** In use while its files are read, lock and all. */
    private LogDirectory inUse;

    @AfterEach
    void close() {
        inUse.close();
    }

    @BeforeEach
    void aLogWithACheckpointAndAJournal() throws IOException {
        LogDirectory directory = open(new DiskStorage(root));
        PartitionLog log = directory.create(ORDERS, LogConfig.DEFAULT.withIndexIntervalBytes(0), NOW);
        log.append(batch("a", "b"), NOW);
        log.append(transactional(7, 3, 0, "c"), NOW);
        log.appendMarker(7, (short) 4, false, 9, NOW);
        directory.close();
        inUse = open(new DiskStorage(root));
        inUse.partition(ORDERS).append(transactional(8, 0, 0, "d"), NOW);
        inUse.sync();
    }

    @Test
    void aSegmentShowsItsBatchesAndMarkers() {
        assertThat(dump(SEGMENT, DumpOptions.ALL))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("0 batch {offsets=0..1, bytes=77, records=2, compression=none"),
                        line -> assertThat(line)
                                .startsWith("77 batch {offsets=2..2")
                                .contains("producer=7, epoch=3, sequences=0..0, transactional=true"),
                        line -> assertThat(line)
                                .startsWith("146 marker {offsets=3..3")
                                .endsWith("control=abort, coordinator epoch 9}"),
                        line -> assertThat(line).startsWith("224 batch {offsets=4..4"));
    }

    @Test
    void deepShowsTheRecords() {
        assertThat(dump(SEGMENT, DumpOptions.DEEP))
                .filteredOn(line -> line.startsWith("  "))
                .containsExactly("  0 a", "  1 b", "  2 c", "  3 control", "  4 d");
    }

    @Test
    void anOffsetAndALimitNarrowWhatIsShown() {
        assertThat(dump(SEGMENT, new DumpOptions(2, 2, true, Long.MAX_VALUE)))
                .satisfiesExactly(
                        line -> assertThat(line).contains("offsets=2..2"),
                        line -> assertThat(line).isEqualTo("  2 c"),
                        line -> assertThat(line).contains("offsets=3..3"),
                        line -> assertThat(line).isEqualTo("  3 control"));
        assertThat(dump(SEGMENT, new DumpOptions(1, 1, true, Long.MAX_VALUE)))
                .satisfiesExactly(
                        line -> assertThat(line).contains("offsets=0..1"),
                        line -> assertThat(line).isEqualTo("  1 b"));
    }

    @Test
    void compressedRecordsAreShownToo() throws IOException {
        for (Compression compression : Compression.values()) {
            RecordBatchBuilder builder = new RecordBatchBuilder(compression, 128);
            builder.append(NOW, null, "squeezed".getBytes(UTF_8), new Header[0]);
            Path file = root.resolve(compression + ".log");
            Files.write(file, bytes(builder.build(0)));
            assertThat(dump(file.getFileName().toString(), DumpOptions.DEEP))
                    .hasSize(2)
                    .contains("  0 squeezed")
                    .element(0)
                    .asString()
                    .contains("compression=" + compression.configName());
        }
    }

    @Test
    void indexesShowTheirEntries() {
        assertThat(dump(INDEX, DumpOptions.ALL))
                .startsWith("0 header {version=1, base offset=0}")
                .contains("32 entry {offset=2, position=77, largest time before=1000000}");
        assertThat(dump(TRANSACTION_INDEX, DumpOptions.ALL))
                .containsExactly(
                        "0 header {version=1, base offset=0}",
                        "32 aborted transaction {producer=7, first offset=2, marker offset=3, last stable offset=4}");
    }

    @Test
    void aCheckpointShowsPartitionsAndTheirProducers() {
        assertThat(dump("checkpoint", DumpOptions.ALL))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("0 header {version=" + CheckpointFormat.VERSION + ", clean=false")
                                .endsWith("partitions=1}"),
                        line -> assertThat(line)
                                .startsWith("32 partition {partition=orders-0, id=0")
                                .contains("recovery offset=4, segment=0, segment bytes=224"),
                        line -> assertThat(line).startsWith("32 producer {producer=7, epoch=4, coordinator epoch=9"));
    }

    @Test
    void aJournalShowsItsEntriesAndTheBatchesInThem() throws IOException {
        assertThat(dump(newestJournal(), DumpOptions.DEEP))
                .anySatisfy(line -> assertThat(line).contains("header {version=" + JournalFormat.VERSION + ", epoch=2"))
                .anySatisfy(line -> assertThat(line).contains("type=APPEND, partition id=0, offset=4"))
                .anySatisfy(line -> assertThat(line).contains("batch {offsets=4..4"))
                .contains("  4 d")
                .anySatisfy(line -> assertThat(line).contains("end of entries"))
                .noneMatch(line -> line.startsWith("!"));
    }

    private String newestJournal() throws IOException {
        try (var files = Files.list(root.resolve("journal"))) {
            return files.map(file -> "journal/" + file.getFileName())
                    .filter(file -> dump(file, DumpOptions.ALL).stream().anyMatch(line -> line.contains("epoch=2")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void theReserveIsZerosAndWhatIsNotIsTold() throws IOException {
        byte[] reserve = new byte[100_000];
        Files.write(root.resolve("reserve"), reserve);
        assertThat(dump("reserve", DumpOptions.ALL)).containsExactly("0 zeros {bytes=100000}");
        reserve[70_000] = 1;
        Files.write(root.resolve("reserve"), reserve);
        assertThat(dump("reserve", DumpOptions.ALL))
                .containsExactly("0 zeros {bytes=70000}", "! 70000 expected zeros up to the end found something else");
    }

    @Test
    void aFlippedBitInABatchIsToldAndTheNextBatchIsShown() throws IOException {
        flip(SEGMENT, SECOND_BATCH + 66);

        List<String> lines = dump(SEGMENT, DumpOptions.DEEP);

        assertThat(damage(lines)).hasSize(1).element(0).asString().startsWith("! 94 expected CRC32C ");
        assertThat(lines).contains("  1 b", "  3 control", "  4 d").doesNotContain("  2 c");
    }

    @Test
    void aTornBatchIsToldWithItsPlace() throws IOException {
        byte[] whole = Files.readAllBytes(root.resolve(SEGMENT));
        for (int end = SECOND_BATCH + 8; end < SECOND_BATCH + 69; end++) {
            Files.write(root.resolve("00000000000000000000.log"), Arrays.copyOf(whole, end));
            List<String> lines = dump("00000000000000000000.log", DumpOptions.DEEP);
            assertThat(lines.get(0)).startsWith("0 batch");
            assertThat(damage(lines))
                    .as("cut at %d", end)
                    .hasSize(1)
                    .element(0)
                    .asString()
                    .containsPattern("^! (77|85) ");
        }
    }

    @Test
    void whatIsNotWholeBehindTheCheckpointIsATornTailAndBeforeItDamage() throws IOException {
        byte[] whole = Files.readAllBytes(root.resolve(SEGMENT));
        long unsyncedFrom;
        try (ReadOnlyFile checkpoint = ReadOnlyFile.open(root.resolve("checkpoint"))) {
            Path segment = Path.of(SEGMENT);
            String directory = segment.getName(segment.getNameCount() - 2).toString();
            String name = segment.getFileName().toString();
            unsyncedFrom = FileDump.unsyncedFrom(checkpoint, directory, name);
            assertThat(FileDump.unsyncedFrom(checkpoint, "orders-0.77", name))
                    .as("a partition that the checkpoint does not know")
                    .isZero();
            assertThat(FileDump.unsyncedFrom(checkpoint, directory, "00000000000000000900.log"))
                    .as("a segment that is younger than the checkpoint")
                    .isZero();
        }
        assertThat(unsyncedFrom).as("where the first run ended").isEqualTo(224);
        String copy = "00000000000000000000.log";
        for (int end = 0; end < whole.length; end++) {
            Files.write(root.resolve(copy), Arrays.copyOf(whole, end));
            List<String> lines = dump(copy, DumpOptions.DEEP.unsyncedFrom(unsyncedFrom));
            List<String> ends =
                    lines.stream().filter(line -> line.matches("[!~].*")).toList();
            assertThat(ends).as("cut at %d", end).hasSizeLessThanOrEqualTo(1);
            if (end >= 224 + 8) { // before that it may be zeros
                assertThat(ends).containsExactly("~ 224 at offset 4");
            } else {
                assertThat(ends).as("cut at %d", end).allMatch(line -> line.startsWith("!"));
            }
        }
        whole[whole.length - 1] ^= 1;
        Files.write(root.resolve(copy), whole);
        assertThat(dump(copy, DumpOptions.ALL.unsyncedFrom(unsyncedFrom)))
                .last()
                .isEqualTo("~ 224 at offset 4");
    }

    @Test
    void aSegmentThatIsAboutToReplaceOthersIsShownByItsName() throws IOException {
        String swap = "00000000000000000000-00000000000000000005.swap";
        Files.copy(root.resolve(SEGMENT), root.resolve(swap));
        assertThat(dump(swap, DumpOptions.ALL)).isEqualTo(dump(SEGMENT, DumpOptions.ALL));
        Files.write(root.resolve(swap), new byte[] {1, 2, 3});
        assertThat(damage(dump(swap, DumpOptions.ALL))).hasSize(1);
    }

    @Test
    void zerosBehindTheLastBatchAreNoDamageButAnythingElseIs() throws IOException {
        byte[] whole = Files.readAllBytes(root.resolve(SEGMENT));
        byte[] longer = Arrays.copyOf(whole, whole.length + 100_000);
        Path file = Files.write(root.resolve("00000000000000000000.log"), longer);
        assertThat(dump("00000000000000000000.log", DumpOptions.ALL))
                .last()
                .asString()
                .isEqualTo(whole.length + " zeros {bytes=100000}");

        longer[longer.length - 1] = 1;
        Files.write(file, longer);
        assertThat(damage(dump("00000000000000000000.log", DumpOptions.ALL)))
                .containsExactly(
                        "! " + (longer.length - 1) + " expected zeros up to the end, as before found something else");
    }

    @Test
    void aSizeThatCannotBeCostsNoMemory() throws IOException {
        byte[] bytes = Files.readAllBytes(root.resolve(SEGMENT));
        ByteBuffer.wrap(bytes).putInt(SECOND_BATCH + 8, Integer.MAX_VALUE - 12);
        Files.write(root.resolve(SEGMENT), bytes);
        assertThat(damage(dump(SEGMENT, DumpOptions.DEEP)))
                .containsExactly("! 85 expected a batch of 61 to " + (bytes.length - 77)
                        + " bytes, which are left found one of 2147483647 bytes");
    }

    @Test
    void everyFlippedByteOfAnIndexOrCheckpointIsTold() throws IOException {
        for (String file : List.of(INDEX, TRANSACTION_INDEX, "checkpoint")) {
            byte[] bytes = Files.readAllBytes(root.resolve(file));
            for (int i = 0; i < bytes.length; i++) {
                byte[] changed = bytes.clone();
                changed[i] ^= 0x10;
                Files.write(root.resolve(file), changed);
                assertThat(damage(dump(file, DumpOptions.ALL)))
                        .as("%s, byte %d", file, i)
                        .isNotEmpty();
            }
            Files.write(root.resolve(file), bytes);
            assertThat(damage(dump(file, DumpOptions.ALL))).isEmpty();
        }
    }

    @Test
    void aLostJournalEntryThatWasDurableIsTold() throws IOException {
        LogDirectory directory = open(new DiskStorage(root.resolve("other")));
        PartitionLog log = directory.create(ORDERS, LogConfig.DEFAULT, NOW);
        for (String value : List.of("a", "b", "c")) {
            log.append(batch(value), NOW);
            directory.sync();
        }
        String journal = "other/" + JOURNAL;
        assertThat(damage(dump(journal, DumpOptions.ALL))).isEmpty();

        flip(journal, 32 + 8); // the first entry's sequence

        assertThat(damage(dump(journal, DumpOptions.ALL)))
                .hasSize(1)
                .element(0)
                .asString()
                .startsWith("! 32 expected entry 0, which was durable when entry ");
        directory.close();
    }

    @Test
    void anotherVersionIsNamed() throws IOException {
        byte[] bytes = Files.readAllBytes(root.resolve(INDEX));
        bytes[5] = 9;
        Files.write(root.resolve(INDEX), bytes);
        assertThat(damage(dump(INDEX, DumpOptions.ALL))).containsExactly("! 4 expected version 1 found version 9");
    }

    @Test
    void theKindIsKnownByNameOrByTheFirstBytes() throws IOException {
        for (String file : List.of(SEGMENT, INDEX, TRANSACTION_INDEX, "checkpoint", JOURNAL)) {
            try (ReadOnlyFile opened = ReadOnlyFile.open(root.resolve(file))) {
                String name = Path.of(file).getFileName().toString();
                assertThat(FileDump.kindOf("copy", opened))
                        .isEqualTo(FileDump.kindOf(name, opened))
                        .isNotNull();
            }
        }
        Path diary = Files.writeString(root.resolve("diary.txt"), "Dear diary, no log of mine is here");
        try (ReadOnlyFile opened = ReadOnlyFile.open(diary)) {
            assertThat(FileDump.kindOf("diary.txt", opened)).isNull();
        }
        assertThat(FileDump.partitionOf("orders-0.17")).isEqualTo(new TopicPartition("orders", 0));
        assertThat(FileDump.partitionOf("diary")).isNull();
    }

    private List<String> dump(String path, DumpOptions options) {
        Lines lines = new Lines();
        String name = Path.of(path).getFileName().toString();
        try (ReadOnlyFile file = ReadOnlyFile.open(root.resolve(path))) {
            FileDump.dump(FileDump.kindOf(name, file), name, file, options, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines.lines;
    }

    private static List<String> damage(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith("!")).toList();
    }

    private void flip(String path, int position) throws IOException {
        byte[] bytes = Files.readAllBytes(root.resolve(path));
        bytes[position] ^= 1;
        Files.write(root.resolve(path), bytes);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
