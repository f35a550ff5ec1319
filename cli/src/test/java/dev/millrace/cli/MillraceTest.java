package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MillraceTest {

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void demoPrintsASummary() throws IOException {
        Path lines = Files.writeString(directory.resolve("lines.json"), """
                {"time":"2015-09-12T12:00:00Z","channel":"#en.wikipedia","page":"Otter","user":"Ann","namespace":"Main"}
                no JSON
                """);

        int status = run("demo", "--log-dir", directory.resolve("d").toString(), "--input", lines.toString());

        assertThat(err.toString()).doesNotContain("Exception");
        assertThat(status).isZero();
        assertThat(out.toString())
                .containsPattern("edits read +1\n")
                .containsPattern("dead letters +1\n")
                .contains("#en.wikipedia Otter");
    }

    @Test
    void aWrongOptionIsOneLineAndStatusOne() {
        assertThat(run("demo", "--sped", "900")).isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1).contains("--sped").contains("--help");
    }

    @Test
    void aSpeedThatIsNoSpeedIsRefused() {
        assertThat(run("demo", "--speed", "-3")).isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1).contains("--speed").contains("-3");
    }

    @Test
    void aMissingInputIsRefused() {
        assertThat(run(
                        "demo",
                        "--input",
                        "/no/such/file",
                        "--log-dir",
                        directory.resolve("d").toString()))
                .isEqualTo(1);
        assertThat(err.toString())
                .hasLineCount(1)
                .contains("/no/such/file does not exist".replace("file does", "file, which does"));
    }

    @Test
    void aDirectoryThatIsNotADemosIsLeftAlone() throws IOException {
        Path diary = Files.writeString(directory.resolve("diary.txt"), "mine");

        assertThat(run("demo", "--log-dir", directory.toString())).isEqualTo(1);

        assertThat(err.toString())
                .hasLineCount(1)
                .contains(directory.toString())
                .contains("--log-dir");
        assertThat(diary).hasContent("mine");
    }

    @Test
    void noCommandIsRefused() {
        assertThat(run()).isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1);
    }

    private int run(String... arguments) {
        CommandLine command = Millrace.commandLine(System.nanoTime())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }
}
