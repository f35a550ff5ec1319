package dev.millrace.streams.operator;

import dev.millrace.streams.kstream.KeyValueMapper;
import dev.millrace.streams.processor.api.Processor;
import dev.millrace.streams.processor.api.ProcessorSupplier;
import dev.millrace.streams.processor.api.Record;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Writes a line for each record: {@code [label]: } and the text that the mapper gives. Forwards nothing. The stream is flushed
 * when the task closes, and closed then unless it is {@code System.out}, whose lines appear at once.
 */
public final class PrintRecords<K, V> implements Processor<K, V, Void, Void> {

    private final PrintWriter writer;
    private final boolean standardOut;
    private final String label;
    private final KeyValueMapper<? super K, ? super V, String> text;

    private PrintRecords(OutputStream out, String label, KeyValueMapper<? super K, ? super V, String> text) {
        this.standardOut = out == System.out;
        this.writer = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), standardOut);
        this.label = label;
        this.text = text;
    }

    /** Makes the operator; all tasks share the stream. */
    public static <K, V> ProcessorSupplier<K, V, Void, Void> to(
            OutputStream out, String label, KeyValueMapper<? super K, ? super V, String> text) {
        return () -> new PrintRecords<>(out, label, text);
    }

    @Override
    public void process(Record<K, V> record) {
        writer.println("[" + label + "]: " + text.apply(record.key(), record.value()));
    }

    @Override
    public void close() {
        if (standardOut) {
            writer.flush();
        } else {
            writer.close();
        }
    }
}
