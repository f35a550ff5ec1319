package dev.millrace.streams.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds that no operator is without its specification: it is run on the bench; if it has state, a test restarts it
 * there; if it writes a store, a test says the changelog.
 */
class OperatorsTest {

    private static final Path OPERATORS = Path.of("src/main/java/dev/millrace/streams/operator");
    private static final Path SPECIFICATIONS = Path.of("src/test/java/dev/millrace/streams/operator");
    private static final Pattern OPERATOR =
            Pattern.compile("class \\w+<[^{]*(extends ContextualProcessor|implements Processor)<");

    /** It writes a store. A join that only reads is told apart by this. */
    private static final Pattern WRITES = Pattern.compile(
            "\\bkept\\.put\\(|\\bsubscriptions\\.take\\(|\\b(store|buffer)\\.(put|delete|remove|add|addLeft|poll)\\(");

    /** It writes a store, or reads one that only its like write, or commits a mark. */
    private static final Pattern STATE = Pattern.compile(
            WRITES + "|new StreamTime\\(|(KeptTable|ForeignKeyStore)\\.open|marks\\.atCommit|clock\\.resume\\(");

    private static final Pattern RESTART = Pattern.compile("\\.restarted\\(|Bench\\.resumed\\(");
    private static final Pattern CHANGELOG = Pattern.compile("\\.changes\\(");
    /** The first line of a member that is neither annotation nor comment, up to its name. */
    private static final Pattern HEADER = Pattern.compile("(?m)^    (?![ @/}]).*?(?:class (\\w+)|(\\w+)\\()");

    private static final Pattern CALL = Pattern.compile("\\b(\\w+)(?:<[^>]*>)?\\(");

    @Test
    void everyOperatorIsSpecified() {
        assertThat(operators()).hasSizeGreaterThan(15);
        assertThat(madeInTestsWith(Pattern.compile("Bench"))).containsAll(operators());
    }

    @Test
    void everyOperatorWithStateIsRestarted() {
        assertThat(operatorsThat(STATE)).hasSizeGreaterThan(10);
        assertThat(madeInTestsWith(RESTART)).containsAll(operatorsThat(STATE));
    }

    @Test
    void theChangelogOfEveryOperatorThatWritesAStoreIsSaid() {
        assertThat(operatorsThat(WRITES)).hasSizeGreaterThan(10);
        assertThat(madeInTestsWith(CHANGELOG)).containsAll(operatorsThat(WRITES));
    }

    private static List<String> operatorsThat(Pattern pattern) {
        return operators().stream()
                .filter(name ->
                        pattern.matcher(text(OPERATORS.resolve(name + ".java"))).find())
                .toList();
    }

    /** Operators that are made where a pattern is found: in one test method with all that it calls in its file. */
    private static Set<String> madeInTestsWith(Pattern pattern) {
        Set<String> made = new TreeSet<>();
        for (Path file : list(SPECIFICATIONS, "Test.java").toList()) {
            Map<String, String> members = members(text(file));
            for (String name : members.keySet()) {
                String reached = reached(name, members, new HashSet<>());
                if (members.get(name).contains("@Test")
                        && pattern.matcher(reached).find()) {
                    operators().stream()
                            .filter(operator ->
                                    making(operator).matcher(reached).find())
                            .forEach(made::add);
                }
            }
        }
        return made;
    }

    /** The text of a member and of all that it calls. */
    private static String reached(String name, Map<String, String> members, Set<String> visited) {
        if (!members.containsKey(name) || !visited.add(name)) {
            return "";
        }
        String text = members.get(name);
        return text
                + CALL.matcher(text)
                        .results()
                        .map(call -> reached(call.group(1), members, visited))
                        .collect(Collectors.joining());
    }

    /** Methods and nested classes by name, each with its annotations; those of one name are one. */
    private static Map<String, String> members(String source) {
        Map<String, String> members = new TreeMap<>();
        for (String member : source.split("\n\n(?=    \\S)")) {
            Matcher header = HEADER.matcher(member);
            if (header.find()) {
                members.merge(header.group(1) == null ? header.group(2) : header.group(1), member, String::concat);
            }
        }
        return members;
    }

    /** By its constructor, or by a method of its class. */
    private static Pattern making(String operator) {
        return Pattern.compile("\\bnew " + operator + "<|\\b" + operator + "\\.|private static " + operator + "<");
    }

    private static List<String> operators() {
        return list(OPERATORS, ".java")
                .filter(file -> OPERATOR.matcher(text(file)).find())
                .map(file -> file.getFileName().toString().replace(".java", ""))
                .sorted()
                .toList();
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
