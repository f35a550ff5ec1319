package dev.millrace.log.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class MemoryStorageTest extends StorageContract {
    @Override
    Storage storage() {
        return new MemoryStorage();
    }

    @Test
    void acopyIsWhatARestartFinds() throws IOException {
        MemoryStorage storage = new MemoryStorage();
        storage.lock();
        storage.createDirectories("d");
        try (StorageFile file = storage.create("d/a")) {
            file.write(bytes("hello"), 100_000);
            MemoryStorage copy = storage.copy();
            file.write(bytes("HELLO"), 100_000);
            copy.lock();
            try (StorageFile same = copy.open("d/a")) {
                assertThat(same.size()).isEqualTo(100_005);
                assertThat(read(same, 100_000, 5)).isEqualTo("hello");
                same.truncate(0);
            }
            assertThat(read(file, 100_000, 5)).isEqualTo("HELLO");
        }
    }
}
