package dev.millrace.conformance.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;

/** Counts the faults of docs/RELIABILITY.md that are tested, over the test classes of all modules. */
class FaultIndexTest {
    private static final Path ROOT = Path.of("..");
    private static final int FAULTS = 40;
    private static final Pattern CASE = Pattern.compile("case(\\d\\d)_\\w+");
    private static final Pattern NAMED = Pattern.compile("`(\\w+\\.case\\d\\d_\\w+)` \\| (build|nightly) \\|");

    /** Why a fault has no test. */
    private static final Map<Integer, String> WITHOUT_TEST = Map.of(40, "comes with the socket listener");

    private static final JavaClasses CLASSES = testClasses();
    private static final Map<String, String> TESTS = testedCases();

    /** Each test, and when it runs. */
    private static Map<String, String> testedCases() {
        Map<String, String> methods = new TreeMap<>();
        for (JavaClass type : CLASSES) {
            for (JavaMethod method : type.getMethods()) {
                if (isCase(method)) {
                    String when = method.isAnnotatedWith(Tag.class) ? "nightly" : "build";
                    methods.put(type.getSimpleName() + "." + method.getName(), when);
                }
            }
        }
        return methods;
    }

    private static boolean isCase(JavaMethod method) {
        boolean test = method.isAnnotatedWith(Test.class) || method.isAnnotatedWith(ParameterizedTest.class);
        return test && CASE.matcher(method.getName()).matches();
    }

    private static JavaClasses testClasses() {
        try (Stream<Path> modules = Files.list(ROOT)) {
            List<Path> compiled = modules.map(module -> module.resolve("target/test-classes"))
                    .filter(Files::isDirectory)
                    .toList();
            return new ClassFileImporter().importPaths(compiled);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<Integer> numbers() {
        Set<Integer> numbers = new TreeSet<>();
        for (String test : TESTS.keySet()) {
            Matcher name = CASE.matcher(test.substring(test.indexOf('.') + 1));
            numbers.add(name.matches() ? Integer.valueOf(name.group(1)) : 0);
        }
        return numbers;
    }

    @Test
    void everyFaultHasATestOrAReasonWhyNot() {
        Set<Integer> numbers = numbers();
        for (int fault = 1; fault <= FAULTS; fault++) {
            assertThat(numbers.contains(fault) || WITHOUT_TEST.containsKey(fault))
                    .as("case %d has a test", fault)
                    .isTrue();
        }
    }

    @Test
    void thePageNamesEveryTestAndSaysWhenItRuns() throws IOException {
        Matcher named = NAMED.matcher(Files.readString(ROOT.resolve("docs/RELIABILITY.md")));
        Map<String, String> onThePage = new TreeMap<>();
        while (named.find()) {
            onThePage.put(named.group(1), named.group(2));
        }
        assertThat(onThePage).isEqualTo(TESTS);
    }

    /** The other modules cannot see {@link Baseline}: it stands above them all. */
    @Test
    void everyFaultOfThisModuleIsAudited() {
        for (JavaClass type : CLASSES) {
            if (isOfThisModule(type) && type.getMethods().stream().anyMatch(FaultIndexTest::isCase)) {
                assertThat(type.reflect().getAnnotationsByType(ExtendWith.class))
                        .as("%s is extended with Baseline", type.getName())
                        .anySatisfy(extension -> assertThat(extension.value()).contains(Baseline.class));
            }
        }
    }

    private static boolean isOfThisModule(JavaClass type) {
        return type.getSource().orElseThrow().getUri().getPath().contains("/conformance/target/");
    }

    @Test
    void thePageHasARowForEveryFault() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/RELIABILITY.md"));
        for (int fault = 1; fault <= FAULTS; fault++) {
            assertThat(page).contains("\n| " + fault + " | ");
        }
    }
}
