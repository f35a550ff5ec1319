package dev.millrace.stores;

import dev.millrace.streams.store.ChangeSink;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Values of a user's engine that does not keep all of them: read before the commit, they are as they will be read after
 * it. The changelog has all the same.
 */
final class ReducedCodec<V> extends ValueCodec<V> {

    private final ValueCodec<V> whole;
    private final KeptValues kept;

    ReducedCodec(ValueCodec<V> whole, KeptValues kept) {
        super(false);
        this.whole = whole;
        this.kept = kept;
    }

    @Override
    @Nullable
    Object content(V value) {
        return whole.content(value);
    }

    @Override
    boolean isImmutable(V value) {
        return false; // so that it is held as bytes
    }

    @Override
    boolean hasHeaders() {
        return whole.hasHeaders();
    }

    @Override
    byte @Nullable [] toTable(V value) {
        return whole.toTable(value);
    }

    @Override
    V fromTable(byte[] bytes) {
        return whole.fromTable(kept.fromEngine(kept.toEngine(bytes)));
    }

    @Override
    int emit(
            @Nullable EngineTable table,
            long segment,
            byte[] key,
            @Nullable Object held,
            long timestampMs,
            @Nullable ChangeSink sink) {
        return whole.emit(table, segment, key, held, timestampMs, sink);
    }

    @Override
    void restore(
            EngineTable table, long segment, byte[] key, byte @Nullable [] value, long timestampMs, Headers headers) {
        whole.restore(table, segment, key, value, timestampMs, headers);
    }
}
