/**
 * The log against a model of it that fits on a page: random operations, and after each what a reader sees must be what
 * the model says.
 *
 * <p><b>Reading a failure.</b> It names the seed and the flush mode, and lists the fewest operations that were found to
 * fail. Run {@code new LogTrial(seed, mode, operations).run()} with that list, or {@code LogModelTest.run(seed, mode)}
 * with the seed alone.
 */
package dev.millrace.conformance.model;
