package dev.millrace.examples.editwars;

import dev.millrace.json.JsonSerde;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.LongDeserializer;

/** The radar's figures, added up from the records of its output topics. For one thread. */
public final class RadarSummary {

    private final Deserializer<TopPages> topPages = new JsonSerde<>(TopPages.class).deserializer();
    private final Deserializer<SessionReport> sessionReports = new JsonSerde<>(SessionReport.class).deserializer();
    private final Deserializer<Long> hours = new LongDeserializer();

    private final SortedMap<String, TopPages> topPagesByHour = new TreeMap<>();
    private final SortedMap<String, Long> deadLettersByReason = new TreeMap<>();
    private final Map<String, Long> progress = new HashMap<>();
    private long edits;
    private long sessions;
    private long reverts;
    private long botBursts;

    /**
     * Adds one record.
     *
     * @param output a committed record of one of {@link RadarTopics#OUTPUTS}
     */
    public void add(ConsumerRecord<String, byte[]> output) {
        switch (output.topic()) {
            case RadarTopics.TOP_PAGES ->
                topPagesByHour.put(output.key(), topPages.deserialize(output.topic(), output.value()));
            case RadarTopics.SESSIONS -> {
                sessions++;
                edits += sessionReports
                        .deserialize(output.topic(), output.value())
                        .edits();
            }
            case RadarTopics.REVERTS -> reverts++;
            case RadarTopics.BOT_BURSTS -> botBursts++;
            case RadarTopics.DEAD_LETTERS -> deadLettersByReason.merge(reason(output), 1L, Long::sum);
            case RadarTopics.PROGRESS -> progress.put(output.key(), hours.deserialize(output.topic(), output.value()));
            default -> throw new IllegalArgumentException("Topic " + output.topic() + " is no output of the radar");
        }
    }

    /**
     * Whether every part of the radar has reached {@code timeMs}, so that no output of earlier hours is to come.
     *
     * @param timeMs ms since the epoch
     * @return false as long as one partition of one part is behind
     */
    public boolean hasReached(long timeMs) {
        return EditWarRadar.PARTS.entrySet().stream().allMatch(part -> {
            for (int partition = 0; partition < part.getValue(); partition++) {
                if (progress.getOrDefault(part.getKey() + '-' + partition, Long.MIN_VALUE) < timeMs) {
                    return false;
                }
            }
            return true;
        });
    }

    /**
     * The edits of all sessions that are over; at the end of the day, every edit.
     *
     * @return a sum over the records so far
     */
    public long edits() {
        return edits;
    }

    /**
     * The ranking of each hour that is over, by the hour's beginning as ISO-8601.
     *
     * @return the summary's own map, not a copy
     */
    public SortedMap<String, TopPages> topPagesByHour() {
        return topPagesByHour;
    }

    /**
     * How many editor sessions are over.
     *
     * @return a sum over the records so far
     */
    public long sessions() {
        return sessions;
    }

    /**
     * How many reverts were joined with an edit that they undo.
     *
     * @return a sum over the records so far
     */
    public long reverts() {
        return reverts;
    }

    /**
     * How often a bot made ten edits or more in a minute.
     *
     * @return a sum over the records so far
     */
    public long botBursts() {
        return botBursts;
    }

    /**
     * How many lines could not be used, by the reason (without the particulars after its colon).
     *
     * @return the summary's own map, not a copy
     */
    public SortedMap<String, Long> deadLettersByReason() {
        return deadLettersByReason;
    }

    private static String reason(ConsumerRecord<String, byte[]> deadLetter) {
        Header header = deadLetter.headers().lastHeader(DeadLetters.REASON);
        if (header == null) {
            return "no reason given";
        }
        String reason = new String(header.value(), StandardCharsets.UTF_8);
        int colon = reason.indexOf(':');
        return colon < 0 ? reason : reason.substring(0, colon);
    }
}
