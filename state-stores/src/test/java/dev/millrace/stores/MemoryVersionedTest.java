package dev.millrace.stores;

class MemoryVersionedTest extends VersionedContract {

    @Override
    Harness newTask() {
        return Harness.inMemory();
    }

    @Override
    boolean persistent() {
        return false;
    }
}
