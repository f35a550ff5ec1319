package dev.millrace.conformance.differential;

import java.util.List;
import java.util.Random;

/** Draws trials: the same seed gives the same trial. */
public final class TrialGenerator {

    private TrialGenerator() {}

    public static Trial draw(long seed) {
        return draw(seed, false);
    }

    /** With tables in versioned stores. */
    public static Trial drawVersioned(long seed) {
        return draw(seed, true);
    }

    private static Trial draw(long seed, boolean versioned) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        // Most trials live in milliseconds; in some a step is a minute, so that what is kept by segments gets old.
        long unitMs = random.nextInt(6) == 0 ? 60_000 : 1;
        Draw draw = new Draw(random, unitMs);
        Program drawn = new ProgramGenerator(draw).draw();
        Program program = versioned ? new Versioning(random, unitMs).of(drawn) : drawn;
        List<Action> actions = new ActionGenerator(random, unitMs, program).draw();
        return new Trial(program, versioned ? Versioning.distinctTimes(actions) : actions);
    }
}
