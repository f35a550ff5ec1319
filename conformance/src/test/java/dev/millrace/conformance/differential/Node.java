package dev.millrace.conformance.differential;

import org.jspecify.annotations.Nullable;

/**
 * A verb in a program.
 *
 * @param id what later verbs call it
 * @param named what the program calls the processor, or null; verbs that cannot be named ignore it
 */
public record Node(int id, Shape shape, Verb verb, @Nullable String named) {

    @Override
    public String toString() {
        return id + " = " + verb + (named == null ? "" : " named " + named) + "   -- " + shape;
    }
}
