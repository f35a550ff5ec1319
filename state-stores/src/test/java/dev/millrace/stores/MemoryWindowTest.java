package dev.millrace.stores;

class MemoryWindowTest extends WindowContract {

    @Override
    Harness newTask() {
        return Harness.inMemory();
    }

    @Override
    boolean persistent() {
        return false;
    }
}
