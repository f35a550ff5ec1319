package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds that the code of a guide is code that a test compiles and runs. */
final class GuideCode {

    private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    private GuideCode() {}

    /**
     * Fails if a line of a block of Java is not in the test, behind the line before it. Comments, an ellipsis and the
     * directory {@code "./data"}, for which a test has a variable, do not count.
     *
     * @param guides paths from the root of the project
     * @return how many blocks there were
     */
    static int blocksShownBy(Class<?> test, String... guides) throws IOException {
        Path root = Path.of("").toAbsolutePath().getParent();
        String source = "examples/src/test/java/" + test.getName().replace('.', '/') + ".java";
        String code = withoutSpace(Files.readString(root.resolve(source)));
        int blocks = 0;
        for (String guide : guides) {
            Matcher block = BLOCK.matcher(Files.readString(root.resolve(guide)));
            while (block.find()) {
                blocks++;
                assertLinesInOrder(guide, block.group(1), code);
            }
        }
        return blocks;
    }

    private static void assertLinesInOrder(String guide, String block, String code) {
        int at = 0;
        for (String line : block.split("\n")) {
            String part = withoutSpace(line.replaceAll("//.*|;$|\\.\\.\\.", "").replace("\"./data\"", "data"));
            at = code.indexOf(part, at);
            assertThat(at).as(guide + ": " + line).isNotNegative();
            at += part.length();
        }
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
