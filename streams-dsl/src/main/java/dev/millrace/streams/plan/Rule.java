package dev.millrace.streams.plan;

/** Takes a plan and returns one that means the same and is better, or carries out what the verbs have asked for. */
@FunctionalInterface
interface Rule {

    /** The plan after this rule; the same one if there is nothing to do. */
    Plan apply(Plan plan);
}
