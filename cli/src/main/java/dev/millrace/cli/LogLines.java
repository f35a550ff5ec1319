package dev.millrace.cli;

import java.util.Locale;

/**
 * Where log lines go: nowhere, or to the standard error when {@code MILLRACE_LOG_LEVEL} names a level. What a user is
 * to know is said by the commands themselves.
 *
 * <p>SLF4J's own simple logger writes them: it is ready in 2 ms, where a configured Logback takes 70 of a start.
 */
final class LogLines {

    private LogLines() {}

    /** Takes effect if nothing has been logged yet. */
    static void configure() {
        setDefault("slf4j.internal.verbosity", "WARN");
        setDefault("slf4j.provider", "org.slf4j.simple.SimpleServiceProvider");
        String level = System.getenv("MILLRACE_LOG_LEVEL");
        if (level == null) {
            setDefault("org.slf4j.simpleLogger.defaultLogLevel", "off");
            return;
        }
        setDefault("org.slf4j.simpleLogger.defaultLogLevel", level.toLowerCase(Locale.ROOT));
        setDefault("org.slf4j.simpleLogger.showDateTime", "true");
        setDefault("org.slf4j.simpleLogger.dateTimeFormat", "HH:mm:ss.SSS");
        setDefault("org.slf4j.simpleLogger.showShortLogName", "true");
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
