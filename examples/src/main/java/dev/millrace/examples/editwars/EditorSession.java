package dev.millrace.examples.editwars;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;

/**
 * What an editor did without pausing for more than half an hour.
 *
 * <p>An aggregate that grows in place: a bot's session may span thousands of pages, and copying the set at every edit
 * would make it quadratic. So the instance given to {@link #add} or {@link #join} is the one returned.
 *
 * @param edits the number of edits
 * @param pages the distinct pages, as {@link Edit#pageKey()} in UTF-8, encoded once and not at every commit; mutable
 */
public record EditorSession(long edits, Set<Bytes> pages) {

    /** A session that has not begun. */
    static EditorSession begin() {
        return new EditorSession(0, new HashSet<>());
    }

    /** This session with one more edit. */
    EditorSession add(String pageKey) {
        pages.add(Bytes.wrap(pageKey.getBytes(StandardCharsets.UTF_8)));
        return new EditorSession(edits + 1, pages);
    }

    /** Two sessions that an edit between them has made one. */
    EditorSession join(EditorSession other) {
        boolean larger = pages.size() >= other.pages.size();
        Set<Bytes> all = larger ? pages : other.pages;
        all.addAll(larger ? other.pages : pages);
        return new EditorSession(edits + other.edits, all);
    }
}
