/**
 * What can go wrong in stream processing, and who decides what happens then.
 *
 * <p><b>Purpose.</b> Exceptions are all {@link dev.millrace.streams.errors.StreamsException}s. Handlers are the user's
 * word on a single record that could not be read, processed or written, and on a thread that is about to die.
 *
 * <p><b>Data flow.</b> The runtime catches the error, describes the place in an {@code ErrorHandlerContext}, asks the
 * handler that the configuration names, and does as the response says: go on without the record, or stop. A response
 * may carry records for a dead-letter topic, which are sent in the same transaction as the rest.
 *
 * <p><b>Threads.</b> A handler is called by the stream thread that met the error; each thread has an instance of its
 * own.
 *
 * <p><b>Must not know.</b> How the runtime catches and carries out.
 */
@NullMarked
package dev.millrace.streams.errors;

import org.jspecify.annotations.NullMarked;
