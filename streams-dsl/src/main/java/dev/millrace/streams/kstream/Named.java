package dev.millrace.streams.kstream;

import dev.millrace.streams.errors.TopologyException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Names an operation that has nothing else to tune. Immutable. */
public class Named implements NamedOperation<Named> {
    /** As for topics, since topics get their names from operations. */
    private static final int MAX_NAME_LENGTH = 249;

    /** The name; null if none was given. */
    protected @Nullable String name;

    /**
     * Takes the name of another.
     *
     * @param named the other
     */
    protected Named(Named named) {
        this.name = Objects.requireNonNull(named, "named").name;
    }

    /**
     * Sets the name.
     *
     * @param name the name; null for none
     * @throws TopologyException if the name could not be part of a topic's name
     */
    protected Named(@Nullable String name) {
        this.name = name;
        if (name != null) {
            validate(name);
        }
    }

    /**
     * Names an operation.
     *
     * @param name letters, digits, {@code .}, {@code _} and {@code -}, at most 249
     * @return an object with this name
     * @throws NullPointerException if the name is null
     * @throws TopologyException if the name could not be part of a topic's name
     */
    public static Named as(String name) {
        return new Named(Objects.requireNonNull(name, "name"));
    }

    @Override
    public Named withName(String name) {
        return as(name);
    }

    /**
     * The name. An addition to the mirrored API.
     *
     * @return the name; null if none was given
     */
    public @Nullable String name() {
        return name;
    }

    /**
     * Refuses names that could not be part of a topic's name.
     *
     * @param name the name
     * @throws TopologyException if it is empty, {@code .}, {@code ..}, too long, or has other characters than letters,
     *     digits, {@code .}, {@code _} and {@code -}
     */
    protected static void validate(String name) {
        if (name.isEmpty()) {
            throw new TopologyException(
                    "A name must not be empty: give at least one letter, or leave the name out to have one made");
        }
        if (name.equals(".") || name.equals("..")) {
            throw new TopologyException(
                    "A name must not be \"" + name + "\", as no topic can be called that: choose another");
        }
        if (name.length() > MAX_NAME_LENGTH) {
            throw new TopologyException("A name must not be longer than " + MAX_NAME_LENGTH
                    + " characters, as no topic can be, but \"" + name + "\" has " + name.length());
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean allowed = letter || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
            if (!allowed) {
                throw new TopologyException("The name \"" + name + "\" has the character '" + c
                        + "', but topics get their names from it: use letters, digits, '.', '_' and '-' only");
            }
        }
    }
}
