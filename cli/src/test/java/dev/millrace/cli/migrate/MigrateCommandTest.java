package dev.millrace.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MigrateCommandTest {

    private static final String BEFORE = "import org.apache.kafka.streams.Topology;\nclass App {}\n";
    private static final String AFTER = "import dev.millrace.streams.Topology;\nclass App {}\n";

    @TempDir
    Path project;

    private final StringWriter out = new StringWriter();

    @Test
    void sourcesAreRewrittenAndTheBuildIsReported() throws IOException {
        Path app = write("src/main/java/App.java", BEFORE);
        write("pom.xml", "<dependencies>\n  <artifactId>kafka-streams</artifactId>\n</dependencies>\n");
        write("src/main/resources/logback.xml", "<logger name=\"org.apache.kafka.streams\"/>\n");

        assertThat(migrate()).isZero();

        assertThat(app).hasContent(AFTER);
        assertThat(out.toString())
                .contains("src/main/java/App.java: 1 name\n")
                .contains("Replaced 1 names in 1 files.")
                .contains("pom.xml:2: kafka-streams: the dependency: use dev.millrace:millrace-streams-runtime")
                .contains("logback.xml:1: org.apache.kafka.streams");
    }

    @Test
    void aDryRunChangesNothing() throws IOException {
        Path app = write("App.java", BEFORE);

        assertThat(migrate("--dry-run")).isZero();

        assertThat(app).hasContent(BEFORE);
        assertThat(out.toString()).contains("Would replace 1 names in 1 files.");
    }

    @Test
    void whatABuildMadeIsNotEntered() throws IOException {
        Path generated = write("target/generated-sources/App.java", BEFORE);
        Path hidden = write(".git/App.java", BEFORE);

        assertThat(migrate()).isZero();

        assertThat(generated).hasContent(BEFORE);
        assertThat(hidden).hasContent(BEFORE);
        assertThat(out.toString()).contains("Nothing here names Kafka Streams.");
    }

    @Test
    void settingsAreReportedWithWhatToWrite() throws IOException {
        write(
                "application.properties",
                "a=org.apache.kafka.streams.errors.LogAndContinueExceptionHandler,org.apache.kafka.streams.kstream.Transformer\n"
                        + "spring.kafka.streams.application-id=a\n");
        write("App.scala", "import org.apache.kafka.streams.scala.StreamsBuilder\n");

        migrate();

        assertThat(out.toString())
                .contains("properties:1: org.apache.kafka.streams.errors.LogAndContinueExceptionHandler: write"
                        + " dev.millrace.streams.errors.LogAndContinueExceptionHandler\n")
                .contains(
                        "properties:1: org.apache.kafka.streams.kstream.Transformer: of the Processor API before Kafka 4")
                .contains("properties:2: spring.kafka.streams: Spring Boot's settings")
                .contains("App.scala:1: org.apache.kafka.streams.scala.StreamsBuilder: Millrace has no DSL for Scala");
    }

    @Test
    void dependenciesAreFoundWhereverGradleKeepsThem() throws IOException {
        write("gradle/versions.gradle", "ext.streams = 'org.apache.kafka:kafka-streams:3.9.0'\n");
        write("gradle/libs.versions.toml", "streams = { module = \"org.apache.kafka:kafka-streams\" }\n");
        write(
                "buildSrc/src/main/kotlin/Deps.kt",
                "const val S = \"org.apache.kafka:kafka-streams-test-utils:3.9.0\"\n");

        migrate();

        assertThat(out.toString())
                .contains("gradle/versions.gradle:1: kafka-streams: the dependency")
                .contains("gradle/libs.versions.toml:1: kafka-streams: the dependency")
                .contains("Deps.kt:1: org.apache.kafka:kafka-streams-test-utils: the dependency");
    }

    @Test
    void settingsOfSpringBootAreFoundInYaml() throws IOException {
        write("application.yml", """
                spring:
                  application:
                    name: a
                  kafka:
                    bootstrap-servers: b:9092
                    streams:
                      application-id: a
                other:
                  kafka:
                    streams: 1
                """);
        write("flat.yaml", "spring.kafka.streams:\n  application-id: a\n");

        migrate();

        assertThat(out.toString())
                .contains("application.yml:6: spring.kafka.streams: Spring Boot's settings")
                .contains("flat.yaml:1: spring.kafka.streams: Spring Boot's settings")
                .contains("Left to you, 2:");
    }

    @Test
    void whatIsLeftComesInTheOrderOfFilesAndLines() throws IOException {
        String old = """
                import org.apache.kafka.streams.*;
                import org.apache.kafka.streams.processor.AbstractProcessor;
                class %s { StoreQueryParameters<?> query; }
                """;
        write("b/B.java", String.format(old, "B"));
        write("a/A.java", String.format(old, "A"));

        migrate();

        assertThat(out.toString())
                .containsSubsequence(
                        "A.java:2: org.apache.kafka.streams.processor.AbstractProcessor: of the Processor API before"
                                + " Kafka 4: use processor.api.ContextualProcessor",
                        "A.java:3: StoreQueryParameters: belongs to queries",
                        "B.java:2:",
                        "B.java:3:");
    }

    @Test
    void nothingIsLeftBesideAFile() throws IOException {
        write("App.java", BEFORE);

        migrate();

        try (Stream<Path> files = Files.list(project)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void aFileThatIsNotUtf8IsReportedAndKept() throws IOException {
        byte[] latin = (BEFORE + "// gr\u00fcn\n").getBytes(StandardCharsets.ISO_8859_1);
        Path app = Files.write(project.resolve("App.java"), latin);

        assertThat(migrate()).isZero();

        assertThat(app).hasBinaryContent(latin);
        assertThat(out.toString()).contains("App.java:1: App.java: is not UTF-8");
    }

    private Path write(String name, String text) throws IOException {
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private int migrate(String... options) {
        String[] args =
                Stream.concat(Stream.of(project.toString()), Stream.of(options)).toArray(String[]::new);
        return new CommandLine(new MigrateCommand())
                .setOut(new PrintWriter(out, true))
                .execute(args);
    }
}
