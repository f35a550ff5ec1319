package dev.millrace.examples.editwars;

/**
 * A finished editor session.
 *
 * @param startMs the first edit's time, in milliseconds since the epoch
 * @param endMs the last edit's time
 * @param edits the number of edits
 * @param distinctPages the number of distinct pages edited
 */
public record SessionReport(long startMs, long endMs, long edits, int distinctPages) {}
