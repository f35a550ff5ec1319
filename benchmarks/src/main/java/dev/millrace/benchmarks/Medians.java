package dev.millrace.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Collects several figures of each round, and gives the median of each over all rounds. */
final class Medians {

    private final List<double[]> rounds = new ArrayList<>();

    void add(double... figures) {
        rounds.add(figures);
    }

    int rounds() {
        return rounds.size();
    }

    double of(int figure) {
        double[] sorted =
                rounds.stream().mapToDouble(round -> round[figure]).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** The value below which a share of the values lies; sorts them. */
    static double percentile(long[] values, double share) {
        Arrays.sort(values);
        return values[(int) Math.min(values.length - 1, values.length * share)];
    }
}
