package dev.millrace.cli.migrate;

import java.util.ArrayList;
import java.util.List;

/** Tells apart what is code, comment and literal in Java, Kotlin or Groovy. */
final class SourceSpans {

    enum Kind {
        CODE,
        COMMENT,
        LITERAL
    }

    /**
     * A piece of a source; the spans of a source follow each other without a gap.
     *
     * @param kind what it is
     * @param start its first character
     * @param end the character behind its last
     */
    record Span(Kind kind, int start, int end) {}

    private static final String BLOCK = "\"\"\"";

    private final String source;
    private final boolean escapesInBlocks;
    private final List<Span> spans = new ArrayList<>();
    private int codeStart;

    private SourceSpans(String source, boolean escapesInBlocks) {
        this.source = source;
        this.escapesInBlocks = escapesInBlocks;
    }

    /**
     * The spans of a source, in order.
     *
     * @param escapesInBlocks whether a backslash escapes within three quotes; not so in Kotlin
     */
    static List<Span> of(String source, boolean escapesInBlocks) {
        return new SourceSpans(source, escapesInBlocks).split();
    }

    private List<Span> split() {
        int at = 0;
        while (at < source.length()) {
            int end = endOfSpanAt(at);
            at = end > at ? close(at, end) : at + 1;
        }
        add(Kind.CODE, codeStart, source.length());
        return spans;
    }

    /** Where the comment or literal that begins here ends; the same place if none begins here. */
    private int endOfSpanAt(int at) {
        if (source.startsWith("//", at)) {
            return endOfLine(at);
        }
        if (source.startsWith("/*", at)) {
            return behind("*/", at + 2);
        }
        if (source.startsWith(BLOCK, at)) {
            return endOfBlock(at + BLOCK.length());
        }
        char first = source.charAt(at);
        return first == '"' || first == '\'' ? endOfQuoted(first, at) : at;
    }

    private int endOfQuoted(char quote, int at) {
        for (int i = at + 1; i < source.length() && source.charAt(i) != '\n'; i++) {
            if (source.charAt(i) == '\\') {
                i++;
            } else if (source.charAt(i) == quote) {
                return i + 1;
            }
        }
        return at;
    }

    /** In Java a backslash takes the meaning of the next character; in Kotlin it is one as any other. */
    private int endOfBlock(int from) {
        for (int i = from; i < source.length(); i++) {
            if (source.charAt(i) == '\\' && escapesInBlocks) {
                i++;
            } else if (source.startsWith(BLOCK, i)) {
                return i + BLOCK.length();
            }
        }
        return source.length();
    }

    private int endOfLine(int at) {
        int newline = source.indexOf('\n', at);
        return newline < 0 ? source.length() : newline;
    }

    private int behind(String mark, int from) {
        int found = source.indexOf(mark, from);
        return found < 0 ? source.length() : found + mark.length();
    }

    private int close(int start, int end) {
        add(Kind.CODE, codeStart, start);
        add(source.charAt(start) == '/' ? Kind.COMMENT : Kind.LITERAL, start, end);
        codeStart = end;
        return end;
    }

    private void add(Kind kind, int start, int end) {
        if (end > start) {
            spans.add(new Span(kind, start, end));
        }
    }
}
