package dev.millrace.examples.editwars;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the feed's JSON lines. Thread-safe.
 *
 * <p>It pulls the few fields it needs from Jackson's token stream; binding whole objects costs several times as much
 * and the demo's day is over in about a second.
 */
final class FeedParser {

    private static final JsonFactory JSON = new JsonFactory();
    private static final Pattern REVERT = Pattern.compile("revert|undid|rollback", Pattern.CASE_INSENSITIVE);
    private static final Pattern CONTRIBUTOR = Pattern.compile("\\[\\[Special:Contrib(?:ution)?s/([^]|]+)");

    private FeedParser() {}

    /**
     * Parses one line.
     *
     * @param lineNumber the line's number in the feed
     * @param json the line, or null for a record without a value
     */
    static FeedLine parse(long lineNumber, @Nullable String json) {
        if (json == null) {
            return new FeedLine.Rejected("no value", null);
        }
        Fields fields = new Fields();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new FeedLine.Rejected("not a JSON object", json);
            }
            fields.readFrom(parser);
            if (parser.nextToken() != null) {
                return new FeedLine.Rejected("more than one JSON value on the line", json);
            }
        } catch (JsonProcessingException e) {
            return new FeedLine.Rejected("not JSON: " + e.getOriginalMessage(), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            return fields.toLine(lineNumber, json);
        } catch (DateTimeParseException e) {
            return new FeedLine.Rejected("not an ISO-8601 time: " + e.getParsedString(), json);
        }
    }

    /** The editor whose work the comment says is undone, or null. */
    static @Nullable String revertedUser(String comment) {
        if (!REVERT.matcher(comment).find()) {
            return null;
        }
        Matcher contributor = CONTRIBUTOR.matcher(comment);
        return contributor.find() ? contributor.group(1) : null;
    }

    /** The fields of one line as found. */
    private static final class Fields {
        private @Nullable String heartbeat;
        private @Nullable String time;
        private @Nullable String channel;
        private @Nullable String page;
        private @Nullable String user;
        private @Nullable String namespace;
        private String comment = "";
        private boolean robot;

        void readFrom(JsonParser parser) throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == JsonToken.VALUE_STRING) {
                    text(name, parser);
                } else if (value == JsonToken.VALUE_TRUE && name.equals("isRobot")) {
                    robot = true;
                } else {
                    parser.skipChildren();
                }
            }
        }

        private void text(String name, JsonParser parser) throws IOException {
            switch (name) {
                case "heartbeat" -> heartbeat = parser.getText();
                case "time" -> time = parser.getText();
                case "channel" -> channel = parser.getText();
                case "page" -> page = parser.getText();
                case "user" -> user = parser.getText();
                case "namespace" -> namespace = parser.getText();
                case "comment" -> comment = parser.getText();
                default -> {
                    // The feed has a dozen more fields that the radar does not use.
                }
            }
        }

        FeedLine toLine(long lineNumber, String json) {
            if (heartbeat != null) {
                return new FeedLine.Heartbeat(EventTime.millis(heartbeat));
            }
            if (time == null || channel == null || page == null || user == null) {
                return new FeedLine.Rejected("no field '" + firstMissing() + "'", json);
            }
            Edit edit = new Edit(
                    lineNumber,
                    EventTime.millis(time),
                    channel,
                    page,
                    user,
                    "",
                    "Main".equals(namespace),
                    robot,
                    revertedUser(comment));
            return new FeedLine.Edited(edit, json);
        }

        private String firstMissing() {
            return time == null ? "time" : channel == null ? "channel" : page == null ? "page" : "user";
        }
    }
}
