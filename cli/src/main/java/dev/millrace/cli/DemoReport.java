package dev.millrace.cli;

import dev.millrace.examples.editwars.EditWarDemo;
import dev.millrace.examples.editwars.PageCount;
import dev.millrace.examples.editwars.RadarSummary;
import dev.millrace.examples.editwars.TopPages;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** The summary at the end of a demo. */
final class DemoReport {

    private DemoReport() {}

    /** Prints what the run came to. */
    static void print(EditWarDemo.Result result, Path logDir, PrintWriter out) {
        RadarSummary summary = result.summary();
        out.println();
        out.println("Most edited pages of each hour (people in articles, UTC)");
        summary.topPagesByHour().forEach((hour, ranking) -> printHour(out, hour, ranking));
        long deadLetters = summary.deadLettersByReason().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        out.println();
        row(out, "edits read", summary.edits());
        row(out, "editor sessions", summary.sessions());
        row(out, "reverts joined", summary.reverts());
        row(out, "bot bursts", summary.botBursts());
        row(out, "dead letters", deadLetters);
        summary.deadLettersByReason().forEach((reason, count) -> row(out, "  " + reason, count));
        double seconds = result.elapsedMs() / 1000.0;
        if (result.linesBefore() > 0) {
            row(out, "lines from before", result.linesBefore());
        }
        long newEdits = Math.max(0, summary.edits() + deadLetters - result.linesBefore());
        out.printf(Locale.ROOT, "%-20s %,10d ms%n", "running after", result.startupMs());
        out.printf(Locale.ROOT, "%-20s %10.2f%n", "seconds", seconds);
        out.printf(Locale.ROOT, "%-20s %,10.0f%n", "edits per second", newEdits / seconds);
        out.printf("%nThe log is in %s; '--keep' goes on from it.%n", logDir);
        out.flush();
    }

    private static void printHour(PrintWriter out, String hour, TopPages ranking) {
        out.println(hour.substring(11, 16));
        int rank = 1;
        for (PageCount page : ranking.pages()) {
            out.printf("  %2d. %3d  %s%n", rank++, page.edits(), Masked.text(page.pageKey()));
        }
    }

    private static void row(PrintWriter out, String name, long count) {
        out.printf(Locale.ROOT, "%-20s %,10d%n", name, count);
    }
}
