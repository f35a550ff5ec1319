package dev.millrace.streams.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds that no operator is without its specification: it is run on the bench, and if it has state, it is restarted there. */
class OperatorsTest {

    private static final Path OPERATORS = Path.of("src/main/java/dev/millrace/streams/operator");
    private static final Path SPECIFICATIONS = Path.of("src/test/java/dev/millrace/streams/operator");
    private static final Pattern OPERATOR =
            Pattern.compile("class \\w+<[^{]*(extends ContextualProcessor|implements Processor)<");

    /** What has state of its own: a store that it writes, or a mark that it commits. A join that only reads is told apart by this. */
    private static final Pattern STATE = Pattern.compile(
            "new StreamTime\\(|(KeptTable|ForeignKeyStore)\\.open|marks\\.atCommit|\\bstore\\.(put|delete)\\(");

    @Test
    void everyOperatorIsSpecified() {
        String specifications = read(SPECIFICATIONS, "Test.java");
        assertThat(operators()).hasSizeGreaterThan(15);
        assertThat(operators()).allSatisfy(name -> assertThat(specifications).containsPattern(made(name)));
    }

    @Test
    void everyOperatorWithStateIsSpecifiedAtARestart() {
        List<String> restarted = restarted();
        List<String> stateful = operators().stream()
                .filter(name ->
                        STATE.matcher(text(OPERATORS.resolve(name + ".java"))).find())
                .toList();
        assertThat(stateful).hasSizeGreaterThan(10);
        assertThat(restarted).containsAll(stateful);
    }

    /** Operators that stand in a test that restarts, or in what such a test calls: in a file, all that are made there. */
    private static List<String> restarted() {
        String files = list(SPECIFICATIONS, "Test.java")
                .map(OperatorsTest::text)
                .filter(text -> text.contains(".restarted(") || text.contains("Bench.resumed("))
                .collect(Collectors.joining());
        return operators().stream()
                .filter(name -> made(name).matcher(files).find())
                .toList();
    }

    /** By its constructor, or by a method of its class. */
    private static Pattern made(String operator) {
        return Pattern.compile("\\bnew " + operator + "<|\\b" + operator + "\\.|private static " + operator + "<");
    }

    private static List<String> operators() {
        return list(OPERATORS, ".java")
                .filter(file -> OPERATOR.matcher(text(file)).find())
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .sorted()
                .toList();
    }

    private static String read(Path directory, String end) {
        return list(directory, end).map(OperatorsTest::text).collect(Collectors.joining());
    }

    private static Stream<Path> list(Path directory, String end) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(end)).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
