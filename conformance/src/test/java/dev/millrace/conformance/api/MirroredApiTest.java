package dev.millrace.conformance.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Nothing of Kafka Streams' public API is left out without a word: what is missing stands, with its reason, in the
 * migration page.
 */
class MirroredApiTest {

    private static final Path PAGE = Path.of("../docs/migrating-from-kafka-streams.md");
    private static final String CHAPTER = "## Not mirrored, by group";

    private static final List<MirroredApi.Missing> MISSING = new MirroredApi(Path.of("api-renames.txt")).missing();

    @Test
    void whatIsMissingStandsInTheMigrationPage() throws IOException {
        String page = Files.readString(PAGE);
        String chapter = page.substring(page.indexOf(CHAPTER));
        assertThat(MISSING)
                .allSatisfy(missing -> assertThat(chapter)
                        .as(
                                "`%s` is not in the chapter \"%s\" of %s: mirror it, or say why not",
                                missing, CHAPTER, PAGE)
                        .containsPattern(saying(missing)));
    }

    @Test
    void theStreamsAndTablesAreMirroredInFull() {
        assertThat(MirroredApi.types()).hasSizeGreaterThan(200);
        for (String name : List.of("kstream", "errors", "processor.api", "test")) {
            String inPackage = "org.apache.kafka.streams." + name;
            assertThat(MISSING)
                    .noneMatch(missing -> missing.type().getPackageName().equals(inPackage));
        }
    }

    /** A package for all its types, a type for those in it, a member by its name. */
    private static Pattern saying(MirroredApi.Missing missing) {
        Class<?> type = missing.type();
        Class<?> outer = type.getEnclosingClass();
        List<String> names = new ArrayList<>();
        if (!missing.member().isEmpty()) {
            names.add(missing.member());
        } else if (outer == null) {
            names.add(type.getSimpleName());
        } else {
            names.add(outer.getSimpleName());
            names.add(outer.getSimpleName() + "." + type.getSimpleName());
        }
        String inPackage = type.getPackageName().replace("org.apache.kafka.streams.", "");
        String named = names.stream().map(Pattern::quote).collect(Collectors.joining("|"));
        return Pattern.compile("`" + Pattern.quote(inPackage) + "`|`(\\w+\\.)?(" + named + ")`");
    }
}
