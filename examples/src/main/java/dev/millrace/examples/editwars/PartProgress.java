package dev.millrace.examples.editwars;

import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.Record;

/**
 * Reports at each tick which hour a partition of one part of the radar has reached. It stands last in its part, so all
 * that the part has to say of earlier hours is said, in the same transaction at the latest.
 */
final class PartProgress extends ContextualProcessor<String, RadarEvent, String, Long> {

    private final String part;

    /**
     * @param part the part's name, which with the partition's number makes the key
     */
    PartProgress(String part) {
        this.part = part;
    }

    @Override
    public void process(Record<String, RadarEvent> tick) {
        String key = part + '-' + context().taskId().partition();
        context().forward(new Record<>(key, tick.value().timeMs(), tick.timestamp()));
    }
}
