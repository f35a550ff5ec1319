package dev.millrace.cli.migrate;

import dev.millrace.cli.migrate.SourceSpans.Kind;
import dev.millrace.cli.migrate.SourceSpans.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rewrites the names of one source file. */
/*
 * A qualified name is split where its first capital begins a segment: package, type, and what hangs on the type. The
 * type decides; the rest is carried along. KafkaStreams is the one type that changes its simple name, so its uses are
 * renamed too where the file imports it. An import of a whole package loses the types that left it: those that the file
 * uses are imported one by one.
 */
final class SourceRewrite {

    /**
     * What became of a file.
     *
     * @param text its new text; the old one if nothing was to be done
     * @param names how many names were replaced
     * @param findings what could not be decided
     */
    record Result(String text, int names, List<Finding> findings) {}

    private static final Pattern NAME =
            Pattern.compile("(?<![\\w.$])org\\.apache\\.kafka\\.streams((?:\\.[A-Za-z_$][\\w$]*)*)(\\.\\*)?(?![\\w$])");
    private static final Pattern HAS_TYPE = Pattern.compile("\\.[A-Z]");
    private static final Pattern ENTRY = Pattern.compile("(?<![\\w$.])KafkaStreams(?![\\w$])");
    private static final Pattern LINKED_ENTRY =
            Pattern.compile("(?<=\\{@link |\\{@linkplain |@see |@throws )KafkaStreams(?![\\w$])");
    private static final Pattern OWN_ENTRY =
            Pattern.compile("\\b(?:class|interface|record|enum|object)\\s+KafkaStreams\\b");
    private static final Pattern SPRING = Pattern.compile(
            "(?m)^import (org\\.springframework\\.kafka\\.(?:streams\\.|[\\w.]*(?:KafkaStreams|StreamsBuilder))[\\w.]*)");

    private final String source;
    private final boolean importsEntry;
    private final StringBuilder out = new StringBuilder();
    private final List<Finding> findings = new ArrayList<>();
    private int names;

    private SourceRewrite(String source) {
        this.source = source;
        this.importsEntry = !OWN_ENTRY.matcher(source).find()
                && (source.contains(StreamsNames.OLD_ENTRY)
                        || source.contains("import " + StreamsNames.OLD_ROOT + ".*"));
    }

    /**
     * Rewrites a source.
     *
     * @param isKotlin whether it is one of Kotlin, else of Java or Groovy
     */
    static Result of(String source, boolean isKotlin) {
        return new SourceRewrite(source).rewrite(isKotlin);
    }

    private Result rewrite(boolean isKotlin) {
        if (source.contains(StreamsNames.OLD_ROOT)) {
            SourceSpans.of(source, !isKotlin).forEach(this::rewriteNames);
        } else {
            out.append(source);
        }
        Matcher spring = SPRING.matcher(source);
        while (spring.find()) {
            finding(
                    spring.start(),
                    spring.group(1),
                    "Spring for Apache Kafka starts Kafka Streams itself: make a MillraceStreams bean in its place");
        }
        findings.sort(Comparator.comparingInt(Finding::line));
        return new Result(names == 0 ? source : out.toString(), names, findings);
    }

    private void rewriteNames(Span span) {
        Matcher name = NAME.matcher(source).region(span.start(), span.end());
        int from = span.start();
        while (name.find()) {
            appendWithEntry(span.kind(), from, name.start());
            out.append(renamed(span.kind(), name));
            from = name.end();
        }
        appendWithEntry(span.kind(), from, span.end());
    }

    /** Copies a stretch without qualified names. */
    private void appendWithEntry(Kind kind, int start, int end) {
        String text = source.substring(start, end);
        if (!importsEntry || kind == Kind.LITERAL) {
            out.append(text);
            return;
        }
        Matcher entry = (kind == Kind.CODE ? ENTRY : LINKED_ENTRY).matcher(text);
        out.append(entry.replaceAll(found -> {
            names++;
            return "MillraceStreams";
        }));
    }

    private String renamed(Kind kind, Matcher name) {
        String old = StreamsNames.OLD_ROOT + name.group(1);
        boolean isWildcard = name.group(2) != null;
        boolean isPackage = !HAS_TYPE.matcher(old).find();
        if (isPackage && !isWildcard && kind != Kind.CODE) {
            return undecided(name, "a package of Kafka Streams, in words");
        }
        if (isPackage && selectsAt(name.end())) {
            return undecided(name, "cannot be taken apart here: replace it by hand");
        }
        Optional<String> found = StreamsNames.renamed(old);
        if (found.isEmpty()) {
            return undecided(name, StreamsNames.whyMissing(old));
        }
        names++;
        if (isWildcard) {
            findMissing(old);
            return found.get() + ".*" + lostTypes(name);
        }
        return found.get();
    }

    /** Whether several names follow at once, as Scala and Groovy can, or one in quotes, as Kotlin can. */
    private boolean selectsAt(int next) {
        return source.startsWith(".{", next) || source.startsWith("._", next) || source.startsWith(".`", next);
    }

    private String undecided(Matcher name, String advice) {
        finding(name.start(), name.group(), advice);
        return name.group();
    }

    private void finding(int at, String what, String advice) {
        int line =
                1 + (int) source.substring(0, at).chars().filter(c -> c == '\n').count();
        findings.add(new Finding(line, what, advice));
    }

    /** Reports the types that this file has by the import of a whole package, and that have no counterpart. */
    private void findMissing(String oldPackage) {
        for (String type : StreamsNames.missing(oldPackage)) {
            Matcher use = uses(type);
            if (!comesFromElsewhere(oldPackage, type) && use.find()) {
                finding(use.start(), type, StreamsNames.whyMissing(oldPackage + "." + type));
            }
        }
    }

    /** An import by name goes before one of a package, and the new Processor API has the names of the old one. */
    private boolean comesFromElsewhere(String oldPackage, String type) {
        return Pattern.compile("import\\s+[\\w.]+\\." + type + "(?![\\w$.])")
                        .matcher(source)
                        .find()
                || source.contains("import " + oldPackage + ".api.*");
    }

    /** Imports for the types that a package no longer holds and that this file uses by their simple names. */
    private String lostTypes(Matcher wildcard) {
        String lineStart = source.substring(source.lastIndexOf('\n', wildcard.start()) + 1, wildcard.start());
        if (!lineStart.startsWith("import ")) {
            return "";
        }
        String end = source.startsWith(";", wildcard.end()) ? ";" : "";
        Set<String> lost = new LinkedHashSet<>();
        for (Map.Entry<String, String> moved : StreamsNames.moved().entrySet()) {
            int dot = moved.getKey().lastIndexOf('.');
            boolean here = moved.getKey().substring(0, dot).equals(StreamsNames.OLD_ROOT + wildcard.group(1));
            if (here && isUsed(moved.getKey().substring(dot + 1))) {
                lost.add(moved.getValue());
            }
        }
        StringBuilder imports = new StringBuilder();
        lost.stream()
                .sorted()
                .forEach(type ->
                        imports.append(end).append(newline()).append("import ").append(type));
        return imports.toString();
    }

    private String newline() {
        return source.contains("\r\n") ? "\r\n" : "\n";
    }

    private boolean isUsed(String simpleName) {
        return uses(simpleName).find();
    }

    private Matcher uses(String simpleName) {
        return Pattern.compile("(?<![\\w$.])" + simpleName + "(?![\\w$])").matcher(source);
    }
}
