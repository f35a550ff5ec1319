package dev.millrace.conformance.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds what must not happen in a history of writes and reads, in the words of Jepsen's Kafka workload.
 *
 * <p>A <em>unit</em> is what becomes visible together or never: a transaction, or a single batch outside of any. It is
 * {@linkplain #begin begun} by a producer, {@linkplain #write writes} values, each unlike any other in the history, and
 * {@linkplain #end ends} OK (acknowledged), FAILED (aborted for sure), or UNKNOWN (nobody was told). A unit that does
 * not end is UNKNOWN. Readers report every record they are given; at last {@link #finalRead} reports all that is there.
 */
public final class HistoryChecker {
    /** How a unit ended for its producer. */
    public enum Outcome {
        OK,
        FAILED,
        UNKNOWN
    }

    /** What must not happen. */
    public enum Anomaly {
        /** A value of an acknowledged unit is not there, although what came after it is. */
        LOST_WRITE,
        /** A value of an acknowledged unit was given to nobody, and nothing behind it was either. */
        UNSEEN,
        /** A value is there twice. */
        DUPLICATE,
        /** A value of an aborted unit was read (G1a). */
        ABORTED_READ,
        /** Of a unit with unknown outcome some values are there and some are not. */
        TORN_UNIT,
        /** A value was read that nobody wrote there. */
        PHANTOM,
        /** A value was read once and is not there at the end. */
        VANISHED_READ,
        /** An offset gave one value to one and another to another, or not the one that was acknowledged. */
        INCONSISTENT_OFFSETS,
        /** What one producer wrote to a partition is there in another order. */
        REORDERED,
        /** A reader was given an offset after a higher one. */
        NON_MONOTONIC_POLL,
        /** A reader was not given an offset between two that it was given. */
        POLL_SKIP
    }

    /** One thing that must not happen, and where. */
    public record Finding(Anomaly anomaly, String detail) {}

    /** A record at its place. */
    public record Place(long offset, String value) {}

    private static final class Unit {
        final String name;
        final String producer;
        final List<String> values = new ArrayList<>();
        Outcome outcome = Outcome.UNKNOWN;

        Unit(String name, String producer) {
            this.name = name;
            this.producer = producer;
        }
    }

    private record Written(Unit unit, TopicPartition partition, int order) {}

    private final Map<String, Unit> units = new LinkedHashMap<>();
    private final Map<String, Written> written = new HashMap<>();
    private final Map<TopicPartition, Map<Long, String>> acknowledged = new HashMap<>();
    private final Map<String, Map<TopicPartition, List<Place>>> polls = new LinkedHashMap<>();
    private final Map<TopicPartition, List<Place>> finalContent = new LinkedHashMap<>();

    public void begin(String unit, String producer) {
        units.put(unit, new Unit(unit, producer));
    }

    public void write(String unit, TopicPartition partition, String value) {
        Unit writer = units.get(unit);
        writer.values.add(value);
        written.put(value, new Written(writer, partition, written.size()));
    }

    /** The log said where a value is. */
    public void acknowledge(TopicPartition partition, long offset, String value) {
        acknowledged.computeIfAbsent(partition, p -> new HashMap<>()).put(offset, value);
    }

    public void end(String unit, Outcome outcome) {
        units.get(unit).outcome = outcome;
    }

    /** A reader, read_committed, was given a record. A reader that starts again somewhere needs a new name. */
    public void read(String reader, TopicPartition partition, long offset, String value) {
        polls.computeIfAbsent(reader, r -> new LinkedHashMap<>())
                .computeIfAbsent(partition, p -> new ArrayList<>())
                .add(new Place(offset, value));
    }

    /** All that is in a partition at the end, read_committed. Every partition needs to be reported. */
    public void finalRead(TopicPartition partition, List<Place> content) {
        finalContent.put(partition, content);
    }

    public List<Finding> check() {
        List<Finding> findings = new ArrayList<>();
        Set<String> present = checkContent(findings);
        checkUnits(present, findings);
        checkPolls(present, findings);
        return findings;
    }

    private Set<String> checkContent(List<Finding> findings) {
        Set<String> present = new HashSet<>();
        finalContent.forEach((partition, content) -> {
            Map<String, Integer> lastOrder = new HashMap<>();
            for (Place place : content) {
                String where = place.value() + " at " + partition + " offset " + place.offset();
                if (!present.add(place.value())) {
                    findings.add(new Finding(Anomaly.DUPLICATE, where));
                }
                Written source = written.get(place.value());
                checkSource(partition, place, source, where, findings);
                if (source != null) {
                    Integer before = lastOrder.put(source.unit().producer, source.order());
                    if (before != null && before > source.order()) {
                        findings.add(new Finding(Anomaly.REORDERED, where));
                    }
                }
            }
        });
        return present;
    }

    private void checkSource(
            TopicPartition partition, Place place, Written source, String where, List<Finding> findings) {
        if (source == null || !source.partition().equals(partition)) {
            findings.add(new Finding(Anomaly.PHANTOM, where));
        } else if (source.unit().outcome == Outcome.FAILED) {
            findings.add(new Finding(Anomaly.ABORTED_READ, where + " of " + source.unit().name));
        }
    }

    private void checkUnits(Set<String> present, List<Finding> findings) {
        for (Unit unit : units.values()) {
            List<String> missing = unit.values.stream()
                    .filter(value -> !present.contains(value))
                    .toList();
            if (unit.outcome == Outcome.OK && !missing.isEmpty()) {
                boolean passedOver = missing.stream().anyMatch(value -> isPassedOver(value));
                Anomaly loss = passedOver ? Anomaly.LOST_WRITE : Anomaly.UNSEEN;
                findings.add(new Finding(loss, unit.name + " misses " + missing));
            }
            if (unit.outcome == Outcome.UNKNOWN && !missing.isEmpty() && missing.size() < unit.values.size()) {
                findings.add(new Finding(Anomaly.TORN_UNIT, unit.name + " misses " + missing + " of " + unit.values));
            }
        }
    }

    /** Whether something is there that came after a value: from the same producer, or at a higher offset. */
    private boolean isPassedOver(String value) {
        Written lost = written.get(value);
        TopicPartition partition = lost.partition();
        long offset = acknowledged.getOrDefault(partition, Map.of()).entrySet().stream()
                .filter(place -> place.getValue().equals(value))
                .mapToLong(Map.Entry::getKey)
                .findFirst()
                .orElse(Long.MAX_VALUE);
        return finalContent.getOrDefault(partition, List.of()).stream().anyMatch(place -> {
            Written other = written.get(place.value());
            boolean later = other != null
                    && other.order() > lost.order()
                    && other.unit().producer.equals(lost.unit().producer);
            return later || place.offset() > offset;
        });
    }

    private void checkPolls(Set<String> present, List<Finding> findings) {
        Map<TopicPartition, Map<Long, String>> known = new HashMap<>();
        acknowledged.forEach((partition, places) -> known.put(partition, new HashMap<>(places)));
        Map<TopicPartition, TreeMap<Long, String>> atEnd = new HashMap<>();
        finalContent.forEach((partition, content) -> {
            TreeMap<Long, String> byOffset = new TreeMap<>();
            content.forEach(place -> byOffset.put(place.offset(), place.value()));
            atEnd.put(partition, byOffset);
            content.forEach(place -> checkPlace(known, partition, place, "the final read", findings));
        });
        polls.forEach((reader, partitions) -> partitions.forEach((partition, places) -> {
            Place before = null;
            for (Place place : places) {
                checkPlace(known, partition, place, reader, findings);
                checkRead(partition, place, reader, present, findings);
                checkOrder(atEnd.getOrDefault(partition, new TreeMap<>()), before, place, reader, findings);
                before = place;
            }
        }));
    }

    private static void checkPlace(
            Map<TopicPartition, Map<Long, String>> known,
            TopicPartition partition,
            Place place,
            String reader,
            List<Finding> findings) {
        String other =
                known.computeIfAbsent(partition, p -> new HashMap<>()).putIfAbsent(place.offset(), place.value());
        if (other != null && !other.equals(place.value())) {
            findings.add(new Finding(
                    Anomaly.INCONSISTENT_OFFSETS,
                    partition + " offset " + place.offset() + " gave " + place.value() + " to " + reader
                            + ", but it is " + other));
        }
    }

    private void checkRead(
            TopicPartition partition, Place place, String reader, Set<String> present, List<Finding> findings) {
        String where = place.value() + " at " + partition + " offset " + place.offset() + " by " + reader;
        Written source = written.get(place.value());
        checkSource(partition, place, source, where, findings);
        if (source != null && source.unit().outcome != Outcome.FAILED && !present.contains(place.value())) {
            findings.add(new Finding(Anomaly.VANISHED_READ, where));
        }
    }

    private static void checkOrder(
            TreeMap<Long, String> atEnd, Place before, Place place, String reader, List<Finding> findings) {
        if (before == null) {
            return;
        }
        if (place.offset() <= before.offset()) {
            findings.add(new Finding(
                    Anomaly.NON_MONOTONIC_POLL, reader + " got " + place.offset() + " after " + before.offset()));
            return;
        }
        Map<Long, String> skipped = atEnd.subMap(before.offset(), false, place.offset(), false);
        if (!skipped.isEmpty()) {
            findings.add(new Finding(
                    Anomaly.POLL_SKIP,
                    reader + " got " + place.offset() + " after " + before.offset() + ", not " + skipped));
        }
    }
}
