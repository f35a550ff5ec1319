package dev.millrace.stores;

class MemorySessionTest extends SessionContract {

    @Override
    Harness newTask() {
        return Harness.inMemory();
    }

    @Override
    boolean persistent() {
        return false;
    }
}
