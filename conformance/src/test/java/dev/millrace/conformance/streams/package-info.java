/**
 * Whole programs, whose process or machine is ended by force: exactly once, and stores that are what their changelogs
 * say.
 */
package dev.millrace.conformance.streams;
