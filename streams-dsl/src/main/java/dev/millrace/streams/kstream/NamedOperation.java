package dev.millrace.streams.kstream;

/**
 * What every object that tunes a verb has in common: it can name the operation.
 *
 * @param <T> the type itself
 */
interface NamedOperation<T extends NamedOperation<T>> {
    /**
     * Gives the operation a name, from which those of its processors, stores and topics are made where they have none
     * of their own.
     *
     * @param name letters, digits, {@code .}, {@code _} and {@code -}, at most 249
     * @return an object with this name, all else being equal
     */
    T withName(String name);
}
