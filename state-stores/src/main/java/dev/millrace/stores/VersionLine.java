package dev.millrace.stores;

import org.jspecify.annotations.Nullable;

/**
 * The versions of one key that are in the process, in the order of time; without a gap, but perhaps without the oldest.
 */
final class VersionLine extends CellLine<Version> {

    /** Whether the latest value is here, if the key has one. */
    boolean latestLoaded;

    /** All versions are here that ended in this segment of time or later; {@link VersionRows#LATEST}: all there are. */
    long loadedFromSegment = Long.MAX_VALUE;

    /** Whether the table has, or will have with what is staged, a row among the latest values. */
    boolean hasLatestRow;

    VersionLine() {
        super(1);
    }

    /** The place of the version that was valid at a time; -1 if all are later. */
    int floor(long timeMs) {
        int low = 0;
        int high = size() - 1;
        if (high >= 0 && at(high).timeMs <= timeMs) {
            return high; // most ask for the latest
        }
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (at(middle).timeMs <= timeMs) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    /** The version of a time, made if absent, between its neighbours. */
    Version versionAt(long timeMs) {
        int before = floor(timeMs);
        if (before >= 0 && at(before).timeMs == timeMs) {
            return at(before);
        }
        Version version = new Version(this, timeMs);
        insert(before + 1, version);
        if (before + 2 < size()) {
            version.validToMs = at(before + 2).timeMs;
        }
        if (before >= 0) {
            at(before).validToMs = timeMs;
        }
        return version;
    }

    /** The version before one of this line; null if there is none here. */
    @Nullable
    Version before(Version version) {
        int place = floor(version.timeMs) - 1;
        return place < 0 ? null : at(place);
    }
}
