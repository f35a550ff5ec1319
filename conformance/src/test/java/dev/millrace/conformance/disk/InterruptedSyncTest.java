package dev.millrace.conformance.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.log.storage.DiskStorage;
import dev.millrace.log.storage.StorageFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that fails to write, under a thread that is interrupted all the time. Linux tells of such a failure once; who
 * does not hear it then takes the data for safe.
 */
@ExtendWith(Baseline.class)
class InterruptedSyncTest {
    private static final int SYNCS = 300;
    private static final int PAGE_BYTES = 4096;
    private static final int DEVICE_BYTES = SYNCS * PAGE_BYTES;
    private static final long PAUSE_NS = TimeUnit.MICROSECONDS.toNanos(20);

    @TempDir
    private Path directory;

    private volatile boolean done;

    @Test
    void case18_anInterruptDoesNotHideThatASyncFailed() throws Exception {
        try (MountedDisk backing = MountedDisk.inMemory(directory, "size=256k")) {
            Path device = attach(backing.path().resolve("image"), DEVICE_BYTES);
            fill(backing.path().resolve("rest"));
            Thread interrupter = interrupting(Thread.currentThread());
            try (DiskStorage storage = new DiskStorage(device.getParent());
                    StorageFile other = storage.open(device.getFileName().toString()); // else closing is a sync, too
                    StorageFile file = storage.open(device.getFileName().toString())) {
                assertThat(other.size()).isEqualTo((long) DEVICE_BYTES);
                for (int page = 0; page < SYNCS; page++) {
                    file.write(ByteBuffer.allocate(PAGE_BYTES).putInt(0, page + 1), (long) page * PAGE_BYTES);
                    assertThat(succeeds(file)).as("sync of page " + page).isFalse();
                }
            } finally {
                done = true;
                while (interrupter.isAlive()) {
                    LockSupport.parkNanos(PAUSE_NS);
                }
                Thread.interrupted();
                MountedDisk.run(List.of("losetup", "-d", device.toString()));
            }
        }
    }

    private static boolean succeeds(StorageFile file) {
        try {
            file.sync();
            return true;
        } catch (IOException expected) {
            return false;
        }
    }

    /** A device with room for nothing: what is written to it is kept by a file in memory, which is full of holes. */
    private static Path attach(Path image, int sizeBytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(sizeBytes);
        }
        return Path.of(MountedDisk.run(List.of("losetup", "--find", "--show", image.toString())));
    }

    private static void fill(Path rest) throws IOException {
        try {
            Files.write(rest, new byte[1 << 20]);
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private Thread interrupting(Thread thread) {
        Thread interrupter = new Thread(
                () -> {
                    while (!done) {
                        thread.interrupt();
                        LockSupport.parkNanos(PAUSE_NS);
                    }
                },
                "interrupter");
        interrupter.start();
        return interrupter;
    }
}
