/**
 * {@code millrace migrate}: moves a project from Kafka Streams to Millrace by its names.
 *
 * <p><b>Purpose.</b> A Kafka Streams program is migrated by its imports alone. This package rewrites them in a
 * project's sources and says, with file and line, what it could not decide.
 *
 * <p><b>Data flow.</b> {@link dev.millrace.cli.migrate.MigrateCommand} reads the options; {@code Migration} walks the
 * directory; {@code SourceRewrite} turns the text of one file into another, by the spans that {@code SourceSpans} tells
 * apart (code, comment, literal) and the names that {@code StreamsNames} knows. A type is rewritten only if Millrace
 * has it: {@code StreamsNames} asks the class path.
 *
 * <p><b>Threading.</b> One thread.
 *
 * <p><b>Must not know.</b> The log, the runtime.
 */
@NullMarked
package dev.millrace.cli.migrate;

import org.jspecify.annotations.NullMarked;
