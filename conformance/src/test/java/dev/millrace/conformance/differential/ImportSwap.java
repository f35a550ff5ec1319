package dev.millrace.conformance.differential;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Loads the classes of the package {@code engine} a second time, with Kafka Streams' names replaced by ours.
 */
/*
 * A class file names other classes in its constant pool only, as UTF-8 entries: names, descriptors and generic
 * signatures. To replace a package there is to have written another import. Every other entry refers to these by index,
 * so nothing else of the file moves:
 *
 *   magic u4, version u4, count u2, then count-1 entries: tag u1 and a body whose size the tag tells, then the rest
 *
 * The renames are those of the public API (D4, conformance/api-renames.txt).
 */
final class ImportSwap extends ClassLoader {

    private static final String SWAPPED_PACKAGE = ImportSwap.class.getPackageName() + ".engine.";
    private static final String ENGINE = SWAPPED_PACKAGE + "TestDriverEngine";
    private static final Map<String, String> RENAMES = renames();

    private ImportSwap() {
        super(ImportSwap.class.getClassLoader());
    }

    /** The engine as it is written, on Kafka Streams. */
    static Engine none() {
        return engineOf(ImportSwap.class.getClassLoader());
    }

    /** The same engine on Millrace. */
    static Engine toMillrace() {
        return engineOf(new ImportSwap());
    }

    /** Another class of the package, as it is written (on Kafka Streams) or swapped (on Millrace). */
    static Object make(String simpleName, boolean swapped) {
        ClassLoader loader = swapped ? new ImportSwap() : ImportSwap.class.getClassLoader();
        try {
            return loader.loadClass(SWAPPED_PACKAGE + simpleName)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(simpleName + " cannot be made by " + loader, e);
        }
    }

    private static Engine engineOf(ClassLoader loader) {
        try {
            return (Engine) loader.loadClass(ENGINE).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The engine " + ENGINE + " cannot be made by " + loader, e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(SWAPPED_PACKAGE)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        String file = name.replace('.', '/') + ".class";
        try (InputStream in = getParent().getResourceAsStream(file)) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] swapped = swap(in.readAllBytes());
            return defineClass(name, swapped, 0, swapped.length);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private static byte[] swap(byte[] classFile) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(classFile.length + 1024);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(in.readLong());
        int count = in.readUnsignedShort();
        out.writeShort(count);
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            out.writeByte(tag);
            switch (tag) {
                case 1 -> out.writeUTF(renamed(in.readUTF()));
                case 5, 6 -> {
                    out.writeLong(in.readLong());
                    i++; // a long or a double takes two places
                }
                case 3, 4, 9, 10, 11, 12, 17, 18 -> out.writeInt(in.readInt());
                case 7, 8, 16, 19, 20 -> out.writeShort(in.readUnsignedShort());
                case 15 -> {
                    out.writeByte(in.readUnsignedByte());
                    out.writeShort(in.readUnsignedShort());
                }
                default -> throw new IOException("A constant of the unknown tag " + tag);
            }
        }
        in.transferTo(out);
        return bytes.toByteArray();
    }

    private static String renamed(String text) {
        if (!text.contains("org/apache/kafka/streams")) {
            return text;
        }
        String result = text;
        for (Map.Entry<String, String> rename : RENAMES.entrySet()) {
            result = result.replace(rename.getKey(), rename.getValue());
        }
        return result;
    }

    private static Map<String, String> renames() {
        String from = "org/apache/kafka/streams";
        String to = "dev/millrace/streams";
        Map<String, String> renames = new LinkedHashMap<>();
        for (String type : new String[] {"TopologyTestDriver", "TestInputTopic", "TestOutputTopic"}) {
            renames.put(from + "/" + type, to + "/test/" + type);
        }
        for (String type : new String[] {"TimeWindow", "SessionWindow", "UnlimitedWindow", "WindowedSerializer"}) {
            renames.put(from + "/kstream/internals/" + type, to + "/kstream/" + type);
        }
        renames.put(from, to);
        return renames;
    }
}
