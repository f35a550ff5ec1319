package dev.millrace.streams.state;

import dev.millrace.streams.processor.StateStore;

/**
 * A session store that keeps headers with each aggregate (KIP-1271).
 *
 * @param <K> type of the keys
 * @param <AGG> type of the aggregates, without headers
 */
public interface SessionStoreWithHeaders<K, AGG> extends StateStore, SessionStore<K, AggregationWithHeaders<AGG>> {}
