/**
 * Measurements: JMH for the small, whole programs for the large.
 *
 * <p><b>Purpose.</b> Says what a record costs, in CPU-seconds per million records, and where the cost lies.
 *
 * <p><b>Data flow.</b> Input comes from seeded generators, so a run can be repeated; results are numbers on the
 * console.
 *
 * <p><b>Threading.</b> JMH's threads, or those that Millrace starts.
 *
 * <p><b>Must not know.</b> Nothing is hidden from it, and nothing may depend on it.
 */
@NullMarked
package dev.millrace.benchmarks;

import org.jspecify.annotations.NullMarked;
