/**
 * What several threads touch, held to a sequential model: whatever they see at the same time must be explained by some
 * order in which they did it one after the other.
 */
package dev.millrace.conformance.threads;
