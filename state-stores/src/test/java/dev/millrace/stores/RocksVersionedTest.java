package dev.millrace.stores;

import java.io.File;
import org.junit.jupiter.api.io.TempDir;

class RocksVersionedTest extends VersionedContract {

    @TempDir
    File directory;

    @Override
    Harness newTask() {
        return Harness.onDisk(directory);
    }

    @Override
    boolean persistent() {
        return true;
    }
}
