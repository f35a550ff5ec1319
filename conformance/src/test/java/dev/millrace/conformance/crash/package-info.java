/**
 * Simulated crashes: a storage that forgets what was not synced, and programs that must not mind.
 *
 * <p><b>Purpose.</b> Real disks hide most mistakes in the order of writes and syncs.
 * {@link dev.millrace.conformance.crash.StrictStorage} hides none: at a power cut it drops, tears and reorders, from a
 * seed, whatever was not made durable. The simulations here run the log and the transaction coordinator on it, in one
 * thread, cut the power thousands of times, and check what is left.
 *
 * <p><b>Reading a failure.</b> Each names its seed; the same seed gives the same run.
 */
package dev.millrace.conformance.crash;
