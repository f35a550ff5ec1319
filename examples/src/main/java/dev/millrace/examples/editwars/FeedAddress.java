package dev.millrace.examples.editwars;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import org.jspecify.annotations.Nullable;

/**
 * What the feeder has to know of a line to write it: the key and the time. Both stand at a line's beginning, so the
 * rest of it is not parsed here.
 *
 * @param channel the line's channel, null if it has none or is no JSON
 * @param timeMs its time in milliseconds since the epoch, or -1
 */
record FeedAddress(@Nullable String channel, long timeMs) {

    private static final JsonFactory JSON = new JsonFactory();

    /** Reads as much of {@code line} as is well-formed. */
    static FeedAddress of(String line) {
        String channel = null;
        String time = null;
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while ((channel == null || time == null) && parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
                    if (text && name.equals("channel")) {
                        channel = parser.getText();
                    } else if (text && name.equals("time")) {
                        time = parser.getText();
                    } else {
                        parser.skipChildren();
                    }
                }
            }
            return new FeedAddress(channel, time == null ? -1 : EventTime.millis(time));
        } catch (IOException | DateTimeException e) {
            return new FeedAddress(channel, -1); // the topology says what is wrong with the line
        }
    }
}
