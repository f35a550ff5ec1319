package dev.millrace.examples.editwars;

import dev.millrace.streams.processor.api.ContextualFixedKeyProcessor;
import dev.millrace.streams.processor.api.FixedKeyRecord;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Turns what was rejected back into the line it came from, with the header {@value #REASON}. */
final class DeadLetters extends ContextualFixedKeyProcessor<String, FeedLine, String> {

    static final String REASON = "reason";

    @Override
    public void process(FixedKeyRecord<String, FeedLine> record) {
        FeedLine.Rejected rejected = (FeedLine.Rejected) record.value();
        RecordHeaders headers = new RecordHeaders(record.headers());
        headers.add(REASON, rejected.reason().getBytes(StandardCharsets.UTF_8));
        context().forward(record.withValue(rejected.json()).withHeaders(headers));
    }
}
