package dev.millrace.stores;

import java.util.ArrayList;
import java.util.List;

/** The rows of a range, segment after segment, all as of one moment. */
final class SegmentCursor implements ByteCursor {

    private final List<ByteCursor> segments = new ArrayList<>();
    private int current;

    SegmentCursor(EngineTable table, RowRange range, long firstSegment, long lastSegment, boolean forward) {
        if (range.keyFrom() == null && range.keyTo() == null) {
            segments.add(table.scan(Rows.ofLong(firstSegment), Rows.ofLong(lastSegment + 1), forward));
            return;
        }
        for (long i = 0; i <= lastSegment - firstSegment; i++) {
            long segment = forward ? firstSegment + i : lastSegment - i;
            segments.add(table.scan(range.lower(segment), range.upper(segment), forward));
        }
    }

    @Override
    public boolean next() {
        while (current < segments.size()) {
            if (segments.get(current).next()) {
                return true;
            }
            segments.get(current).close();
            current++;
        }
        return false;
    }

    @Override
    public byte[] key() {
        return segments.get(current).key();
    }

    @Override
    public byte[] value() {
        return segments.get(current).value();
    }

    @Override
    public void close() {
        segments.forEach(ByteCursor::close);
        current = segments.size();
    }
}
