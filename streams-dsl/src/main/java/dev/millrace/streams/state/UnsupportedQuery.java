package dev.millrace.streams.state;

/** What an optional query of a store interface throws in a store that has not implemented it. */
final class UnsupportedQuery {
    private UnsupportedQuery() {}

    static UnsupportedOperationException of(Object store, String query) {
        return new UnsupportedOperationException(
                store.getClass().getName() + " does not support " + query + ": it keeps the interface's default");
    }
}
