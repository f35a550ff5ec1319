package dev.millrace.fuzz;

/** What Jazzer's driver calls: the decoder that the system property {@code millrace.fuzz.target} names. */
public final class JazzerEntry {

    private static final FuzzTarget TARGET = FuzzTargets.named(System.getProperty("millrace.fuzz.target"));

    private JazzerEntry() {}

    /**
     * Called by Jazzer once: to load the decoder may take long on a busy machine, and is not to count as the time of an
     * input.
     */
    public static void fuzzerInitialize() {
        TARGET.check(TARGET.seeds().get(0));
    }

    /** Called by Jazzer with each input it makes. */
    public static void fuzzerTestOneInput(byte[] input) {
        TARGET.check(input);
    }
}
