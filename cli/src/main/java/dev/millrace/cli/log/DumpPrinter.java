package dev.millrace.cli.log;

import dev.millrace.broker.InternalRecords;
import dev.millrace.log.DumpVisitor;
import dev.millrace.log.record.RecordCursor;
import java.io.PrintWriter;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/** Prints what a dump gets, a line each. */
final class DumpPrinter implements DumpVisitor {

    private final PrintWriter out;
    private final @Nullable String topic;
    private boolean intact = true;

    /**
     * A printer.
     *
     * @param topic the topic that the records are of, or null if that is not known
     */
    DumpPrinter(PrintWriter out, @Nullable String topic) {
        this.out = out;
        this.topic = topic;
    }

    /** Whether nothing was damaged so far. */
    boolean isIntact() {
        return intact;
    }

    @Override
    public void entry(long position, String kind, Map<String, Object> fields) {
        out.println("byte " + position + "  " + kind + "  " + words(fields));
    }

    @Override
    public void record(RecordCursor record, boolean control) {
        String head = "    offset " + record.offset() + "  time " + record.timestamp() + "  ";
        out.println(head + (control ? "end of the transaction" : body(record)));
    }

    @Override
    public void damaged(long position, String expected, String found) {
        intact = false;
        out.println("byte " + position + "  DAMAGED  expected " + expected + "; found " + found);
    }

    @Override
    public void torn(long position, long offset, String found) {
        out.println(
                "byte " + position + "  torn tail at offset " + offset + ": " + found
                        + ". It was being written; the next start cuts the file here, and takes what was committed from the journal");
    }

    private String body(RecordCursor record) {
        try {
            Map<String, Object> words =
                    topic == null ? null : InternalRecords.describe(topic, record.keyView(), record.valueView());
            if (words != null) {
                return words(words);
            }
        } catch (CorruptRecordException | UnsupportedVersionException e) {
            intact = false;
            return "DAMAGED  " + e.getMessage() + "  " + plain(record);
        }
        return plain(record);
    }

    private static String plain(RecordCursor record) {
        String headers = record.headerCount() == 0 ? "" : "  headers " + ByteText.of(record.headers());
        return "key " + ByteText.of(record.key()) + "  value " + ByteText.of(record.value()) + headers;
    }

    private static String words(Map<String, Object> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + " " + field.getValue())
                .collect(Collectors.joining(", "));
    }
}
