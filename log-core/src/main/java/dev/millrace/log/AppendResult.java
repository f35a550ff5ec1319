package dev.millrace.log;

/**
 * What became of an append.
 *
 * @param baseOffset offset of the first record
 * @param lastOffset offset of the last record
 * @param appendTimeMs the timestamp that the log gave to the records, in ms since 1970; {@code -1} if they kept their
 *     own
 * @param duplicate whether the batch was here already: nothing was written, the offsets are those of the first time
 */
public record AppendResult(long baseOffset, long lastOffset, long appendTimeMs, boolean duplicate) {}
