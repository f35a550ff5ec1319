package dev.millrace.broker;

import java.util.Set;
import org.apache.kafka.common.errors.InvalidTopicException;

/** Which topic names are allowed (Apache Kafka's rule), and which topics are the broker's own. */
final class TopicNames {

    /** Committed offsets of consumer groups. */
    static final String OFFSETS = "__consumer_offsets";

    /** Decisions of the transaction coordinator. */
    static final String TRANSACTIONS = "__transaction_state";

    /** Events of the topic catalog; no topic for users, so it appears in no list. */
    static final String CATALOG = "__topic_catalog";

    private static final Set<String> INTERNAL = Set.of(OFFSETS, TRANSACTIONS);
    private static final int MAX_LENGTH = 249;

    private TopicNames() {}

    static boolean isInternal(String topic) {
        return INTERNAL.contains(topic);
    }

    /** Throws {@link InvalidTopicException} that says what is wrong with the name. */
    static void ensureValid(String topic) {
        if (topic.isEmpty() || topic.equals(".") || topic.equals("..")) {
            throw new InvalidTopicException("A topic cannot be named '" + topic + "'");
        }
        if (topic.length() > MAX_LENGTH) {
            throw new InvalidTopicException("The topic name '" + topic.substring(0, 40) + "…' has " + topic.length()
                    + " characters; at most " + MAX_LENGTH + " are allowed");
        }
        for (int i = 0; i < topic.length(); i++) {
            char c = topic.charAt(i);
            boolean allowed = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '.'
                    || c == '_'
                    || c == '-';
            if (!allowed) {
                throw new InvalidTopicException("The topic name '" + topic + "' has a '" + c
                        + "'; allowed are ASCII letters, digits, '.', '_' and '-'");
            }
        }
        if (topic.equals(CATALOG)) {
            throw new InvalidTopicException("The topic name '" + topic + "' is the broker's own");
        }
    }
}
