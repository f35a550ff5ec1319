package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The aborted transactions of one partition, in the order of their markers; kept in one {@code .txnindex} file per
 * segment, that of the marker. There is no file for a segment without aborts: the checkpoint knows how many there are
 * in all, so a lost file is noticed.
 *
 * <p>Changed under the partition's append lock. Readers search the array that their view of the log holds.
 */
final class AbortedTransactions {
    private static final AbortedTransaction[] NONE = new AbortedTransaction[0];

    private final Storage storage;
    private final String directory;

    /** Never changed in place. */
    private AbortedTransaction[] all = NONE;

    /** How many of them are in files. */
    private int persisted;

    /** Segments whose file holds something else than it should, and is to be written anew. */
    private final Set<Long> damaged = new HashSet<>();

    AbortedTransactions(Storage storage, String directory) {
        this.storage = storage;
        this.directory = directory;
    }

    /** All, by marker offset; never changed in place. */
    AbortedTransaction[] all() {
        return all;
    }

    int count() {
        return all.length;
    }

    void add(AbortedTransaction transaction) {
        AbortedTransaction[] longer = Arrays.copyOf(all, all.length + 1);
        longer[all.length] = transaction;
        all = longer;
    }

    /** Forgets those whose marker is gone with its segment. */
    void removeBelow(long offset) {
        int gone = firstMarkerAtOrAfter(all, offset);
        if (gone > 0) {
            all = Arrays.copyOfRange(all, gone, all.length);
            persisted = Math.max(0, persisted - gone);
            damaged.removeIf(base -> base < offset);
        }
    }

    /** Segments became one: the files of the others are gone, and its own is to be written anew. */
    void merged(long firstBase, long nextBase) {
        damaged.removeIf(base -> base > firstBase && base < nextBase);
        damaged.add(firstBase);
    }

    /** Forgets those of which compaction has left nothing: whose marker is below an offset. */
    void removeCompacted(long offset, long[] segmentBases) {
        int before = all.length;
        removeBelow(offset);
        if (all.length < before) {
            Arrays.stream(segmentBases).filter(base -> base < offset).forEach(damaged::add);
        }
    }

    /**
     * The transactions that a reader of some offsets has to know.
     *
     * @param all sorted by marker offset
     * @param from first offset that is read
     * @param to offset after the last that is read
     */
    static List<AbortedTransaction> touching(AbortedTransaction[] all, long from, long to) {
        List<AbortedTransaction> found = new ArrayList<>(0);
        for (int i = firstMarkerAtOrAfter(all, from); i < all.length; i++) {
            if (all[i].firstOffset() < to) {
                found.add(all[i]);
            }
            if (all[i].lastStableOffset() >= to) {
                break;
            }
        }
        return found;
    }

    private static int firstMarkerAtOrAfter(AbortedTransaction[] all, long offset) {
        int low = 0;
        int high = all.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (all[middle].lastOffset() < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Loads what the files of some segments hold.
     *
     * @param segmentBases base offsets of the segments, ascending
     * @param recoveryPoint markers from here on come from a history that a crash cut off: they are dropped
     */
    void load(List<Long> segmentBases, Set<String> fileNames, long recoveryPoint) throws IOException {
        List<AbortedTransaction> loaded = new ArrayList<>();
        for (long base : segmentBases) {
            if (fileNames.contains(fileName(base))) {
                IndexFile.Content content = file(base).read();
                boolean sound = content.intact();
                long last = base - 1;
                ByteBuffer entries = content.entries();
                while (entries.remaining() >= IndexFormat.TRANSACTION_ENTRY_BYTES) {
                    AbortedTransaction entry = new AbortedTransaction(
                            entries.getLong(), entries.getLong(), entries.getLong(), entries.getLong());
                    if (entry.lastOffset() > last && entry.lastOffset() < recoveryPoint) {
                        loaded.add(entry);
                        last = entry.lastOffset();
                    } else {
                        sound = false;
                    }
                }
                if (!sound) {
                    damaged.add(base);
                }
            }
        }
        all = loaded.toArray(NONE);
        persisted = all.length;
    }

    /** Replaces everything, after the log itself was read because the files did not hold what they should. */
    void rebuilt(List<AbortedTransaction> transactions, List<Long> segmentBases) {
        all = transactions.toArray(NONE);
        persisted = 0;
        damaged.addAll(segmentBases);
    }

    /**
     * What is to be written, taken under the append lock.
     *
     * @param all never changed in place
     * @param from the first of them that is in no file yet
     * @param segmentBases base offsets of the segments, ascending
     * @param damaged segments whose file is to be written anew
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Pending(AbortedTransaction[] all, int from, long[] segmentBases, Set<Long> damaged) {
        boolean isEmpty() {
            return from == all.length && damaged.isEmpty();
        }
    }

    Pending pending(long[] segmentBases) {
        return new Pending(all, persisted, segmentBases, Set.copyOf(damaged));
    }

    /**
     * Writes what is pending, durably but for the directory. Takes no lock.
     *
     * @return whether the directory has to be synced
     */
    boolean persist(Pending pending) throws IOException {
        boolean directoryChanged = false;
        long[] bases = pending.segmentBases();
        AbortedTransaction[] snapshot = pending.all();
        for (int s = 0; s < bases.length && !pending.isEmpty(); s++) {
            int first = firstMarkerAtOrAfter(snapshot, bases[s]);
            int end = s + 1 < bases.length ? firstMarkerAtOrAfter(snapshot, bases[s + 1]) : snapshot.length;
            int fresh = Math.max(first, pending.from());
            if (pending.damaged().contains(bases[s])) {
                directoryChanged = true;
                if (end > first) {
                    file(bases[s]).replace(encode(snapshot, first, end), true);
                } else {
                    file(bases[s]).deleteIfExists();
                }
            } else if (end > fresh) {
                directoryChanged |= file(bases[s]).append(encode(snapshot, fresh, end), true);
            }
        }
        return directoryChanged;
    }

    /** Takes note, under the append lock, that what was pending is in the files now. */
    void persisted(Pending pending) {
        int removedMeanwhile = 0;
        if (pending.all().length > 0) {
            long firstKept = all.length == 0 ? Long.MAX_VALUE : all[0].lastOffset();
            removedMeanwhile = firstMarkerAtOrAfter(pending.all(), firstKept);
        }
        persisted = Math.max(persisted, pending.all().length - removedMeanwhile);
        damaged.removeAll(pending.damaged());
    }

    void remove(long segmentBase) throws IOException {
        file(segmentBase).deleteIfExists();
    }

    static String fileName(long segmentBase) {
        return Segment.fileStem(segmentBase) + ".txnindex";
    }

    private IndexFile file(long segmentBase) {
        return new IndexFile(
                storage,
                directory + "/" + fileName(segmentBase),
                IndexFormat.KIND_TRANSACTIONS,
                IndexFormat.TRANSACTION_ENTRY_BYTES,
                segmentBase);
    }

    private static ByteBuffer encode(AbortedTransaction[] all, int from, int to) {
        ByteBuffer bytes = ByteBuffer.allocate((to - from) * IndexFormat.TRANSACTION_ENTRY_BYTES);
        for (int i = from; i < to; i++) {
            bytes.putLong(all[i].producerId()).putLong(all[i].firstOffset());
            bytes.putLong(all[i].lastOffset()).putLong(all[i].lastStableOffset());
        }
        return bytes.flip();
    }
}
