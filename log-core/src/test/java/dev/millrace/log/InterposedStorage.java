package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import dev.millrace.log.storage.StorageFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** A storage in which, once, something happens right before a call: what another thread may do at that very moment. */
final class InterposedStorage {
    private final Storage storage;
    private String method = "";
    private String path = "";
    private Runnable action = () -> {};

    InterposedStorage(Storage real) {
        storage = around(Storage.class, real, "");
    }

    Storage storage() {
        return storage;
    }

    /** Before the next call of this method on this path, or on an open file of it. */
    void beforeNext(String itsMethod, String itsPath, Runnable what) {
        method = itsMethod;
        path = itsPath;
        action = what;
    }

    private void called(String name, String at) {
        if (name.equals(method) && at.equals(path)) {
            method = "";
            action.run();
        }
    }

    private <T> T around(Class<T> type, T real, String opened) {
        Object proxy = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, call, arguments) -> {
            boolean named = arguments != null && arguments.length > 0 && arguments[0] instanceof String;
            String at = named ? (String) arguments[0] : opened;
            called(call.getName(), at);
            try {
                Object result = call.invoke(real, arguments);
                return result instanceof StorageFile file ? around(StorageFile.class, file, at) : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        });
        return type.cast(proxy);
    }
}
