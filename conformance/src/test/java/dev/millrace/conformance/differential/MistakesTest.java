package dev.millrace.conformance.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The catalogue of wrong topologies. The mistakes are in the package {@code engine}, each with its title; what Millrace
 * says to each is in {@code docs/topology-errors.md}, word for word. Kafka Streams makes the same mistakes, so that
 * what it refuses is refused here, no later, and by an exception that the same {@code catch} gets.
 */
class MistakesTest {

    private static final Path PAGE = Path.of("../docs/topology-errors.md");
    private static final Path WRITTEN = Path.of("target/topology-errors.md");
    private static final String BEGIN = "<!-- From here on the page is written by MistakesTest. -->\n";

    private static final Map<String, String> CHAPTERS = chapters();

    private static final Map<String, List<Refusal>> THEIRS = refusals(false);

    private static final Map<String, List<Refusal>> OURS = refusals(true);

    private static Map<String, String> chapters() {
        Map<String, String> chapters = new LinkedHashMap<>();
        chapters.put("WrongTopologies", "In a topology built by hand");
        chapters.put("WrongPrograms", "In a program of the DSL");
        chapters.put("WrongAtWork", "At the start and at work");
        return chapters;
    }

    @TestFactory
    Stream<DynamicTest> aMistakeIsRefusedNoLaterThanByKafkaStreamsAndForTheSameCatch() {
        return CHAPTERS.keySet().stream().flatMap(chapter -> {
            List<Refusal> theirs = THEIRS.get(chapter);
            List<Refusal> ours = OURS.get(chapter);
            assertThat(ours).extracting(Refusal::title).containsExactlyElementsOf(titles(theirs));
            return Stream.iterate(0, i -> i < ours.size(), i -> i + 1)
                    .filter(i -> theirs.get(i).isRefused())
                    .map(i -> DynamicTest.dynamicTest(ours.get(i).title(), () -> compare(theirs.get(i), ours.get(i))));
        });
    }

    private static void compare(Refusal theirs, Refusal ours) {
        assertThat(ours).as("%s, refused by Kafka Streams", theirs).matches(Refusal::isRefused, "is refused");
        assertThat(ours).as("%s", theirs).matches(refusal -> refusal.isNoLaterThan(theirs), "is no later");
        assertThat(ours).as("%s", theirs).matches(refusal -> refusal.isCaughtAs(theirs), "is caught by the same catch");
        assertThat(ours.message()).as("Kafka's own words").isNotEqualTo(theirs.message());
    }

    @Test
    void thePageSaysWhatIsSaid() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN);
        assertThat(begin).as("the line \"%s\" in %s", BEGIN, PAGE).isPositive();
        String written = page.substring(0, begin) + BEGIN + catalogue();
        Files.writeString(WRITTEN, written);
        assertThat(page)
                .as("If the new texts are wanted, copy conformance/%s over docs/topology-errors.md", WRITTEN)
                .isEqualTo(written);
    }

    private static String catalogue() {
        StringBuilder text = new StringBuilder();
        CHAPTERS.forEach((chapter, title) -> {
            text.append("\n## ").append(title).append('\n');
            StringBuilder taken = new StringBuilder();
            for (int i = 0; i < OURS.get(chapter).size(); i++) {
                Refusal ours = OURS.get(chapter).get(i);
                if (ours.isRefused()) {
                    text.append(entry(ours, THEIRS.get(chapter).get(i)));
                } else {
                    taken.append("- ").append(ours.title()).append('\n');
                }
            }
            if (taken.length() > 0) {
                text.append("\nNot refused at this point, here as there:\n\n").append(taken);
            }
        });
        return text.toString();
    }

    private static String entry(Refusal ours, Refusal theirs) {
        return "\n**" + ours.title() + "**: `" + ours.types().get(0) + "` at " + ours.moment()
                + comparison(ours, theirs) + "\n> "
                + ours.message().replace("<", "\\<").replace("*", "\\*").replace("\n", "  \n> ") + "\n";
    }

    private static String comparison(Refusal ours, Refusal theirs) {
        if (!theirs.isRefused()) {
            return "; Kafka Streams takes it";
        }
        boolean sameType = ours.types().get(0).equals(theirs.types().get(0));
        boolean sameMoment = ours.moment().equals(theirs.moment());
        return sameType && sameMoment
                ? ""
                : "; Kafka Streams: `" + theirs.types().get(0) + "` at " + theirs.moment();
    }

    private static List<String> titles(List<Refusal> refusals) {
        return refusals.stream().map(Refusal::title).toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, List<Refusal>> refusals(boolean swapped) {
        Map<String, List<Refusal>> refusals = new LinkedHashMap<>();
        CHAPTERS.keySet()
                .forEach(chapter ->
                        refusals.put(chapter, ((Supplier<List<Refusal>>) ImportSwap.make(chapter, swapped)).get()));
        return refusals;
    }
}
