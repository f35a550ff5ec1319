package dev.millrace.examples.editwars;

import org.jspecify.annotations.Nullable;

/**
 * One edit of a Wikipedia page.
 *
 * @param line the number of its line in the feed, from 0; it identifies the edit and orders edits of the same
 *     millisecond
 * @param timeMs when it happened, in milliseconds since the epoch
 * @param channel the wiki, for example {@code #en.wikipedia}
 * @param page the page's title
 * @param user the editor's name, or an IP address
 * @param language the wiki's language, empty until it is joined with the table of languages
 * @param mainNamespace whether the page is an article, not a talk, user or project page
 * @param robot whether a bot made the edit
 * @param revertedUser the editor whose work this edit undoes, or null if it is no such revert
 */
public record Edit(
        long line,
        long timeMs,
        String channel,
        String page,
        String user,
        String language,
        boolean mainNamespace,
        boolean robot,
        @Nullable String revertedUser)
        implements RadarEvent {

    /**
     * The key under which all edits of the same page of the same wiki meet; a channel's name has no blank.
     *
     * @return channel and page with a blank between them
     */
    public String pageKey() {
        return channel + ' ' + page;
    }

    /**
     * The same edit with its wiki's language.
     *
     * @param name the language, as the table of languages has it
     * @return the changed copy
     */
    public Edit inLanguage(String name) {
        return new Edit(line, timeMs, channel, page, user, name, mainNamespace, robot, revertedUser);
    }

    /**
     * Whether this edit undoes an earlier edit, {@code candidate}. An edit is not earlier than itself.
     *
     * @param candidate an edit of the same page
     * @return true if it is earlier and its editor is {@link #revertedUser()}
     */
    public boolean reverts(Edit candidate) {
        return candidate.line < line && candidate.user.equals(revertedUser);
    }
}
