package dev.millrace.log;

/**
 * A place in the journal.
 *
 * @param epoch of the process that wrote it, from 1
 * @param sequence of the first entry that is meant
 */
record JournalPosition(int epoch, long sequence) {}
