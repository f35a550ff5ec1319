package dev.millrace.examples.editwars;

import dev.millrace.streams.processor.api.ContextualFixedKeyProcessor;
import dev.millrace.streams.processor.api.FixedKeyRecord;
import dev.millrace.streams.processor.api.RecordMetadata;

/** Parses the feed. A line's number is its offset: the feed's topic has one partition and nothing else in it. */
final class FeedReader extends ContextualFixedKeyProcessor<String, String, FeedLine> {

    @Override
    public void process(FixedKeyRecord<String, String> record) {
        long lineNumber = context().recordMetadata().map(RecordMetadata::offset).orElseThrow();
        FeedLine line = FeedParser.parse(lineNumber, record.value());
        if (line instanceof FeedLine.Edited && record.key() == null) {
            line = new FeedLine.Rejected("no key: an edit is keyed by its channel", record.value());
        }
        context().forward(record.withValue(line));
    }
}
