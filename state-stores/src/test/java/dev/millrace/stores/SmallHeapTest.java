package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State that is several times the heap of its process, in a process of its own. */
class SmallHeapTest {

    private static final int HEAP_MB = 64;

    @TempDir
    File directory;

    private void statesOf(int values) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx" + HEAP_MB + "m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeTask.class.getName(),
                        directory.getPath(),
                        Integer.toString(values)))
                .redirectErrorStream(true)
                .start();
        List<String> lines;
        try (var output = child.inputReader()) {
            lines = output.lines().toList();
        } finally {
            child.destroyForcibly();
            child.waitFor();
        }
        assertThat(lines).as(String.join("\n", lines)).endsWith("done");
        long residentKb = lines.stream()
                .filter(line -> line.startsWith("resident kB "))
                .mapToLong(line -> Long.parseLong(line.substring("resident kB ".length())))
                .findFirst()
                .orElseThrow();
        assertThat(residentKb).as("largest resident set, kB").isLessThan(MAX_RESIDENT_MB * 1024L);
    }

    /** The heap, the state's memory, and what a JVM takes beside: code, classes, threads, RocksDB's own structures. */
    private static final int MAX_RESIDENT_MB = 320;

    /** 200 MB: three times the heap in all. */
    @Test
    void storesOfEachKindAndWhatWaitsForAPartnerOrIsSuppressedStayWithinTheirMemory() throws Exception {
        statesOf(100_000);
    }

    @Test
    @Tag("nightly")
    void theSameOfThirtyTimesTheHeap() throws Exception {
        statesOf(1_000_000);
    }
}
