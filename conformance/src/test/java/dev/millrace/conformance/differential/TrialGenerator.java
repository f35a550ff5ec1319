package dev.millrace.conformance.differential;

import java.util.Random;

/** Draws trials: the same seed gives the same trial. */
public final class TrialGenerator {

    private TrialGenerator() {}

    public static Trial draw(long seed) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        // Most trials live in milliseconds; in some a step is a minute, so that what is kept by segments gets old.
        long unitMs = random.nextInt(6) == 0 ? 60_000 : 1;
        Program program = new ProgramGenerator(random, unitMs).draw();
        return new Trial(program, new ActionGenerator(random, unitMs, program).draw());
    }
}
