/**
 * First programs, each one complete and run as a test, and the demo.
 *
 * <p><b>Purpose.</b> Shows a newcomer how a program looks; the code in the guides is this code.
 *
 * <p><b>Data flow.</b> The demo replays one real day of Wikipedia edits from the class path through a topology, and
 * shows edit wars, sessions, reverts and bursts as they come.
 *
 * <p><b>Threading.</b> As in a user's program: {@code main}, and the threads that Millrace starts.
 *
 * <p><b>Must not know.</b> The command line, which starts these programs, and everything that a user could not use.
 */
@NullMarked
package dev.millrace.examples;

import org.jspecify.annotations.NullMarked;
