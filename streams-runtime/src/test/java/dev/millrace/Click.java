package dev.millrace;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A user looks at a page. */
record Click(String user, String page, long timeMs) {

    /** Clicks of 20 users on 10 pages, one each 100 ms. */
    static List<Click> drawn(long seed, int count) {
        Random random = new Random(seed);
        List<Click> clicks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clicks.add(new Click("user" + random.nextInt(20), "page" + random.nextInt(10), 1 + i * 100L));
        }
        return clicks;
    }
}
