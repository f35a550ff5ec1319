package dev.millrace.conformance.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.FlushMode;
import dev.millrace.log.LogDirectory;
import dev.millrace.log.PartitionLog;
import dev.millrace.log.record.RecordBatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the whole log should hold. Everything that is appended or created gets the next number; after a crash what is
 * left is what has the lowest numbers: a prefix, over all partitions.
 */
final class LogModel {
    private final FlushMode mode;
    private final Map<Integer, PartitionModel> partitions = new TreeMap<>();
    private final Map<PartitionModel, Integer> created = new IdentityHashMap<>();
    private int nextNumber;

    /** All numbers below survive the power, and the process. */
    private int durable;

    private int written;

    LogModel(FlushMode mode) {
        this.mode = mode;
    }

    int nextNumber() {
        return nextNumber++;
    }

    PartitionModel partition(int number) {
        return partitions.get(number);
    }

    PartitionModel create(int number) {
        PartitionModel partition = new PartitionModel(number);
        partitions.put(number, partition);
        created.put(partition, nextNumber());
        return partition;
    }

    void remove(PartitionModel partition) {
        partitions.remove(partition.number);
    }

    /** Those that surely exist. */
    List<PartitionModel> sure() {
        return partitions.values().stream().filter(each -> !each.unsureExists).toList();
    }

    List<PartitionModel> all() {
        return List.copyOf(partitions.values());
    }

    /** A sync returned: readers see everything. */
    void synced() {
        sure().forEach(partition -> partition.highWatermark = partition.end());
        written = nextNumber;
        if (mode == FlushMode.COMMIT) {
            durable = nextNumber;
        }
    }

    void allDurable() {
        written = nextNumber;
        durable = nextNumber;
    }

    /** A reader was let up to an offset, maybe because of a sync that nobody asked for. */
    void shown(PartitionModel partition, long highWatermark) {
        assertThat(highWatermark)
                .as("high watermark of %d", partition.number)
                .isBetween(partition.highWatermark, partition.end());
        partition.highWatermark = highWatermark;
        for (Entry entry : partition.entries) {
            if (entry.end() <= highWatermark) {
                written = Math.max(written, entry.number() + 1);
                durable = mode == FlushMode.COMMIT ? written : durable;
            }
        }
    }

    /**
     * After a restart: what is there must be a prefix; from here on nothing else was ever appended.
     *
     * @param powerWasCut whether more than the process ended
     * @param nothingFailed whether the disk did all that it was asked for
     */
    void settle(LogDirectory directory, boolean powerWasCut, boolean nothingFailed) {
        int survives = powerWasCut ? durable : mode == FlushMode.OS && nothingFailed ? nextNumber : written;
        Set<Integer> found = new HashSet<>();
        List<Integer> lost = new ArrayList<>();
        for (PartitionModel partition : all()) {
            PartitionLog log = directory.partition(Topics.partition(partition.number));
            int creation = created.get(partition);
            if (log == null) {
                boolean mayBeGone = partition.unsureExists || creation >= survives;
                assertThat(mayBeGone)
                        .as("partition %d exists", partition.number)
                        .isTrue();
                partitions.remove(partition.number);
                if (!partition.unsureExists) {
                    lost.add(creation);
                    partition.entries.forEach(entry -> lost.add(entry.number()));
                }
            } else {
                found.add(creation);
                settle(partition, log, found, lost);
            }
        }
        assertThat(directory.partitions()).as("partitions").hasSize(partitions.size());
        int length = found.stream().mapToInt(number -> number + 1).max().orElse(0);
        boolean ordered = mode != FlushMode.OS || nothingFailed;
        int prefix = ordered ? Math.max(survives, length) : survives;
        assertThat(lost)
                .as("lost, although all below %d survive, and number %d is there", survives, length - 1)
                .allMatch(number -> number >= prefix);
        allDurable();
    }

    private static void settle(PartitionModel partition, PartitionLog log, Set<Integer> found, List<Integer> lost) {
        long end = log.logEndOffset();
        if (end > partition.end()) {
            RecordBatch batch = TrialChecks.batchAt(log, partition.end());
            partition.unsure.stream()
                    .filter(entry -> entry.is(batch))
                    .findFirst()
                    .ifPresent(partition.entries::add);
        }
        partition.unsure.clear();
        partition.unsureExists = false;
        partition.entries.removeIf(entry -> {
            boolean gone = entry.base() >= end;
            (gone ? lost : found).add(entry.number());
            return gone;
        });
        assertThat(end).as("end of %d", partition.number).isEqualTo(partition.end());
        partition.highWatermark = end;
        assertThat(log.logStartOffset())
                .as("start of %d", partition.number)
                .isBetween(partition.durableStart, partition.highestStart());
        partition.start = log.logStartOffset();
        partition.attemptedStart = 0;
    }
}
