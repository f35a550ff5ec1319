package dev.millrace.stores;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads RocksDB's native library, once in the life of a process.
 *
 * <p>RocksDB unpacks 17 MB from its jar into a temporary file at each start (about 250 ms of 330 ms). We unpack it once
 * into {@code ~/.cache/millrace/native/<checksum>/} (or {@code $XDG_CACHE_HOME}) and load it from there (about 50 ms).
 * A file whose size or checksum is not that of the jar's entry is replaced. Where the directory cannot be used,
 * RocksDB's own way is taken.
 */
final class NativeLibrary {

    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);

    private NativeLibrary() {}

    /** Loads it if that has not happened yet; waits for another thread that is at it. */
    static void load() {
        Loaded.ONCE.touch();
    }

    private enum Loaded {
        ONCE;

        Loaded() {
            Path directory = unpacked(cacheDirectory());
            if (directory == null) {
                RocksDB.loadLibrary();
            } else {
                RocksDB.loadLibrary(List.of(directory.toString()));
            }
        }

        private void touch() {}
    }

    private static Path cacheDirectory() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path caches = xdg == null || xdg.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return caches.resolve("millrace").resolve("native");
    }

    /**
     * The directory with the unpacked library below a cache directory, unpacked if need be.
     *
     * @return null if there is no way
     */
    static @Nullable Path unpacked(Path cache) {
        URL resource = RocksDB.class.getClassLoader().getResource(Environment.getJniLibraryFileName("rocksdb"));
        if (resource == null) {
            return null;
        }
        try {
            URLConnection connection = resource.openConnection();
            if (!(connection instanceof JarURLConnection jar)) {
                return null;
            }
            ZipEntry entry = jar.getJarEntry();
            Path directory = cache.resolve(Long.toHexString(entry.getCrc()) + "-" + entry.getSize());
            // The name that RocksDB looks for below a given directory repeats the "jni".
            Path file = directory.resolve(Environment.getJniLibraryFileName("rocksdbjni"));
            if (!isIntact(file, entry)) {
                Files.createDirectories(directory);
                Path temporary = Files.createTempFile(directory, "unpacking", ".tmp");
                try (InputStream in = connection.getInputStream()) {
                    Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
                    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
                } finally {
                    Files.deleteIfExists(temporary);
                }
            }
            return directory;
        } catch (IOException | SecurityException e) {
            LOG.debug("Cannot keep RocksDB's native library in {}: it is unpacked at each start", cache, e);
            return null;
        }
    }

    private static boolean isIntact(Path file, ZipEntry entry) throws IOException {
        if (!Files.exists(file) || Files.size(file) != entry.getSize()) {
            return false;
        }
        CRC32 crc = new CRC32();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                crc.update(buffer, 0, n);
            }
        }
        return crc.getValue() == entry.getCrc();
    }
}
