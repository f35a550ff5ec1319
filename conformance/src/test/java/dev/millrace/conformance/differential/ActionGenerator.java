package dev.millrace.conformance.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Draws what is done to a program: few keys, time that mostly goes on, and now and then all that is unpleasant. */
final class ActionGenerator {

    private static final int KEYS = 3;
    private static final int VALUES = 8;

    private final Random random;
    private final long unitMs;
    private final Program program;
    private long nowMs;

    ActionGenerator(Random random, long unitMs, Program program) {
        this.random = random;
        this.unitMs = unitMs;
        this.program = program;
    }

    List<Action> draw() {
        List<Topic> topics = program.inputs();
        int count = 5 + random.nextInt(25);
        List<Action> actions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int kind = random.nextInt(30);
            if (kind == 0) {
                actions.add(new Action.Look());
            } else if (kind < 3) {
                actions.add(new Action.Advance(random.nextInt(3) == 0 ? 1500 : 1 + random.nextInt(30)));
            } else {
                actions.add(pipe(topics.get(random.nextInt(topics.size()))));
            }
        }
        return actions;
    }

    private Action.Pipe pipe(Topic topic) {
        Object key = random.nextInt(20) == 0 ? null : topic.shape().key().of(random.nextInt(KEYS));
        Object value = random.nextInt(8) == 0 ? null : topic.shape().value().of(random.nextInt(VALUES));
        return new Action.Pipe(topic.name(), key, value, timestampMs(), headers());
    }

    private long timestampMs() {
        return switch (random.nextInt(10)) {
            case 0, 1, 2 -> nowMs; // at the same time as the one before
            case 3, 4 -> Math.max(0, nowMs - unitMs * random.nextInt(15)); // out of order
            case 5 -> Math.max(0, nowMs - unitMs * random.nextInt(80)); // late
            case 6 -> nowMs += unitMs * random.nextInt(60); // a jump
            default -> nowMs += unitMs * random.nextInt(6);
        };
    }

    private List<String> headers() {
        @Nullable String name = random.nextInt(6) == 0 ? "h" + random.nextInt(2) : null;
        return name == null ? List.of() : List.of(name + "=" + random.nextInt(10));
    }
}
