package dev.millrace.cli;

import dev.millrace.examples.editwars.EditWarDemo;
import dev.millrace.examples.editwars.TopPages;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a running demo shows: each hour's leader as the hour ends, and below it one line of progress that is rewritten
 * in place on a terminal and printed now and then elsewhere. For one thread.
 */
final class DemoScreen implements EditWarDemo.Screen, AutoCloseable {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int LEADERS = 3;
    private static final long REWRITE_NANOS = 200_000_000L;
    private static final long PRINT_NANOS = 1_000_000_000L;

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean terminal;
    private final EditRate rate = new EditRate();
    private long shownNanos;
    private boolean lineOpen;

    DemoScreen(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
        this.terminal = Boolean.getBoolean("millrace.terminal"); // the millrace script knows what it writes to
    }

    @Override
    public void progress(EditWarDemo.Progress progress) {
        long now = System.nanoTime();
        rate.at(now, progress.linesRead());
        if (now - shownNanos < (terminal ? REWRITE_NANOS : PRINT_NANOS) && shownNanos != 0) {
            return;
        }
        shownNanos = now;
        String time =
                progress.eventTimeMs() < 0 ? "--:--:--" : TIME.format(Instant.ofEpochMilli(progress.eventTimeMs()));
        String line = String.format(
                Locale.ROOT,
                "event time %s  %,7d edits/s  %,7d lines read  lag %,6d",
                time,
                rate.perSecond(),
                progress.linesRead(),
                progress.lag());
        if (terminal) {
            err.print("\r" + line + "\u001b[K");
            err.flush();
            lineOpen = true;
        } else {
            err.println(line);
        }
    }

    @Override
    public void hourOver(String hour, TopPages ranking) {
        clearLine();
        String lead = ranking.pages().stream()
                .limit(LEADERS)
                .map(page -> page.edits() + " " + Masked.text(page.pageKey()))
                .collect(Collectors.joining("  |  "));
        out.printf("%s  %s%n", TIME.format(Instant.parse(hour)).substring(0, 5), lead);
        out.flush();
    }

    @Override
    public void close() {
        clearLine();
    }

    private void clearLine() {
        if (lineOpen) {
            err.print("\r\u001b[K");
            err.flush();
            lineOpen = false;
        }
    }
}
