package dev.millrace.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * What writing batches of 16 KB costs, in CPU, to a file that grows and to one that is written over while its pages are
 * cached: what recycling the files of segments could save. Decision 0015 has the figures.
 *
 * <pre>
 *   WriteCost [--megabytes 512] [--rounds 5] [--directory .]
 * </pre>
 */
public final class WriteCost {

    private static final int BATCH_BYTES = 16 << 10;

    private WriteCost() {}

    /** Measures and prints. */
    public static void main(String[] args) throws Exception {
        Options options = Options.of(args, "--megabytes", "--rounds", "--directory");
        int megabytes = options.number("--megabytes", 512);
        Path parent = Path.of(options.text("--directory", "."));
        Medians medians = new Medians();
        try (Scratch scratch = Scratch.in(parent, "write-cost", (long) megabytes << 20)) {
            for (int round = 0; round <= options.number("--rounds", 5); round++) {
                Path path = scratch.path().resolve("file" + round);
                try (FileChannel file = FileChannel.open(
                        path,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE)) {
                    Usage grown = Usage.of(() -> fill(file, megabytes));
                    Usage again = Usage.of(() -> fill(file, megabytes));
                    if (round > 0) { // the first is the warm-up
                        medians.add(perGigabyte(grown, megabytes), perGigabyte(again, megabytes));
                    }
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "CPU-s per GB, medians of %d: growing file %.3f, written over %.3f, ratio %.1f%n",
                medians.rounds(),
                medians.of(0),
                medians.of(1),
                medians.of(0) / medians.of(1));
    }

    private static double perGigabyte(Usage usage, int megabytes) {
        return usage.cpuSeconds() * 1024 / megabytes;
    }

    private static void fill(FileChannel file, int megabytes) throws IOException {
        ByteBuffer batch = ByteBuffer.allocate(BATCH_BYTES);
        long size = (long) megabytes << 20;
        for (long position = 0; position < size; position += BATCH_BYTES) {
            file.write(batch.clear(), position);
        }
    }
}
