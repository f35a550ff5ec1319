package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each example runs on a real log, by the command that its guide names. */
class ExampleCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "click-anomalies|scraper -> 5",
                "customer-orders|1002 -> OrderOfCustomer[item=a chair, name=Ann, city=Turin]",
                "music-charts|jazz -> Chart",
                "page-views-by-region|Europe@0 -> 4",
                "paid-orders|c1 -> Ann paid 2 lamps for 40 EUR",
                "priced-orders|lamp -> 3000",
                "top-articles|engineering@0 -> Chart",
                "user-sessions|ann@0-2700000 -> 3",
                "windowed-average|cellar@0 -> ",
                "word-count|grind -> 1",
            })
    void eachExamplePrintsItsOutput(String name, String expected) {
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThat(run("example", name)).as(err.toString()).isZero();
        } finally {
            System.setOut(console);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains(expected);
    }

    @Test
    void withoutANameAllAreListedAndTheGuideHasThem() throws IOException {
        assertThat(run("example")).isZero();

        String guide = Files.readString(Path.of("..", "docs", "examples.md"));
        assertThat(out.toString().lines().toList())
                .hasSize(10)
                .allSatisfy(name -> assertThat(guide).contains("`./millrace example " + name + "`"));
    }

    @Test
    void anUnknownNameIsOneLineWithThoseThereAre() {
        assertThat(run("example", "word-cout")).isEqualTo(1);

        assertThat(err.toString()).hasLineCount(1).contains("'word-cout'").contains("word-count");
    }

    private int run(String... args) {
        return Millrace.commandLine(System.nanoTime())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }
}
