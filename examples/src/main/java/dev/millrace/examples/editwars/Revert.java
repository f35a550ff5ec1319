package dev.millrace.examples.editwars;

/**
 * An edit that undid another editor's work, with the first such edit at most an hour earlier.
 *
 * @param revert the edit that undoes
 * @param reverted the edit undone
 */
public record Revert(Edit revert, Edit reverted) {}
