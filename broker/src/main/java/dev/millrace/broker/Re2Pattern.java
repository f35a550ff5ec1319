package dev.millrace.broker;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.common.errors.InvalidRegularExpression;

/**
 * A subscription pattern, which a cluster's broker evaluates in the syntax of RE2 (KIP-848), as a pattern of Java.
 * What RE2 does not have (looking around, back references, possessive and atomic groups) is refused, so that the
 * program runs on a cluster.
 */
final class Re2Pattern {

    private static final Pattern ESCAPED = Pattern.compile("\\\\[^1-9k]|\\[[^\\]]*\\]");
    private static final Pattern NOT_IN_RE2 = Pattern.compile("\\(\\?[=!>]|\\(\\?<[=!]|\\\\[1-9k]|[*+?}]\\+");

    private Re2Pattern() {}

    static Pattern compile(SubscriptionPattern subscription) {
        if (subscription == null) {
            throw new IllegalArgumentException("The pattern to subscribe to is null");
        }
        String text = subscription.pattern();
        Matcher foreign = NOT_IN_RE2.matcher(ESCAPED.matcher(text).replaceAll("."));
        if (foreign.find()) {
            throw new InvalidRegularExpression(
                    "'" + foreign.group() + "' in the pattern '" + text + "' is no part of RE2's syntax");
        }
        try {
            return Pattern.compile(text.replace("(?P<", "(?<"));
        } catch (PatternSyntaxException e) {
            throw new InvalidRegularExpression("The pattern '" + text + "' is wrong: " + e.getMessage());
        }
    }
}
