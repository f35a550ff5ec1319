package dev.millrace.log.storage;

/** Paths below a storage's root: checked, and taken apart. */
final class StoragePath {
    private StoragePath() {}

    /**
     * Refuses paths that could leave the root or name one file in two ways.
     *
     * @param path the path as given
     * @return the same path
     * @throws IllegalArgumentException if it is absolute, ends in a slash, or has an empty, {@code .} or {@code ..}
     *     part
     */
    static String checked(String path) {
        if (path.isEmpty()) {
            return path;
        }
        int start = 0;
        for (int end = path.indexOf('/'); ; end = path.indexOf('/', start)) {
            String part = end < 0 ? path.substring(start) : path.substring(start, end);
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw new IllegalArgumentException("Not a storage path: '" + path
                        + "'. A path is relative to the root, parts separated by '/', without '.' and '..'");
            }
            if (end < 0) {
                return path;
            }
            start = end + 1;
        }
    }

    /**
     * The directory that holds a path.
     *
     * @param path a checked path, not the root
     * @return its directory; {@code ""} for a name in the root
     */
    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }
}
