package dev.millrace.streams.kstream;

/** Leaves the name to the DSL; what the forms of a verb without a name pass on. */
final class Unnamed extends Named {
    static final Named INSTANCE = new Unnamed();

    private Unnamed() {
        super((String) null);
    }
}
