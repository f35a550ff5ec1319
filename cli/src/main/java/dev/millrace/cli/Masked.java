package dev.millrace.cli;

import java.util.regex.Pattern;

/**
 * Hides the host part of IP addresses, which stand where an editor was not logged in: no screen shows whose they are.
 */
final class Masked {

    private static final Pattern IPV4 = Pattern.compile("\\b(\\d{1,3}\\.\\d{1,3})\\.\\d{1,3}\\.\\d{1,3}\\b");
    private static final Pattern IPV6 =
            Pattern.compile("\\b([0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}):(?:[0-9A-Fa-f]{0,4}:){1,5}[0-9A-Fa-f]{0,4}\\b");

    private Masked() {}

    /** {@code text} with every IP address cut to its network. */
    static String text(String text) {
        return IPV6.matcher(IPV4.matcher(text).replaceAll("$1.x.x")).replaceAll("$1:x");
    }
}
