package dev.millrace.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.conformance.audit.Baseline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the bytes, a decoder reads them or says that it cannot, by a defined exception and in bounded memory. Every
 * build tries the corpus and damaged copies of it; {@code ./mvnw verify -Pnightly} lets Jazzer look for a minute at
 * each decoder ({@link JazzerNightlyTest}). An input that Jazzer finds becomes a file of the corpus.
 */
@ExtendWith(Baseline.class)
class DecoderFuzzTest {

    private static final long SEED = 20_261_130;
    private static final int MUTATIONS = 3_000;

    static List<FuzzTarget> targets() {
        return FuzzTargets.all();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void theSeedsAreValid(FuzzTarget target) throws Exception {
        assertThat(target.seeds()).isNotEmpty();
        boolean read = false;
        for (byte[] seed : target.seeds()) {
            target.check(seed);
            read |= reads(target, seed);
        }
        assertThat(read).as("one seed at least is read to its end").isTrue();
    }

    private static boolean reads(FuzzTarget target, byte[] seed) {
        try {
            target.decoder().decode(seed);
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("targets")
    void case38_anyBytesAreReadOrRefused(FuzzTarget target) {
        List<byte[]> corpus = FuzzTargets.corpus(target);
        for (byte[] input : corpus) {
            check(target, input, "of the corpus");
        }
        check(target, new byte[0], "empty");
        SplittableRandom random = new SplittableRandom(SEED);
        for (int step = 0; step < MUTATIONS; step++) {
            check(target, Mutation.of(corpus, random), "of seed " + SEED + ", step " + step);
        }
    }

    private static void check(FuzzTarget target, byte[] input, String which) {
        try {
            target.check(input);
        } catch (AssertionError | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(
                    target + ", input " + which + ": " + e.getMessage() + "\nas base64: "
                            + Base64.getEncoder().encodeToString(input),
                    e);
        }
    }

    @Test
    void thePageHasEveryTarget() throws IOException {
        String page = Files.readString(Path.of("../docs/RELIABILITY.md"));
        assertThat(targets()).allSatisfy(target -> assertThat(page).contains("`" + target.name() + "`"));
    }

    @Test
    void anUndefinedExceptionIsAnAnswerThatFails() {
        FuzzTarget target = FuzzTarget.of(
                "careless",
                List.of(),
                input -> {
                    throw new ArrayIndexOutOfBoundsException(input.length);
                },
                IOException.class);
        assertThatThrownBy(() -> target.check(new byte[3]))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ArrayIndexOutOfBounds");
    }

    @Test
    void memoryThatTheInputDoesNotExplainFails() {
        FuzzTarget target = FuzzTarget.of(
                "greedy", List.of(), input -> assertThat(new byte[8 << 20]).hasSizeGreaterThan(1));
        assertThatThrownBy(() -> target.check(new byte[3]))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("allocated");
    }
}
