package dev.millrace.examples.editwars;

import java.time.Instant;
import java.time.LocalDate;

/**
 * Reads the feed's times. Every line of the feed has one in the form {@code 2015-09-12T00:46:58.771Z}, which is read
 * here by place; Java's own parser takes any ISO-8601 instant and ten times as long, and is asked for all others.
 */
final class EventTime {

    private static final String FORM = "dddd-dd-ddTdd:dd:dd.dddZ";

    private EventTime() {}

    /**
     * A time in milliseconds since the epoch.
     *
     * @throws java.time.format.DateTimeParseException if it is no ISO-8601 instant
     */
    static long millis(String text) {
        if (!isOfForm(text)) {
            return Instant.parse(text).toEpochMilli();
        }
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        if (hour > 23 || minute > 59 || second > 59 || month < 1 || month > 12 || day < 1 || day > 28) {
            return Instant.parse(text).toEpochMilli(); // it knows the calendar, and what to say of a wrong date
        }
        long days = LocalDate.of(number(text, 0, 4), month, day).toEpochDay();
        return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + number(text, 20, 23);
    }

    private static boolean isOfForm(String text) {
        if (text.length() != FORM.length()) {
            return false;
        }
        for (int i = 0; i < FORM.length(); i++) {
            char expected = FORM.charAt(i);
            char found = text.charAt(i);
            if (expected == 'd' ? found < '0' || found > '9' : found != expected) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }
}
