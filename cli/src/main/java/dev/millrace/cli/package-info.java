/**
 * The command line: what an operator types.
 *
 * <p><b>Purpose.</b> The {@code millrace} command: it starts the demo and the example programs, moves programs over
 * from Kafka Streams ({@link dev.millrace.cli.migrate}), and shows what the files of a log hold
 * ({@link dev.millrace.cli.log}).
 *
 * <p><b>Data flow.</b> A command is parsed into an object, calls the public API, and writes text. It holds no logic
 * that a program could not reach by itself.
 *
 * <p><b>Threading.</b> The main thread; progress is drawn from where the work is done. The previous run of a demo is
 * deleted by a thread of its own.
 *
 * <p><b>Must not know.</b> Segment layouts, task internals, or anything else that is not public.
 */
@NullMarked
package dev.millrace.cli;

import org.jspecify.annotations.NullMarked;
