package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {

    @TempDir
    Path cache;

    private static List<Path> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void theLibraryIsUnpackedOnceAndReplacedWhenDamaged() throws IOException {
        Path directory = NativeLibrary.unpacked(cache);
        Path file = filesIn(directory).get(0);
        byte[] bytes = Files.readAllBytes(file);
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();

        assertThat(NativeLibrary.unpacked(cache)).isEqualTo(directory);
        assertThat(Files.readAttributes(file, BasicFileAttributes.class).fileKey())
                .isEqualTo(key);

        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        NativeLibrary.unpacked(cache);
        bytes[bytes.length / 2] ^= 1;
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        assertThat(filesIn(directory)).hasSize(1);
    }

    @Test
    void aCacheThatCannotBeWrittenIsNoObstacle() throws IOException {
        Path inTheWay = cache.resolve("file");
        Files.writeString(inTheWay, "no directory");
        assertThat(NativeLibrary.unpacked(inTheWay)).isNull();
        NativeLibrary.load();
        NativeLibrary.load();
    }

    @Test
    void aTaskOpensAfterAPreload() {
        new MillraceStores().preload();
        File directory = cache.resolve("task").toFile();
        try (Harness task = Harness.onDisk(directory)) {
            task.open(new MillraceStores().keyValueStore(Specs.keyValue(true))).put("a", 1L);
            task.commit();
        }
        assertThat(new File(directory, "rocksdb/CURRENT")).exists();
    }
}
