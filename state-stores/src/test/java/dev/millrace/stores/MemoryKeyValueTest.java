package dev.millrace.stores;

class MemoryKeyValueTest extends KeyValueContract {

    @Override
    Harness newTask() {
        return Harness.inMemory();
    }

    @Override
    boolean persistent() {
        return false;
    }
}
