package dev.millrace.conformance.arrows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Files and methods of main classes stay small; documentation is not counted (decision 42). */
class SizesTest {

    private static final int MAX_LINES_OF_A_FILE = 400;
    private static final int MAX_LINES_OF_A_METHOD = 60;

    @Test
    void aFileHasFewLinesOfCode() {
        assertThat(mainSources())
                .allSatisfy(file -> assertThat(SourceLines.of(file).code())
                        .as("lines of code in %s: which two things is it?", file.getFileName())
                        .hasSizeLessThanOrEqualTo(MAX_LINES_OF_A_FILE));
    }

    @Test
    void aMethodIsShort() {
        assertThat(mainSources())
                .allSatisfy(file -> assertThat(SourceLines.of(file).methods())
                        .allSatisfy(method -> assertThat(method.lines())
                                .as("lines of %s in %s", method.header(), file.getFileName())
                                .isLessThanOrEqualTo(MAX_LINES_OF_A_METHOD)));
    }

    @Test
    void documentationIsNotCountedAndALongMethodIsSeen() {
        SourceLines source = new SourceLines("""
                package a;

                import b.C;

                /**
                 * A class.
                 */
                final class D {
                    // why
                    private int x; /* what */

                    int longest(
                            int y) {
                        if (y > 0) {
                            return x;
                        }
                        return y;
                    }

                    static final class Inner {
                        void shorter() {
                            x++;
                        }
                    }
                }
                """.lines().toList());

        assertThat(source.code()).hasSize(15);
        assertThat(source.methods())
                .containsExactly(
                        new SourceLines.Method("int longest(", 7), new SourceLines.Method("void shorter() {", 3));
    }

    private static List<Path> mainSources() {
        List<Path> sources = new ArrayList<>();
        for (MillraceModule module : MillraceModule.values()) {
            try (Stream<Path> files = Files.walk(Path.of("..", module.toString(), "src", "main", "java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return sources;
    }
}
