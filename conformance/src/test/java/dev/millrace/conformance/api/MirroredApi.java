package dev.millrace.conformance.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.TopologyTestDriver;

/**
 * Kafka Streams' public API beside ours, by reflection: what is public or protected, not deprecated, and in no package
 * of internals. Types are told by their names, after {@code api-renames.txt}; generic signatures are compared by the
 * tool of the profile {@code conformance}.
 */
final class MirroredApi {

    private static final String THEIRS = "org.apache.kafka.streams";
    private static final String OURS = "dev.millrace.streams";
    private static final Pattern INTERNAL = Pattern.compile("org\\.apache\\.kafka\\.[\\w.]*\\binternals\\.\\w+");

    private final Map<String, String> renames = new HashMap<>();

    /** A type or a member of Kafka Streams that is not here; the name of a type stands for all its members. */
    record Missing(Class<?> type, String member) {
        @Override
        public String toString() {
            return type.getName() + (member.isEmpty() ? "" : "." + member);
        }
    }

    MirroredApi(Path renamesFile) {
        try (Stream<String> lines = Files.lines(renamesFile)) {
            lines.filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .forEach(pair -> renames.put(pair[0], pair[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that Kafka Streams and its test utilities have to be mirrored. */
    static List<Class<?>> types() {
        return Stream.of(KafkaStreams.class, TopologyTestDriver.class)
                .flatMap(MirroredApi::classesBeside)
                .filter(MirroredApi::isApi)
                .sorted(Comparator.comparing(Class::getName))
                .toList();
    }

    private static Stream<Class<?>> classesBeside(Class<?> one) {
        try (JarFile jar = new JarFile(
                Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI())
                        .toFile())) {
            List<Class<?>> classes = new ArrayList<>();
            for (JarEntry entry : Collections.list(jar.entries())) {
                String name = entry.getName();
                if (name.startsWith(THEIRS.replace('.', '/'))
                        && name.endsWith(".class")
                        && !name.contains("/internals/")) {
                    classes.add(
                            Class.forName(name.replace('/', '.').replace(".class", ""), false, one.getClassLoader()));
                }
            }
            return classes.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isApi(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
            if (!isVisible(each.getModifiers())
                    || each.isAnonymousClass()
                    || each.isAnnotationPresent(Deprecated.class)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    List<Missing> missing() {
        List<Missing> missing = new ArrayList<>();
        for (Class<?> theirs : types()) {
            Class<?> ours = counterpart(theirs);
            if (ours == null) {
                missing.add(new Missing(theirs, ""));
            } else {
                missing.addAll(missingMembers(theirs, ours));
            }
        }
        return missing;
    }

    private List<Missing> missingMembers(Class<?> theirs, Class<?> ours) {
        List<Missing> missing = new ArrayList<>();
        for (Field field : theirs.getDeclaredFields()) {
            if (isApi(field, field.getModifiers(), field.isSynthetic())
                    && !leaksInternals(field.toGenericString())
                    && !hasField(ours, field)) {
                missing.add(new Missing(theirs, field.getName()));
            }
        }
        for (Constructor<?> constructor : theirs.getDeclaredConstructors()) {
            if (isApi(constructor, constructor.getModifiers(), constructor.isSynthetic())
                    && !leaksInternals(constructor.toGenericString())
                    && !hasConstructor(ours, constructor)) {
                missing.add(new Missing(theirs, theirs.getSimpleName()));
            }
        }
        for (Method method : theirs.getDeclaredMethods()) {
            if (isApi(method, method.getModifiers(), method.isSynthetic())
                    && !leaksInternals(method.toGenericString())
                    && !hasMethod(ours, method)) {
                missing.add(new Missing(theirs, method.getName()));
            }
        }
        return missing;
    }

    private static boolean isApi(AccessibleObject member, int modifiers, boolean synthetic) {
        return isVisible(modifiers) && !synthetic && !member.isAnnotationPresent(Deprecated.class);
    }

    /** Whether a signature names one of their internal types that has no name of its own here. */
    private boolean leaksInternals(String signature) {
        return INTERNAL.matcher(signature).results().anyMatch(internal -> !renames.containsKey(internal.group()));
    }

    private boolean hasField(Class<?> ours, Field theirs) {
        return lineage(ours)
                .flatMap(type -> Arrays.stream(type.getDeclaredFields()))
                .anyMatch(field -> field.getName().equals(theirs.getName())
                        && isVisible(field.getModifiers())
                        && field.getType().getName().equals(ourName(theirs.getType())));
    }

    private boolean hasConstructor(Class<?> ours, Constructor<?> theirs) {
        return Arrays.stream(ours.getDeclaredConstructors())
                .anyMatch(constructor -> isVisible(constructor.getModifiers())
                        && names(constructor.getParameterTypes()).equals(ourNames(theirs.getParameterTypes())));
    }

    private boolean hasMethod(Class<?> ours, Method theirs) {
        return lineage(ours)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .anyMatch(method -> method.getName().equals(theirs.getName())
                        && isVisible(method.getModifiers())
                        && Modifier.isStatic(method.getModifiers()) == Modifier.isStatic(theirs.getModifiers())
                        && names(method.getParameterTypes()).equals(ourNames(theirs.getParameterTypes()))
                        && method.getReturnType().getName().equals(ourName(theirs.getReturnType())));
    }

    /** A type, and all that it inherits from. */
    private static Stream<Class<?>> lineage(Class<?> type) {
        Stream<Class<?>> above =
                Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()));
        return Stream.concat(Stream.of(type), above.flatMap(MirroredApi::lineage));
    }

    private static List<String> names(Class<?>[] types) {
        return Arrays.stream(types).map(Class::getName).toList();
    }

    private List<String> ourNames(Class<?>[] theirs) {
        return Arrays.stream(theirs).map(this::ourName).toList();
    }

    private Class<?> counterpart(Class<?> theirs) {
        try {
            return Class.forName(ourName(theirs), false, getClass().getClassLoader());
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    /** Nested types go with the one around them; arrays with their elements. */
    private String ourName(Class<?> theirs) {
        String name = theirs.getName();
        int begin = name.indexOf(THEIRS);
        if (begin < 0) {
            return name;
        }
        String dimensions = name.substring(0, begin);
        String bare = name.substring(begin).replace(";", "");
        int nested = bare.indexOf('$');
        String outer = nested < 0 ? bare : bare.substring(0, nested);
        String renamed =
                renames.getOrDefault(outer, outer.replace(THEIRS, OURS)) + (nested < 0 ? "" : bare.substring(nested));
        return dimensions + renamed + (dimensions.isEmpty() ? "" : ";");
    }
}
