package dev.millrace.conformance.differential.engine;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.kstream.internals.SessionWindow;
import org.apache.kafka.streams.state.HeadersBytesStore;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.SessionStore;

/** A session store of a program's own. */
class OwnSessions extends OwnStore implements SessionStore<Bytes, byte[]> {

    OwnSessions(String name, boolean persistent) {
        super(name, persistent);
    }

    /** One that is made for headers. */
    static final class WithHeaders extends OwnSessions implements HeadersBytesStore {
        WithHeaders(String name) {
            super(name, true);
        }
    }

    @Override
    Row row(byte[] changelogKey) {
        return timed(changelogKey, Long.BYTES);
    }

    private static Windowed<Bytes> session(Row row) {
        return new Windowed<>(row.key(), new SessionWindow(row.second(), row.timeMs()));
    }

    @Override
    public void put(Windowed<Bytes> session, byte[] aggregate) {
        set(new Row(session.window().end(), session.key(), session.window().start()), aggregate);
    }

    @Override
    public void remove(Windowed<Bytes> session) {
        put(session, null);
    }

    @Override
    public byte[] fetchSession(Bytes key, long startMs, long endMs) {
        return rows.get(new Row(endMs, key, startMs));
    }

    private KeyValueIterator<Windowed<Bytes>, byte[]> sessions(
            Bytes from, Bytes to, long earliestEndMs, long latestStartMs, boolean forward) {
        return rows(
                row -> isBetween(row.key(), from, to) && row.timeMs() >= earliestEndMs && row.second() <= latestStartMs,
                OwnSessions::session,
                forward);
    }

    @Override
    public KeyValueIterator<Windowed<Bytes>, byte[]> findSessions(Bytes key, long earliestEndMs, long latestStartMs) {
        return sessions(key, key, earliestEndMs, latestStartMs, true);
    }

    @Override
    public KeyValueIterator<Windowed<Bytes>, byte[]> backwardFindSessions(
            Bytes key, long earliestEndMs, long latestStartMs) {
        return sessions(key, key, earliestEndMs, latestStartMs, false);
    }

    @Override
    public KeyValueIterator<Windowed<Bytes>, byte[]> findSessions(
            Bytes from, Bytes to, long earliestEndMs, long latestStartMs) {
        return sessions(from, to, earliestEndMs, latestStartMs, true);
    }

    @Override
    public KeyValueIterator<Windowed<Bytes>, byte[]> backwardFindSessions(
            Bytes from, Bytes to, long earliestEndMs, long latestStartMs) {
        return sessions(from, to, earliestEndMs, latestStartMs, false);
    }

    @Override
    public KeyValueIterator<Windowed<Bytes>, byte[]> findSessions(long earliestEndMs, long latestEndMs) {
        return rows(row -> row.timeMs() >= earliestEndMs && row.timeMs() <= latestEndMs, OwnSessions::session, true);
    }

    @Override
    public KeyValueIterator<Windowed<Bytes>, byte[]> fetch(Bytes key) {
        return sessions(key, key, Long.MIN_VALUE, Long.MAX_VALUE, true);
    }

    @Override
    public KeyValueIterator<Windowed<Bytes>, byte[]> backwardFetch(Bytes key) {
        return sessions(key, key, Long.MIN_VALUE, Long.MAX_VALUE, false);
    }

    @Override
    public KeyValueIterator<Windowed<Bytes>, byte[]> fetch(Bytes from, Bytes to) {
        return sessions(from, to, Long.MIN_VALUE, Long.MAX_VALUE, true);
    }

    @Override
    public KeyValueIterator<Windowed<Bytes>, byte[]> backwardFetch(Bytes from, Bytes to) {
        return sessions(from, to, Long.MIN_VALUE, Long.MAX_VALUE, false);
    }
}
