package dev.millrace.conformance.crash;

import dev.millrace.log.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Does the steps one after the other, in an order that a seed decides: what threads might do, but repeatable. */
public final class InAnyOrder implements Workers {
    private final Random random;

    public InAnyOrder(long seed) {
        this.random = new Random(seed);
    }

    @Override
    public void doAll(List<Step> steps) throws IOException {
        List<Step> shuffled = new ArrayList<>(steps);
        Collections.shuffle(shuffled, random);
        CALLER.doAll(shuffled);
    }
}
