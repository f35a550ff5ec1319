package dev.millrace.examples.editwars;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * The demo's input: 39,244 edits of 12 September 2015, one JSON object a line, in the order of their times.
 *
 * <p>The lines come from the test data of Apache Druid (Apache-2.0), which Maven puts on the classpath; nothing of it
 * is in this repository.
 */
public final class WikipediaDay {

    private static final String DAY = "/wikipedia/wikiticker-2015-09-12-sampled.json.gz";
    private static final String LANGUAGES = "languages.json";

    private WikipediaDay() {}

    /**
     * The day's lines; the caller closes the reader.
     *
     * @return a reader of UTF-8
     * @throws IOException if the day is not on the class path
     */
    public static BufferedReader lines() throws IOException {
        InputStream day = WikipediaDay.class.getResourceAsStream(DAY);
        if (day == null) {
            throw new FileNotFoundException("The Wikipedia day is not on the classpath (" + DAY
                    + "): the Maven artifact org.apache.druid:druid-processing:tests holds it");
        }
        return reader(new GZIPInputStream(day, 1 << 16));
    }

    /**
     * The lines of a file of the user's own, plain or gzip; the caller closes the reader.
     *
     * @param file one JSON object a line
     * @return a reader of UTF-8
     * @throws IOException if the file cannot be read
     */
    public static BufferedReader lines(Path file) throws IOException {
        BufferedInputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        bytes.mark(2);
        boolean gzip = bytes.read() == 0x1f && bytes.read() == 0x8b;
        bytes.reset();
        return reader(gzip ? new GZIPInputStream(bytes, 1 << 16) : bytes);
    }

    /**
     * Each channel with its language, for example {@code #en.wikipedia} and {@code English}.
     *
     * @return in the order of the file
     * @throws IOException if the languages cannot be read
     */
    public static Map<String, String> languages() throws IOException {
        Map<String, String> languages = new LinkedHashMap<>();
        try (InputStream json = WikipediaDay.class.getResourceAsStream(LANGUAGES);
                JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                languages.put(parser.currentName(), parser.nextTextValue());
            }
        }
        return languages;
    }

    private static BufferedReader reader(InputStream bytes) {
        return new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8), 1 << 16);
    }
}
