package dev.millrace.streams.operator;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.SessionStore;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/** A map of sessions. */
final class TinySessionStore extends Tiny implements SessionStore<String, Object> {

    private final Map<Windowed<String>, Object> sessions = new LinkedHashMap<>();

    TinySessionStore(String name) {
        super(name);
    }

    @Override
    public KeyValueIterator<Windowed<String>, Object> findSessions(String key, long earliestEndMs, long latestStartMs) {
        return new Over<>(sessions.entrySet().stream()
                .filter(entry -> entry.getKey().key().equals(key)
                        && entry.getKey().window().end() >= earliestEndMs
                        && entry.getKey().window().start() <= latestStartMs)
                .sorted(Comparator.comparingLong(
                        entry -> entry.getKey().window().end()))
                .map(entry -> KeyValue.pair(entry.getKey(), entry.getValue()))
                .toList());
    }

    @Override
    public KeyValueIterator<Windowed<String>, Object> findSessions(long earliestEndMs, long latestEndMs) {
        return new Over<>(sessions.entrySet().stream()
                .filter(entry -> entry.getKey().window().end() >= earliestEndMs
                        && entry.getKey().window().end() <= latestEndMs)
                .sorted(Comparator.comparingLong(
                        entry -> entry.getKey().window().end()))
                .map(entry -> KeyValue.pair(entry.getKey(), entry.getValue()))
                .toList());
    }

    @Override
    Tiny empty() {
        return new TinySessionStore(name());
    }

    @Override
    public void put(Windowed<String> session, Object aggregate) {
        sessions.put(session, aggregate);
        this.<TinySessionStore>change("+ " + session + " " + aggregate, store -> store.put(session, aggregate));
    }

    @Override
    public void remove(Windowed<String> session) {
        sessions.remove(session);
        this.<TinySessionStore>change("- " + session, store -> store.remove(session));
    }

    @Override
    public KeyValueIterator<Windowed<String>, Object> fetch(String key) {
        throw unused();
    }

    @Override
    public KeyValueIterator<Windowed<String>, Object> fetch(String from, String to) {
        throw unused();
    }
}
