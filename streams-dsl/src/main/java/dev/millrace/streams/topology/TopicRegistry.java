package dev.millrace.streams.topology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** Knows which source reads what, and refuses a second reader: a record must enter a topology once. */
final class TopicRegistry {

    private final Map<String, String> sourceByTopic = new HashMap<>();
    private final List<SourceNode> patternSources = new ArrayList<>();

    void check(SourceNode source) {
        Pattern pattern = source.pattern();
        if (pattern == null) {
            checkNames(source);
        } else {
            checkPattern(source.name(), pattern);
        }
    }

    void register(SourceNode source) {
        if (source.pattern() == null) {
            source.topics().forEach(topic -> sourceByTopic.put(topic, source.name()));
        } else {
            patternSources.add(source);
        }
    }

    private void checkNames(SourceNode source) {
        if (source.topics().isEmpty()) {
            throw Wrong.noTopic(source.name());
        }
        Set<String> seen = new HashSet<>();
        for (String topic : source.topics()) {
            if (!seen.add(topic)) {
                throw Wrong.topicTwice(source.name(), topic);
            }
            String other = sourceByTopic.get(topic);
            if (other != null) {
                throw Wrong.topicTaken(source.name(), topic, other);
            }
            for (SourceNode reader : patternSources) {
                if (Objects.requireNonNull(reader.pattern()).matcher(topic).matches()) {
                    throw Wrong.topicMatched(source.name(), topic, reader.name(), String.valueOf(reader.pattern()));
                }
            }
        }
    }

    private void checkPattern(String source, Pattern pattern) {
        sourceByTopic.forEach((topic, other) -> {
            if (pattern.matcher(topic).matches()) {
                throw Wrong.topicMatched(other, topic, source, pattern.pattern());
            }
        });
    }
}
