package dev.millrace.conformance.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineTest {
    @TempDir
    private Path directory;

    @Test
    void aFileHalfWrittenIsSeenWhereverItLies() throws IOException {
        Path below = Files.createDirectories(directory.resolve("partitions/a-0.0"));
        Path file = Files.createFile(below.resolve("00000000000000000000.index.tmp"));
        Files.createFile(below.resolve("00000000000000000000.index"));
        assertThat(Baseline.halfWritten(directory)).containsExactly(file);
    }
}
