package dev.millrace.log.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.conformance.crash.PowerCut;
import dev.millrace.conformance.crash.StrictStorage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A log directory outlives a power cut, also one that a process which was killed has just made. */
@ExtendWith(Baseline.class)
class DurableDirectoryTest {
    private static final Path DIRECTORY = Path.of("/data/millrace/log");

    /** The directories of a simulated disk. */
    private record SimulatedDisk(StrictStorage storage) implements DurableDirectory.Disk {
        private static String name(Path path) {
            return path.toString().substring(1);
        }

        @Override
        public boolean isDirectory(Path path) throws IOException {
            return storage.exists(name(path));
        }

        @Override
        public void create(Path directory) throws IOException {
            storage.createDirectories(name(directory));
        }

        @Override
        public void sync(Path directory) throws IOException {
            storage.syncDirectory(name(directory));
        }
    }

    @Test
    void case05_whatIsDurableInADirectoryThatAKilledProcessHadJustMadeSurvivesAPowerCut() throws IOException {
        for (long seed = 0; seed < 2_000; seed++) {
            StrictStorage storage = killed(seed);
            DurableDirectory.create(DIRECTORY, new SimulatedDisk(storage));
            String file = SimulatedDisk.name(DIRECTORY.resolve("file"));
            try (StorageFile created = storage.create(file)) {
                created.sync();
            }
            storage.syncDirectory(SimulatedDisk.name(DIRECTORY));
            assertThat(storage.crash().exists(file)).as("seed " + seed).isTrue();
        }
    }

    /** What a process leaves that is killed while it makes the directory, or behind it. */
    private static StrictStorage killed(long seed) throws IOException {
        StrictStorage storage = new StrictStorage(seed);
        storage.cutPowerAt(1 + seed % 7);
        try {
            DurableDirectory.create(DIRECTORY, new SimulatedDisk(storage));
        } catch (PowerCut here) {
            assertThat(here).hasMessageContaining("operation");
        }
        return storage.kill();
    }
}
