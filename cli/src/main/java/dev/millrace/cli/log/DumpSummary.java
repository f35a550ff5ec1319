package dev.millrace.cli.log;

import dev.millrace.log.DumpVisitor;
import dev.millrace.log.record.RecordCursor;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One line for a file: how much of what is in it, and whether it is damaged. */
final class DumpSummary implements DumpVisitor {

    private final Map<String, Integer> counts = new TreeMap<>();
    private @Nullable String damage;
    private String tail = "";

    @Override
    public void entry(long position, String kind, Map<String, Object> fields) {
        counts.merge(kind, 1, Integer::sum);
    }

    @Override
    public void record(RecordCursor record, boolean control) {}

    @Override
    public void damaged(long position, String expected, String found) {
        if (damage == null) {
            damage = "DAMAGED at byte " + position + ": expected " + expected + "; found " + found;
        }
    }

    @Override
    public void torn(long position, long offset, String found) {
        tail = "  torn tail at offset " + offset + ", byte " + position + ", which the next start cuts off";
    }

    boolean isIntact() {
        return damage == null;
    }

    String text() {
        String what = counts.entrySet().stream()
                .map(count -> count.getKey() + " " + count.getValue())
                .collect(Collectors.joining(", "));
        return (what.isEmpty() ? "empty" : what) + tail + (damage == null ? "" : "  " + damage);
    }
}
