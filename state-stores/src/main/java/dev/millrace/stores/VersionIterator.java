package dev.millrace.stores;

import dev.millrace.streams.state.VersionedRecord;
import dev.millrace.streams.state.VersionedRecordIterator;
import java.util.List;

/** Versions of one key, as they were when the iterator was made. */
final class VersionIterator<V> extends CopyIterator implements VersionedRecordIterator<V> {

    private final List<VersionedRecord<V>> versions;

    VersionIterator(LiveStore<?, ?, V> store, List<VersionedRecord<V>> versions) {
        super(store, versions.size());
        this.versions = versions;
    }

    @Override
    public VersionedRecord<V> next() {
        return versions.get(take());
    }
}
