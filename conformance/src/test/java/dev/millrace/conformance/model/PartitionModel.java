package dev.millrace.conformance.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one partition should hold: the entries in order, and all that follows from them. */
final class PartitionModel {
    final int number;
    final List<Entry> entries = new ArrayList<>();

    /**
     * Appends at the end that failed for a reason that leaves open which of them is there after a restart: one of them,
     * or none.
     */
    final List<Entry> unsure = new ArrayList<>();

    /** Whether it is not known if it exists, because its creation or deletion failed or was not synced. */
    boolean unsureExists;

    /** No reader may see anything below; and what was promised to be gone for good. */
    long start;

    long durableStart;

    /** To where somebody tried to raise the start: after a crash it may be there or not. */
    long attemptedStart;

    /** Up to here readers were let. */
    long highWatermark;

    PartitionModel(int number) {
        this.number = number;
    }

    /** A producer, as the partition knows it. */
    static final class Producer {
        int epoch;
        int nextSequence;
        long openFrom = -1;
        Entry last;
    }

    /** Retention may have raised the start just before the end of a life. */
    long highestStart() {
        boolean retained = number == Topics.BY_TIME || number == Topics.BY_SIZE;
        return retained ? end() : Math.max(start, attemptedStart);
    }

    long end() {
        return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).end();
    }

    Map<Long, Producer> producers() {
        Map<Long, Producer> producers = new LinkedHashMap<>();
        for (Entry entry : entries) {
            if (entry.producerId() >= 0) {
                Producer producer = producers.computeIfAbsent(entry.producerId(), id -> new Producer());
                producer.epoch = entry.epoch();
                producer.nextSequence = entry.isMarker() ? 0 : entry.sequence() + entry.records();
                producer.last = entry.isMarker() ? null : entry;
                if (entry.isMarker()) {
                    producer.openFrom = -1;
                } else if (entry.kind() == 't' && producer.openFrom < 0) {
                    producer.openFrom = entry.base();
                }
            }
        }
        return producers;
    }

    /** The end for read_committed: no transaction below it that is open, or whose marker readers cannot see yet. */
    long lastStableOffset() {
        Map<Long, Long> open = new HashMap<>();
        long stable = highWatermark;
        for (Entry entry : entries) {
            if (entry.kind() == 't') {
                open.putIfAbsent(entry.producerId(), entry.base());
            } else if (entry.isMarker()) {
                Long first = open.remove(entry.producerId());
                stable = first != null && entry.base() >= highWatermark ? Math.min(stable, first) : stable;
            }
        }
        return open.values().stream().mapToLong(first -> first).reduce(stable, Math::min);
    }

    /** What a reader is shown from an offset on, if nothing was compacted. */
    List<String> shown(boolean committed, long from) {
        Set<Entry> aborted = aborted();
        long bound = committed ? lastStableOffset() : highWatermark;
        List<String> shown = new ArrayList<>();
        for (Entry entry : entries) {
            boolean visible = !entry.isMarker() && !(committed && aborted.contains(entry));
            for (int i = 0; visible && i < entry.records(); i++) {
                if (entry.base() + i >= from && entry.base() + i < bound) {
                    shown.add(entry.shown(i));
                }
            }
        }
        return shown;
    }

    /**
     * Of that, what compaction may not remove: the newest record of each key, not counting what is aborted or still
     * open.
     */
    List<String> newestOfKeys(long from) {
        Set<Entry> aborted = aborted();
        Map<String, String> newest = new HashMap<>();
        long bound = lastStableOffset();
        for (Entry entry : entries) {
            for (int i = 0; i < entry.records() && !entry.isMarker() && !aborted.contains(entry); i++) {
                if (entry.base() + i < bound) {
                    newest.put(entry.key(i), entry.base() + i >= from ? entry.shown(i) : "");
                }
            }
        }
        return newest.values().stream().filter(shown -> !shown.isEmpty()).toList();
    }

    private Set<Entry> aborted() {
        Map<Long, List<Entry>> open = new HashMap<>();
        Set<Entry> aborted = new HashSet<>();
        for (Entry entry : entries) {
            if (entry.kind() == 't') {
                open.computeIfAbsent(entry.producerId(), id -> new ArrayList<>())
                        .add(entry);
            } else if (entry.isMarker()) {
                List<Entry> ended = open.remove(entry.producerId());
                if (ended != null && entry.kind() == 'A') {
                    aborted.addAll(ended);
                }
            }
        }
        return aborted;
    }
}
