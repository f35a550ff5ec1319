package dev.millrace.conformance.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Records of one topic that come together, so that one commit may hold all of them.
 *
 * @param restartBefore whether the application ends in good order and starts again before they come
 */
record Feed(List<Action.Pipe> records, boolean restartBefore) {

    String topic() {
        return records.get(0).topic();
    }

    /** Each record alone, and no restart. */
    static List<Feed> oneByOne(Trial trial) {
        return pipes(trial).stream().map(pipe -> new Feed(List.of(pipe), false)).toList();
    }

    /**
     * A few of one topic together, where they follow each other, and now and then a restart; but none of a program with
     * punctuators, which run at a start: what they say is committed before the next records come, or with those.
     */
    static List<Feed> inBatches(Trial trial, Random random) {
        boolean mayRestart = LiveTrials.hasNoPunctuators(trial.program());
        List<Feed> feeds = new ArrayList<>();
        List<Action.Pipe> together = new ArrayList<>();
        for (Action.Pipe pipe : pipes(trial)) {
            boolean fits = together.isEmpty() || together.get(0).topic().equals(pipe.topic()) && random.nextInt(4) != 0;
            if (!fits) {
                feeds.add(new Feed(List.copyOf(together), random.nextInt(10) == 0 && mayRestart));
                together.clear();
            }
            together.add(pipe);
        }
        if (!together.isEmpty()) {
            feeds.add(new Feed(List.copyOf(together), false));
        }
        return feeds;
    }

    private static List<Action.Pipe> pipes(Trial trial) {
        return trial.actions().stream()
                .filter(Action.Pipe.class::isInstance)
                .map(Action.Pipe.class::cast)
                .toList();
    }
}
