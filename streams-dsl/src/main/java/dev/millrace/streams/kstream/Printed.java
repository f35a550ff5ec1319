package dev.millrace.streams.kstream;

import dev.millrace.streams.errors.TopologyException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How records are printed: where to, with which label, in which form. For a look at a stream while a program is being
 * written.
 *
 * <p>As in Kafka Streams, and unlike most of its siblings, a {@code with…} method changes this object and returns it. A
 * verb reads the settings when it is called.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public class Printed<K, V> implements NamedOperation<Printed<K, V>> {
    /** Where records are printed. */
    protected final OutputStream outputStream;

    /** What stands before each record; null for the name of the stream. */
    protected @Nullable String label;

    /** The printing node's name; null to have one made. */
    protected @Nullable String processorName;

    /** The form of a record. */
    protected KeyValueMapper<? super K, ? super V, String> mapper = (key, value) -> key + ", " + value;

    private Printed(OutputStream outputStream) {
        this.outputStream = outputStream;
    }

    /**
     * Takes the settings of another.
     *
     * @param printed the other
     */
    protected Printed(Printed<K, V> printed) {
        this.outputStream = printed.outputStream;
        this.label = printed.label;
        this.mapper = printed.mapper;
        this.processorName = printed.processorName;
    }

    /**
     * Prints to a file, which is emptied first if it is there.
     *
     * @param filePath the file
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     * @throws TopologyException if the path is empty or the file cannot be written
     */
    public static <K, V> Printed<K, V> toFile(String filePath) {
        Objects.requireNonNull(filePath, "filePath");
        if (filePath.trim().isEmpty()) {
            throw new TopologyException("The path of the file to print to is empty");
        }
        try {
            return new Printed<>(new FileOutputStream(filePath));
        } catch (IOException e) {
            throw new TopologyException(
                    "The file \"" + filePath + "\" to print to cannot be written: does its directory"
                            + " exist, and may it be written to?",
                    e);
        }
    }

    /**
     * Prints to the standard output.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the settings
     */
    public static <K, V> Printed<K, V> toSysOut() {
        return new Printed<>(System.out);
    }

    /**
     * Sets what stands before each record.
     *
     * @param label the label
     * @return this object
     */
    public Printed<K, V> withLabel(String label) {
        this.label = Objects.requireNonNull(label, "label");
        return this;
    }

    /**
     * Sets the form of a record.
     *
     * @param mapper makes a text of key and value
     * @return this object
     */
    public Printed<K, V> withKeyValueMapper(KeyValueMapper<? super K, ? super V, String> mapper) {
        this.mapper = Objects.requireNonNull(mapper, "mapper");
        return this;
    }

    @Override
    public Printed<K, V> withName(@Nullable String processorName) {
        this.processorName = processorName;
        return this;
    }

    /**
     * Where records are printed. An addition to the mirrored API.
     *
     * @return the stream, which nobody closes
     */
    public OutputStream outputStream() {
        return outputStream;
    }

    /**
     * What stands before each record. An addition to the mirrored API.
     *
     * @return the label; null for the name of the stream
     */
    public @Nullable String label() {
        return label;
    }

    /**
     * The form of a record. An addition to the mirrored API.
     *
     * @return what makes a text of key and value
     */
    public KeyValueMapper<? super K, ? super V, String> mapper() {
        return mapper;
    }

    /**
     * The printing node's name. An addition to the mirrored API.
     *
     * @return the name; null to have one made
     */
    public @Nullable String name() {
        return processorName;
    }
}
