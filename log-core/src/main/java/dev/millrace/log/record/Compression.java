package dev.millrace.log.record;

import java.util.Locale;
import org.apache.kafka.common.errors.CorruptRecordException;

/** How the records of a batch are compressed, all together. The header of a batch is never compressed. */
public enum Compression {
    /** Not at all. */
    NONE(0, "none", 0),
    /** The JDK's gzip. */
    GZIP(1, "gzip", -1),
    /** Snappy in the stream format of snappy-java. */
    SNAPPY(2, "snappy", 0),
    /** LZ4 in its frame format, independent 64 KB blocks. */
    LZ4(3, "lz4", 9),
    /** Zstandard. */
    ZSTD(4, "zstd", 3);

    private static final Compression[] BY_ID = values();

    private final int id;
    private final String configName;
    private final int defaultLevel;

    Compression(int id, String configName, int defaultLevel) {
        this.id = id;
        this.configName = configName;
        this.defaultLevel = defaultLevel;
    }

    /**
     * The number that stands for this compression in a batch.
     *
     * @return 0 to 4
     */
    public int id() {
        return id;
    }

    /**
     * The name used by settings such as {@code compression.type}.
     *
     * @return the name in lower case
     */
    public String configName() {
        return configName;
    }

    /**
     * How hard this compression tries unless it is told otherwise: the defaults of {@code compression.gzip.level} (-1,
     * the library's own), {@code compression.lz4.level} (9, which stands for the fast compressor) and
     * {@code compression.zstd.level} (3).
     *
     * @return the level; without meaning if the compression has none
     */
    public int defaultLevel() {
        return defaultLevel;
    }

    /**
     * Finds a compression by its name.
     *
     * @param name as in settings, in any case
     * @return the compression
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Compression forName(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        for (Compression compression : BY_ID) {
            if (compression.configName.equals(wanted)) {
                return compression;
            }
        }
        throw new IllegalArgumentException(
                "Unknown compression '" + name + "'. Use one of none, gzip, snappy, lz4, zstd.");
    }

    /**
     * Finds a compression by its number in a batch.
     *
     * @param id the number
     * @return the compression
     * @throws CorruptRecordException if no compression has that number
     */
    public static Compression forId(int id) {
        if (id < 0 || id >= BY_ID.length) {
            throw new CorruptRecordException("The batch names compression " + id + ", which does not exist (0 to 4)");
        }
        return BY_ID[id];
    }
}
