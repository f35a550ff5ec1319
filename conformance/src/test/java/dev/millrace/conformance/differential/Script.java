package dev.millrace.conformance.differential;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The actions of a hand-written specification, as text. A line is one of
 *
 * <pre>
 *   TOPIC KEY=VALUE @TIMESTAMP [HEADER=VALUE …]     a record; the words null and '' stand for null and the empty text
 *   clock MILLISECONDS                              the wall clock moves on
 *   look                                            the stores are read
 * </pre>
 *
 * <p>One script serves topologies of one topic and of several: lines for topics that are not there are left out.
 */
public final class Script {

    private Script() {}

    /** Reads the lines; keys and values are of the kinds of their topics. */
    public static List<Action> parse(String text, List<Topic> topics) {
        List<Action> actions = new ArrayList<>();
        for (String line :
                text.lines().map(String::strip).filter(s -> !s.isEmpty()).toList()) {
            action(line.split("\\s+"), topics).ifPresent(actions::add);
        }
        return actions;
    }

    private static Optional<Action> action(String[] words, List<Topic> topics) {
        return switch (words[0]) {
            case "clock" -> Optional.of(new Action.Advance(Long.parseLong(words[1])));
            case "look" -> Optional.of(new Action.Look());
            default ->
                topics.stream()
                        .filter(each -> each.name().equals(words[0]))
                        .findFirst()
                        .map(topic -> pipe(words, topic));
        };
    }

    private static Action pipe(String[] words, Topic topic) {
        String[] pair = words[1].split("=", 2);
        return new Action.Pipe(
                topic.name(),
                value(topic.shape().key(), pair[0]),
                value(topic.shape().value(), pair[1]),
                Long.parseLong(words[2].substring(1)),
                Arrays.asList(words).subList(3, words.length));
    }

    private static @Nullable Object value(Kind kind, String word) {
        if (word.equals("null")) {
            return null;
        }
        return switch (kind) {
            case STRING -> word.equals("''") ? "" : word;
            case LONG -> Long.valueOf(word);
            case INTEGER -> Integer.valueOf(word);
        };
    }
}
