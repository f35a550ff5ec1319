package dev.millrace.streams.kstream;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Suppressed} says, for whoever carries it out. An addition to the mirrored API.
 *
 * @param name names the operation and its buffer; null to have a name made
 * @param timeLimit how long updates wait; null to wait until their window closes
 * @param buffer limits of the buffer
 * @param <K> type of the keys to which it applies
 */
public record SuppressSettings<K extends @Nullable Object>(
        @Nullable String name, @Nullable Duration timeLimit, BufferSettings buffer) implements Suppressed<K> {
    /**
     * Checks that there is a buffer.
     *
     * @param name names the operation and its buffer; null to have a name made
     * @param timeLimit how long updates wait; null to wait until their window closes
     * @param buffer limits of the buffer; a null is refused with a {@link NullPointerException}
     */
    public SuppressSettings {
        Objects.requireNonNull(buffer, "buffer");
    }

    /**
     * The contents of a suppression.
     *
     * @param suppressed made by the factories of {@link Suppressed}
     * @param <K> type of the keys to which it applies
     * @return its contents
     * @throws IllegalArgumentException if it was made by somebody else
     */
    public static <K extends @Nullable Object> SuppressSettings<K> of(Suppressed<K> suppressed) {
        if (suppressed instanceof SuppressSettings<K> settings) {
            return settings;
        }
        throw new IllegalArgumentException("A Suppressed must come from Suppressed.untilWindowCloses or"
                + " Suppressed.untilTimeLimit, but got " + suppressed.getClass().getName());
    }

    /**
     * Whether updates wait until their window closes.
     *
     * @return false if they wait for a certain time
     */
    public boolean untilWindowCloses() {
        return timeLimit == null;
    }

    @Override
    public SuppressSettings<K> withName(@Nullable String name) {
        return new SuppressSettings<>(name, timeLimit, buffer);
    }
}
