package dev.millrace.cli.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.fuzz.FuzzTarget;
import dev.millrace.log.DumpOptions;
import dev.millrace.log.FileDump;
import dev.millrace.log.record.RecordBatch;
import dev.millrace.log.record.RecordFuzzTargets;
import dev.millrace.log.storage.MemoryStorage;
import dev.millrace.log.storage.StorageFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** {@code log dump --deep}, to the last character that it prints. */
public final class DumpFuzzTargets {

    private static final List<String> TOPICS =
            List.of("orders", "__consumer_offsets", "__transaction_state", "__topic_catalog");

    private DumpFuzzTargets() {}

    /** All of them. */
    public static List<FuzzTarget> all() {
        List<byte[]> seeds = new ArrayList<>();
        for (byte[] batch : RecordFuzzTargets.wholeBatches()) {
            seeds.add(ByteBuffer.allocate(1 + batch.length)
                    .put((byte) 0)
                    .put(batch)
                    .array());
        }
        return List.of(FuzzTarget.of("dump-deep", seeds, DumpFuzzTargets::dump)
                .withAllowance(RecordBatch.DEFAULT_DECOMPRESSION_LIMIT_BYTES * 8L));
    }

    /**
     * Of the first byte, the lower half chooses the kind of file and the upper half the topic whose records they are.
     */
    private static void dump(byte[] input) throws IOException {
        int choice = input.length == 0 ? 0 : input[0] & 0xff;
        FileDump.Kind[] kinds = FileDump.Kind.values();
        String topic = TOPICS.get((choice >>> 4) % TOPICS.size());
        DumpPrinter printer = new DumpPrinter(new PrintWriter(Writer.nullWriter()), topic);
        try (StorageFile file = new MemoryStorage().create("file")) {
            file.write(ByteBuffer.wrap(Arrays.copyOfRange(input, Math.min(1, input.length), input.length)), 0);
            FileDump.dump(kinds[(choice & 15) % kinds.length], "00000000000000000000", file, DumpOptions.DEEP, printer);
        }
        // The names of files and directories are read as well.
        String name = new String(input, UTF_8);
        TopicPartition partition = FileDump.partitionOf(name);
        assert partition == null || partition.partition() >= 0;
    }
}
