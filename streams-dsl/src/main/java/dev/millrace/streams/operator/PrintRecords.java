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
 * Writes a line for each record: {@code [label]: } and the text that the mapper gives. Forwards nothing. All tasks
 * write to one stream, line by line. It is flushed when a task closes, and stays open: another task, or the same after
 * a rebalance, goes on. Lines on {@code System.out} appear at once.
 */
public final class PrintRecords<K, V> implements Processor<K, V, Void, Void> {

    private final PrintWriter writer;
    private final String label;
    private final KeyValueMapper<? super K, ? super V, String> text;

    private PrintRecords(PrintWriter writer, String label, KeyValueMapper<? super K, ? super V, String> text) {
        this.writer = writer;
        this.label = label;
        this.text = text;
    }

    /**
     * Makes the operator; all tasks share the stream.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param out not closed by the operator
     * @param label begins each line
     * @param text gives the rest of the line
     * @return makes the operator of each task
     */
    public static <K, V> ProcessorSupplier<K, V, Void, Void> to(
            OutputStream out, String label, KeyValueMapper<? super K, ? super V, String> text) {
        PrintWriter writer = new PrintWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), out == System.out);
        return () -> new PrintRecords<>(writer, label, text);
    }

    @Override
    public void process(Record<K, V> record) {
        writer.println("[" + label + "]: " + text.apply(record.key(), record.value()));
    }

    @Override
    public void close() {
        writer.flush();
    }
}
