package dev.millrace.conformance.differential;

/** Says how one seed of a random test is tried again. */
final class Again {

    private Again() {}

    /**
     * The command, for the top of the repository.
     *
     * @param method the test of the default build that draws the same trials: it runs in any profile
     * @param count the property that says how many seeds are tried
     */
    static String command(Class<?> test, String method, long seed, String count) {
        return "./mvnw -o -pl conformance -am test -Dsurefire.failIfNoSpecifiedTests=false '-Dtest="
                + test.getSimpleName() + "#" + method + "' -Dmillrace.seed=" + seed + " -D" + count + "=1";
    }
}
