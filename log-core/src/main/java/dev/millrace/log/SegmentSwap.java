package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The replacing of segments by one that holds what is left of them, such that a crash leaves either them or it.
 *
 * <pre>
 *  00000000000000000100.log.tmp                         written and synced: nobody knows of it
 *  00000000000000000100-00000000000000000900.swap       renamed, directory synced: from here on it counts, and what is in
 *                                                       [100, 900) does not
 *  00000000000000000100.log                             the others are gone, directory synced: renamed again, directory synced
 * </pre>
 *
 * Recovery finishes what it finds begun, before it looks at segments: everything it needs is in the name.
 *
 * @param firstBase base offset of the first segment that is replaced, and of the new one
 * @param nextBase base offset of the segment after the last that is replaced
 */
record SegmentSwap(long firstBase, long nextBase) {
    private static final String SUFFIX = ".swap";
    private static final List<String> SUFFIXES_OF_SEGMENTS = List.of(".log", ".index", ".txnindex");
    private static final int NAME_LENGTH = 41 + SUFFIX.length();

    String fileName() {
        return Segment.fileStem(firstBase) + "-" + Segment.fileStem(nextBase) + SUFFIX;
    }

    /** What a file's name says; null if it is not the name of a swap. */
    static @Nullable SegmentSwap parse(String name) {
        if (name.length() != NAME_LENGTH || !name.endsWith(SUFFIX) || name.charAt(20) != '-') {
            return null;
        }
        try {
            return new SegmentSwap(Long.parseLong(name.substring(0, 20)), Long.parseLong(name.substring(21, 41)));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /**
     * Puts a segment, which is written and synced, in the place of others. Under the maintenance lock, so that no other
     * segment goes meanwhile.
     *
     * @throws IOException if it could not begin: nothing has changed then
     * @throws org.apache.kafka.common.errors.KafkaStorageException if it could not be finished: the partition is fenced
     */
    void perform(Storage storage, PartitionWriter writer, List<Segment> sources, Segment target) throws IOException {
        target.renameTo(fileName());
        try {
            storage.syncDirectory(writer.directory());
            writer.compacted().replace(sources, target, nextBase);
            writer.remove(sources);
            storage.syncDirectory(writer.directory());
            target.renameTo(Segment.fileName(firstBase));
            storage.syncDirectory(writer.directory());
        } catch (IOException e) {
            throw writer.fence(target.path(), e);
        }
    }

    /**
     * Finishes the swaps that a crash interrupted in a partition's directory. May be interrupted itself.
     *
     * @return the names of the files that are there now
     */
    static List<String> finishAll(Storage storage, String directory) throws IOException {
        List<String> files = storage.list(directory);
        boolean finished = false;
        for (String file : files) {
            SegmentSwap swap = parse(file);
            if (swap != null) {
                swap.finish(storage, directory, files);
                finished = true;
            }
        }
        return finished ? storage.list(directory) : files;
    }

    private void finish(Storage storage, String directory, List<String> files) throws IOException {
        storage.syncDirectory(directory); // what a killed process has renamed is not durable yet
        for (String file : files) {
            if (isReplaced(file)) {
                storage.delete(directory + "/" + file);
            }
        }
        storage.syncDirectory(directory);
        storage.rename(directory + "/" + fileName(), directory + "/" + Segment.fileName(firstBase));
        storage.syncDirectory(directory);
    }

    /** Whether a file belongs to one of the segments that are replaced. */
    private boolean isReplaced(String file) {
        return SUFFIXES_OF_SEGMENTS.stream()
                .map(suffix -> Segment.baseOf(file, suffix))
                .anyMatch(base -> base != null && base >= firstBase && base < nextBase);
    }
}
