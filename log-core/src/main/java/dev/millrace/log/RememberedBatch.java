package dev.millrace.log;

/**
 * A batch of an idempotent producer that was appended: enough to recognise its retry and to answer it as the first
 * time.
 */
record RememberedBatch(int firstSequence, int lastSequence, long baseOffset, long lastOffset, long timestampMs) {}
