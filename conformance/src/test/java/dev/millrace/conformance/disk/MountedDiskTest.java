package dev.millrace.conformance.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.conformance.disk.MountedDisk.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A power cut that loses nothing, and a disk that is never full, would prove nothing. */
@ExtendWith(Baseline.class)
class MountedDiskTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(names = {"EXT4", "XFS"})
    void aCutLosesWhatWasNotSyncedAndKeepsWhatWas(Kind kind) throws IOException {
        try (MountedDisk disk = MountedDisk.onLoop(kind, directory)) {
            Path synced = disk.path().resolve("synced");
            Path unsynced = disk.path().resolve("unsynced");
            write(synced, true);
            write(unsynced, false);
            disk.cut();
            assertThatThrownBy(() -> write(disk.path().resolve("late"), true)).isInstanceOf(IOException.class);
            disk.remount();
            assertThat(Files.readAllBytes(synced)).hasSize(1000).containsOnly(7);
            assertThat(Files.exists(unsynced) && Files.size(unsynced) == 1000 && Files.readAllBytes(unsynced)[0] == 7)
                    .as("what was not synced is there")
                    .isFalse();
        }
    }

    @Test
    void aSmallDiskIsFull() throws IOException {
        try (MountedDisk disk = MountedDisk.inMemory(directory, "size=1m")) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 2_000; i++) {
                            write(disk.path().resolve("file" + i), false);
                        }
                    })
                    .hasMessageContaining("No space left on device");
        }
    }

    private static void write(Path path, boolean sync) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(1000);
        while (bytes.hasRemaining()) {
            bytes.put((byte) 7);
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            file.write(bytes.flip());
            if (sync) {
                file.force(false);
                try (FileChannel above = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
                    above.force(true);
                }
            }
        }
    }
}
