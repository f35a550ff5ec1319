package dev.millrace.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jazzer, guided by coverage, for a minute at each decoder. System properties: {@code millrace.fuzz.seconds} sets
 * another time, {@code millrace.fuzz.targets} names some of the decoders, separated by commas, and
 * {@code millrace.fuzz.seed} begins as an earlier run did, which said its seed.
 */
/*
 * Each decoder has a JVM of its own, started with Jazzer's own driver: Jazzer instruments what it loads, and one
 * process fuzzes one target. So no other test runs instrumented, and nothing hangs on which JUnit Jazzer's extension
 * was built for. The heap is small, so that a large allocation is an error.
 */
@Tag("nightly")
class JazzerNightlyTest {

    private static final int SECONDS = Integer.getInteger("millrace.fuzz.seconds", 60);

    /** The slowest decoder has a hundred times as many on an idle machine; fewer than these are no search. */
    private static final long FEWEST_INPUTS_A_SECOND = 50;

    private static final String TARGETS = System.getProperty("millrace.fuzz.targets", "");
    private static final int SEED =
            Integer.getInteger("millrace.fuzz.seed", new SplittableRandom().nextInt(1, Integer.MAX_VALUE));

    static List<String> targets() {
        return TARGETS.isEmpty()
                ? FuzzTargets.all().stream().map(FuzzTarget::name).toList()
                : List.of(TARGETS.split(","));
    }

    @ParameterizedTest
    @MethodSource("targets")
    void aMinuteOfJazzerFindsNothing(String target, @TempDir Path directory) throws Exception {
        Path corpus = Files.createDirectory(directory.resolve("corpus"));
        int number = 0;
        for (byte[] input : FuzzTargets.corpus(FuzzTargets.named(target))) {
            Files.write(corpus.resolve("input-" + number++), input);
        }
        Path output = directory.resolve("output");
        System.out.println("JazzerNightlyTest: " + target + " for " + SECONDS + " s, seed " + SEED);
        Process jazzer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-ea",
                        "-Dmillrace.fuzz.target=" + target,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + JazzerEntry.class.getName(),
                        "--instrumentation_includes=dev.millrace.**",
                        "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.**",
                        "--reproducer_path=" + directory,
                        "-artifact_prefix=" + directory + "/found-",
                        "-seed=" + SEED,
                        "-max_total_time=" + SECONDS,
                        "-max_len=65536",
                        "-timeout=60",
                        "-print_final_stats=1",
                        corpus.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int status = jazzer.waitFor();
        long inputs = inputs(output);
        System.out.println("JazzerNightlyTest: " + target + ", " + inputs + " inputs");
        assertThat(status).as(tail(output)).isZero();
        assertThat(inputs)
                .as("inputs of " + target + " in " + SECONDS + " s")
                .isGreaterThan(FEWEST_INPUTS_A_SECOND * SECONDS);
    }

    /** How many it tried; 0 if it does not say so, because it found something. */
    private static long inputs(Path output) throws IOException {
        return Files.readAllLines(output, StandardCharsets.ISO_8859_1).stream()
                .filter(line -> line.startsWith("stat::number_of_executed_units"))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(0);
    }

    private static String tail(Path output) throws IOException {
        List<String> lines = Files.readAllLines(output, StandardCharsets.ISO_8859_1);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    }
}
