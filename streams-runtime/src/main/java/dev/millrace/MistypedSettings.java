package dev.millrace;

import dev.millrace.broker.BrokerConfig;
import dev.millrace.streams.StreamsConfig;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.slf4j.Logger;

/**
 * Names that are no setting and look like one. A configuration may hold names of the user's own, so an unknown one is
 * nothing to speak of, but a letter too few in {@code log.flush} would lose the promise in silence.
 */
final class MistypedSettings {

    private static final int MOST_EDITS = 2;

    /** What a streams program, its log and its clients can be told. */
    private static final Set<String> KNOWN = Stream.of(
                    StreamsConfig.configDef().names(),
                    BrokerConfig.names(),
                    ProducerConfig.configNames(),
                    ConsumerConfig.configNames(),
                    AdminClientConfig.configNames())
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    private MistypedSettings() {}

    /** Says each name that is not known and at most two letters away from one that is. */
    static void warn(Logger log, Collection<?> given) {
        for (Object name : given) {
            nearest(String.valueOf(name))
                    .ifPresent(nearest ->
                            log.warn("'{}' is no setting, so it has no effect. Is '{}' meant?", name, nearest));
        }
    }

    /** The known name that a mistyped one is meant to be; empty if it is known itself, or like none. */
    static Optional<String> nearest(String name) {
        return KNOWN.contains(name)
                ? Optional.empty()
                : KNOWN.stream()
                        .filter(other -> edits(name, other) <= MOST_EDITS)
                        .min(Comparator.comparingInt((String other) -> edits(name, other))
                                .thenComparing(Comparator.naturalOrder()));
    }

    /** How many letters have to be put in, left out or replaced to make one of the other: Levenshtein's distance. */
    private static int edits(String from, String to) {
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[to.length()];
    }
}
