package dev.millrace.conformance.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.conformance.crash.CompactedLog;
import dev.millrace.log.storage.DiskStorage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Compaction on a disk that is really full, and then less and less so. */
@ExtendWith(Baseline.class)
class FullDiskCompactionTest {
    private static final int ROUNDS = 14;
    private static final int PAGE_BYTES = 4096;
    private static final int MOST_PAGES = 40;

    @TempDir
    private Path directory;

    @Test
    void case16_fullInCompactionLeavesTheOriginalsAndIsOverWhenThereIsRoom() throws IOException {
        try (MountedDisk disk = MountedDisk.inMemory(directory, "size=1m")) {
            Path root = disk.path().resolve("log");
            Map<String, String> expected;
            try (CompactedLog log = new CompactedLog(new DiskStorage(root)).fill(ROUNDS)) {
                log.tick(); // the checkpoint that a pass begins with has its room
                expected = log.committedTable();
                long before = log.sizeBytes();
                int heldUp = compactWithMoreAndMoreRoom(log, root, disk.path().resolve("other"));
                assertThat(heldUp)
                        .as("a full disk held it up, and room let it go on")
                        .isBetween(1, MOST_PAGES - 1);
                log.compactAMinuteLater();
                assertThat(log.committedTable()).isEqualTo(expected);
                assertThat(log.sizeBytes()).isLessThan(before * 2 / 3);
            }
            try (CompactedLog again = new CompactedLog(new DiskStorage(root))) {
                assertThat(again.committedTable()).isEqualTo(expected);
            }
        }
    }

    /** Until it gets somewhere; returns how often it did not. */
    private static int compactWithMoreAndMoreRoom(CompactedLog log, Path root, Path other) throws IOException {
        Map<String, String> expected = log.committedTable();
        long before = log.sizeBytes();
        int pages = 0;
        try (RandomAccessFile file = new RandomAccessFile(other.toFile(), "rw")) {
            long otherBytes = fill(file);
            for (; pages < MOST_PAGES && log.sizeBytes() == before; pages++) {
                file.setLength(otherBytes - (long) pages * PAGE_BYTES);
                log.compactAMinuteLater();
                assertThat(log.committedTable()).as("%d free pages", pages).isEqualTo(expected);
                assertThat(halfDone(root)).as("%d free pages", pages).isZero();
            }
        }
        Files.delete(other);
        return pages - 1;
    }

    /** Takes all the room that there is; returns how much that was. */
    private static long fill(RandomAccessFile file) throws IOException {
        byte[] page = new byte[PAGE_BYTES];
        long bytes = 0;
        while (true) {
            try {
                file.write(page);
                bytes += PAGE_BYTES;
            } catch (IOException full) {
                assertThat(full).hasMessageContaining("No space left");
                return bytes;
            }
        }
    }

    private static long halfDone(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> path.toString().endsWith(".log.tmp")
                            || path.toString().endsWith(".swap"))
                    .count();
        }
    }
}
