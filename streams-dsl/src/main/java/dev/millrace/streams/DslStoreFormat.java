package dev.millrace.streams;

import java.util.Locale;

/**
 * What the stores of the DSL keep beside a value, as {@code dsl.store.format} and the parameters of store suppliers
 * say.
 */
public enum DslStoreFormat {
    /** The value alone. */
    PLAIN("PLAIN"),

    /** The value and the event time of the record that set it. */
    TIMESTAMPED("TIMESTAMPED"),

    /** The value, the event time and the headers of the record that set it. */
    HEADERS("HEADERS");

    /** The format's name, as configurations write it. */
    public final String name;

    DslStoreFormat(String name) {
        this.name = name;
    }

    /**
     * The format of a name.
     *
     * @param name in any case
     * @return the format
     * @throws IllegalArgumentException if there is none of this name
     */
    public static DslStoreFormat of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
