package dev.millrace.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.fuzz.FuzzTarget;
import dev.millrace.log.record.RecordCursor;
import dev.millrace.log.record.RecordFuzzTargets;
import dev.millrace.log.storage.MemoryStorage;
import dev.millrace.log.storage.StorageFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** The files of a log directory: as they come, and under right checksums, so that what is inside is reached. */
public final class LogFuzzTargets {

    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final String FILE = "file";

    private LogFuzzTargets() {}

    /** All of them. */
    public static List<FuzzTarget> all() {
        return List.of(
                FuzzTarget.of("segment", RecordFuzzTargets.wholeBatches(), LogFuzzTargets::scan),
                FuzzTarget.of("index", List.of(index(16)), input -> index(IndexFormat.KIND_OFFSETS, 16, input)),
                FuzzTarget.of("txnindex", List.of(index(32)), input -> index(IndexFormat.KIND_TRANSACTIONS, 32, input)),
                FuzzTarget.of(
                        "checkpoint",
                        List.of(checkpoint()),
                        LogFuzzTargets::checkpoint,
                        UnsupportedVersionException.class),
                FuzzTarget.of("identity", List.of(identity()), LogFuzzTargets::identity, IOException.class),
                FuzzTarget.of("producers", List.of(producers()), LogFuzzTargets::producers, IOException.class),
                FuzzTarget.of("journal", List.of(journal(), entries()), LogFuzzTargets::journal, IOException.class)
                        .withAllowance(4 << 20),
                FuzzTarget.of("dump", dumpSeeds(), LogFuzzTargets::dump),
                FuzzTarget.of("names", names(), LogFuzzTargets::name));
    }

    private static StorageFile file(MemoryStorage storage, String path, byte[] bytes) throws IOException {
        StorageFile file = storage.create(path);
        file.write(ByteBuffer.wrap(bytes), 0);
        return file;
    }

    private static void scan(byte[] input) throws IOException {
        try (StorageFile file = file(new MemoryStorage(), FILE, input)) {
            SegmentScanner scanner = new SegmentScanner(file, 0, file.size());
            while (scanner.next() != null) {
                assert scanner.position() <= input.length;
            }
            scanner.problem();
        }
    }

    // ---- indexes

    private static void index(short kind, int entryBytes, byte[] input) throws IOException {
        MemoryStorage storage = new MemoryStorage();
        ByteBuffer header = ByteBuffer.allocate(IndexFormat.HEADER_BYTES);
        IndexFormat.putHeader(header, kind, 5);
        file(storage, "raw", input).close();
        file(storage, "headed", joined(header.array(), input)).close();
        ByteBuffer block = ByteBuffer.allocate(IndexFormat.BLOCK_HEADER_BYTES + input.length);
        IndexFormat.putBlock(block, ByteBuffer.wrap(input));
        file(storage, "mended", joined(header.array(), block.array())).close();
        for (String path : List.of("raw", "headed", "mended")) {
            new IndexFile(storage, path, kind, entryBytes, 5).read();
        }
    }

    private static byte[] index(int entryBytes) {
        ByteBuffer block = ByteBuffer.allocate(IndexFormat.BLOCK_HEADER_BYTES + 2 * entryBytes);
        IndexFormat.putBlock(block, ByteBuffer.allocate(2 * entryBytes));
        return block.array();
    }

    // ---- checkpoint

    private static void checkpoint(byte[] input) {
        CheckpointFormat.decode(input);
        byte[] mended = Arrays.copyOf(input, input.length + CheckpointFormat.CRC_BYTES);
        CRC32C crc = new CRC32C();
        crc.update(input);
        ByteBuffer.wrap(mended).putInt(input.length, (int) crc.getValue());
        Checkpoint checkpoint = CheckpointFormat.decode(mended);
        if (checkpoint != null) {
            checkpoint.partitions().forEach(partition -> {
                try {
                    producers(partition.producers());
                } catch (IOException e) {
                    // what a checkpoint holds of producers may be refused
                }
            });
        }
    }

    private static byte[] checkpoint() {
        try {
            PartitionCheckpoint orders =
                    new PartitionCheckpoint(3, ORDERS, LogConfig.DEFAULT, 0, 0, 10, 0, 700, 1, 0, null, producers());
            ByteBuffer bytes =
                    CheckpointFormat.encode(new Checkpoint(false, FlushMode.COMMIT, 2, 40, 4, List.of(orders)));
            return Arrays.copyOf(bytes.array(), bytes.limit() - CheckpointFormat.CRC_BYTES);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void identity(byte[] input) throws IOException {
        CheckpointFormat.decodeIdentity(ByteBuffer.wrap(input));
    }

    private static byte[] identity() {
        try {
            return CheckpointFormat.encode(new CheckpointFormat.Identity(ORDERS, LogConfig.DEFAULT))
                    .array();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void producers(byte[] input) throws IOException {
        ProducerStateFormat.read(new DataInputStream(new ByteArrayInputStream(input)), new ProducerStateTable(ORDERS));
    }

    private static byte[] producers() {
        ProducerStateTable table = new ProducerStateTable(ORDERS);
        ProducerEntry entry = new ProducerEntry(7, (short) 2);
        entry.openFirstOffset = 4;
        entry.remember(new RememberedBatch(0, 1, 4, 5, 100));
        table.restore(entry);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ProducerStateFormat.write(table, new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    // ---- journal

    /** The input as a whole file, behind a header, and as the payload of an entry of each type. */
    private static void journal(byte[] input) throws IOException {
        readJournal(input);
        ByteBuffer headed = ByteBuffer.allocate(JournalFormat.FILE_HEADER_BYTES + input.length);
        JournalFormat.putFileHeader(headed, 1, 0);
        readJournal(headed.put(input).array());
        byte type = input.length == 0 ? 0 : (byte) (input[0] & 7);
        ByteBuffer entry =
                ByteBuffer.allocate(JournalFormat.FILE_HEADER_BYTES + JournalFormat.entryBytes(input.length));
        JournalFormat.putFileHeader(entry, 1, 0);
        JournalFormat.putEntry(entry, 0, 1, type, 0, 0, 0, 0, ByteBuffer.wrap(input));
        readJournal(entry.array());
    }

    private static void readJournal(byte[] file) throws IOException {
        MemoryStorage storage = new MemoryStorage();
        storage.createDirectories(Journal.DIRECTORY);
        String name = "00000000" + Journal.SUFFIX;
        file(storage, Journal.DIRECTORY + "/" + name, file).close();
        IOException refused = null;
        for (JournalReader reader : List.of(
                JournalReader.after(storage, List.of(name), 1, 0), JournalReader.everything(storage, List.of(name)))) {
            try {
                reader.visit((type, partitionId, offset, timeMs, payload) -> {
                    if (type == JournalFormat.CREATE || type == JournalFormat.CONFIG) {
                        CheckpointFormat.decodeIdentity(payload);
                    }
                });
            } catch (IOException e) {
                refused = e;
            }
        }
        if (refused != null) {
            throw refused;
        }
    }

    private static byte[] journal() {
        ByteBuffer file = ByteBuffer.allocate(512);
        JournalFormat.putFileHeader(file, 1, 0);
        return Arrays.copyOf(joined(Arrays.copyOf(file.array(), file.position()), entries()), 512);
    }

    private static byte[] entries() {
        ByteBuffer entries = ByteBuffer.allocate(480);
        JournalFormat.putEntry(entries, 0, 1, JournalFormat.CREATE, 0, 0, 9, 0, ByteBuffer.wrap(identity()));
        JournalFormat.putEntry(entries, 1, 1, JournalFormat.APPEND, 0, 0, 9, 1, ByteBuffer.wrap("abc".getBytes(UTF_8)));
        return entries.array();
    }

    // ---- names

    /** The name of a file or of a directory, as a start reads it. */
    private static void name(byte[] input) {
        String name = new String(input, UTF_8);
        PartitionDirectory directory = PartitionDirectory.parse(name);
        assert directory == null || directory.path().endsWith(name);
        SegmentSwap swap = SegmentSwap.parse(name);
        assert swap == null || name.length() == swap.fileName().length();
        if (Journal.isFile(name)) {
            assert Long.parseLong(name.substring(0, name.indexOf('.'))) >= 0;
        }
    }

    private static List<byte[]> names() {
        return Stream.of(
                        "orders-0.17",
                        "00000000.journal",
                        new SegmentSwap(0, 40).fileName(),
                        "00000000000000000040.log")
                .map(name -> name.getBytes(UTF_8))
                .toList();
    }

    // ---- dump

    private static List<byte[]> dumpSeeds() {
        byte[] whole = RecordFuzzTargets.wholeBatches().get(0);
        return List.of(
                joined(new byte[] {0}, whole), joined(new byte[] {4}, journal()), joined(new byte[] {3}, checkpoint()));
    }

    /** The first byte chooses the kind. */
    private static void dump(byte[] input) throws IOException {
        FileDump.Kind[] kinds = FileDump.Kind.values();
        FileDump.Kind kind = kinds[input.length == 0 ? 0 : (input[0] & 0xff) % kinds.length];
        byte[] bytes = Arrays.copyOfRange(input, Math.min(1, input.length), input.length);
        try (StorageFile file = file(new MemoryStorage(), FILE, bytes)) {
            FileDump.kindOf(FILE, file);
            FileDump.dump(kind, "00000000000000000000", file, DumpOptions.ALL, new DumpVisitor() {
                @Override
                public void entry(long position, String what, Map<String, Object> fields) {
                    assert !fields.toString().isEmpty();
                }

                @Override
                public void record(RecordCursor record, boolean control) {}

                @Override
                public void damaged(long position, String expected, String found) {
                    assert position >= 0 && position <= bytes.length;
                }

                @Override
                public void torn(long position, long offset, String found) {}
            });
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
