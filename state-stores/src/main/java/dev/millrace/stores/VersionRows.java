package dev.millrace.stores;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a versioned store in its table.
 *
 * <pre>
 *   latest values     | 0, 8             | key |             →  | time, 8           | value |
 *   all other         | segment + 1, 8   | key | time, 8 |   →  | valid to, 8       | value |
 *   deletions         | segment + 1, 8   | key | time, 8 |   →  | not (valid to), 8 |
 * </pre>
 *
 * <p>The segment is that of the time at which the version ended; of a deletion that is the latest version, that of its
 * own time. So the latest value of a key is found with one read and never expires, and what has expired is one range
 * behind the latest values. The layout follows KIP-889, with a row for each version instead of one for all versions of
 * a segment: a put rewrites one neighbour, not a whole segment of the key.
 */
final class VersionRows {

    /** The segment of the latest values. */
    static final long LATEST = 0;

    private final EngineTable table;
    private final long segmentIntervalMs;

    VersionRows(EngineTable table, long segmentIntervalMs) {
        this.table = table;
        this.segmentIntervalMs = segmentIntervalMs;
    }

    /** The segment of versions that ended at a time. */
    long segmentOf(long timeMs) {
        return Math.max(0, timeMs) / segmentIntervalMs + 1;
    }

    /** The first time behind a segment. */
    private long endMsOf(long segment) {
        return segment > Long.MAX_VALUE / segmentIntervalMs ? Long.MAX_VALUE : segment * segmentIntervalMs;
    }

    /**
     * Stages a version as it is now, and the removal of the row that it had before.
     *
     * @param value null: a deletion
     */
    void stage(Version version, byte[] key, byte @Nullable [] value) {
        boolean latestValue = version.isLatest() && value != null;
        long endMs = version.isLatest() ? version.timeMs : version.validToMs;
        long segment = latestValue ? LATEST : segmentOf(endMs);
        if (version.storedSegment > LATEST && version.storedSegment != segment) {
            table.stage(version.storedSegment, row(key, version.timeMs), EngineTable.NO_TIMESTAMP, null);
        }
        if (latestValue) {
            table.stage(LATEST, key, version.timeMs, value);
            version.line.hasLatestRow = true;
        } else {
            if (version.isLatest() && version.line.hasLatestRow) {
                table.stage(LATEST, key, EngineTable.NO_TIMESTAMP, null);
                version.line.hasLatestRow = false;
            }
            table.stage(
                    segment,
                    row(key, version.timeMs),
                    value == null ? ~endMs : endMs,
                    value == null ? Rows.EMPTY : value);
        }
        version.storedSegment = segment;
    }

    /** Puts the latest value of a key, if there is one, into its line. */
    void loadLatest(VersionLine line, byte[] key) {
        byte[] row = table.get(Rows.prefixed(LATEST, key));
        if (row != null) {
            line.hasLatestRow = true;
            take(line, Rows.longAt(row, 0), LATEST, Rows.withoutPrefix(row));
        }
    }

    /** Puts all other versions that ended in these segments into the line of their key. */
    void loadHistory(VersionLine line, byte[] key, long firstSegment, long lastSegment) {
        try (TableCursor rows = table.scan(Rows.ofLong(firstSegment), Rows.ofLong(lastSegment + 1), true)) {
            long segment = firstSegment;
            while (segment <= lastSegment && rows.seek(Rows.prefixed(segment, row(key, 0)))) {
                // Behind the key's rows are those of other keys, or of a later segment; those between have nothing.
                segment = Math.max(segment + 1, takeAll(line, key, segment, rows));
            }
        }
    }

    /**
     * Takes the rows of a key in one segment, from where the cursor is; gives the segment of the first row behind them.
     */
    private long takeAll(VersionLine line, byte[] key, long segment, TableCursor rows) {
        // Not the largest time there is: that would be behind most keys which this one is the beginning of.
        byte[] end = Rows.prefixed(segment, row(key, endMsOf(segment)));
        do {
            byte[] row = rows.key();
            if (Arrays.compareUnsigned(row, end) >= 0) {
                return Rows.longAt(row, 0);
            }
            if (row.length == end.length) { // otherwise such a key
                boolean deletion = Rows.longAt(rows.value(), 0) < 0;
                byte[] value = deletion ? null : Rows.withoutPrefix(rows.value());
                take(line, Rows.longAt(row, row.length - 8), segment, value);
            }
        } while (rows.next());
        return Long.MAX_VALUE;
    }

    private static void take(VersionLine line, long timeMs, long segment, byte @Nullable [] value) {
        Version version = line.versionAt(timeMs);
        if (version.storedSegment == Version.NOWHERE && !version.unwritten) {
            version.value = value;
            version.storedSegment = segment;
        }
    }

    /** Stages the removal of all that ended in segments before one. */
    void stageRemoval(long beforeSegment) {
        table.stageRangeRemoval(Rows.ofLong(LATEST + 1), Rows.ofLong(beforeSegment));
    }

    private static byte[] row(byte[] key, long timeMs) {
        byte[] row = Arrays.copyOf(key, key.length + 8);
        Rows.putLong(row, key.length, timeMs);
        return row;
    }
}
