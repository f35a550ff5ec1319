package dev.millrace.stores;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The types of which a serializer has taken an object. Live objects meet their serializer at the commit only, far from
 * the line that put them; so the first of each type is serialised at once, where an error still has its cause. From
 * then on the check is one comparison, as long as the type stays the same.
 */
final class ProvenTypes {

    private final Set<Class<?>> all = new HashSet<>();
    private @Nullable Class<?> last;

    boolean contain(Object object) {
        Class<?> type = object.getClass();
        return type == last || containsAnother(type);
    }

    private boolean containsAnother(Class<?> type) {
        boolean proven = all.contains(type);
        if (proven) {
            last = type;
        }
        return proven;
    }

    void add(Object object) {
        last = object.getClass();
        all.add(object.getClass());
    }
}
