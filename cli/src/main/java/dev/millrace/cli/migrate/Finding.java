package dev.millrace.cli.migrate;

/**
 * Something that a person has to look at.
 *
 * @param line where, from 1
 * @param what the text that was found
 * @param advice what is the matter, and what to do
 */
record Finding(int line, String what, String advice) {}
