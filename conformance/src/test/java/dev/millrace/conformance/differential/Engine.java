package dev.millrace.conformance.differential;

import java.util.List;

/**
 * Runs topologies: Kafka Streams with its test driver, or Millrace with its own. Implementations live in the package
 * {@code engine} and see either's API.
 */
public interface Engine {

    /** Builds the program, does the actions and tells what came of it; what the engine throws is in the outcome. */
    Outcome run(Trial trial);

    /** The hand-written specifications of all verbs. */
    List<Case> cases();

    /** Runs one of them. */
    Outcome run(Case specification);

    /**
     * One hand-written topology and one script.
     *
     * @param book the verb
     * @param title the topology, unique in its book
     * @param script lines for {@link Script}
     */
    record Case(String book, String title, String script) {

        @Override
        public String toString() {
            return book + ": " + title + "\n" + script;
        }
    }

    /** Kafka Streams. */
    static Engine kafkaStreams() {
        return ImportSwap.none();
    }

    /** Millrace, by the same classes. */
    static Engine millrace() {
        return ImportSwap.toMillrace();
    }
}
