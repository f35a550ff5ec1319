package dev.millrace.conformance.arrows;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Optional;
import java.util.Set;

/**
 * What counts as a disk, a thread or a clock, and the few places where each is at home (D6).
 *
 * <p>{@code File} and {@code Path} are judged by what is done with them: the mirrored API names {@code File}
 * ({@code stateDir()}), and the classes that turn {@code log.dir} into a storage name {@code Path}. Naming is not
 * reading.
 */
final class HiddenInputs {

    /** Programs, not libraries: what runs them is a main method or JMH. */
    private static final Set<String> PROGRAMS =
            Set.of("dev.millrace.cli", "dev.millrace.examples", "dev.millrace.benchmarks", "dev.millrace.conformance");

    /** Files are reached through the storage port; RocksDB's engine owns its state directory. */
    private static final Set<String> DISK_HOMES = Set.of("dev.millrace.log.storage", "dev.millrace.stores");

    /**
     * {@code Printed.toFile} is defined by the file that it prints to. The runtime finds, claims and removes the
     * directories that it gives to the log and to the stores, and reads nothing in them.
     */
    private static final Set<String> DISK_HOME_CLASSES = Set.of(
            "dev.millrace.streams.kstream.Printed", "dev.millrace.EmbeddedLog", "dev.millrace.runtime.StateDirectory");

    /** May name a File or a Path and hand it on, without touching what it points to. */
    private static final Set<String> DISK_NAMING =
            Set.of("dev.millrace", "dev.millrace.broker", "dev.millrace.runtime", "dev.millrace.streams");

    /**
     * Where threads and clocks live, besides every class whose name ends in Driver (a thin loop that calls steps):
     * the broker's SystemClock hands the wall clock to whoever passes time in; the DSL's is behind
     * WallclockTimestampExtractor, which is defined by it; MillraceStreams starts and joins the drivers.
     */
    private static final Set<String> THREAD_AND_CLOCK_HOMES = Set.of(
            "dev.millrace.broker.SystemClock",
            "dev.millrace.streams.processor.SystemClock",
            "dev.millrace.MillraceStreams");

    private static final Set<String> DISK_TYPES = Set.of(
            "java.io.File",
            "java.io.FileInputStream",
            "java.io.FileOutputStream",
            "java.io.FileReader",
            "java.io.FileWriter",
            "java.io.RandomAccessFile",
            "java.nio.channels.FileChannel",
            "java.nio.channels.FileLock",
            "java.nio.channels.AsynchronousFileChannel");

    private static final Set<String> NAMES_OF_FILES =
            Set.of("java.io.File", "java.nio.file.Path", "java.nio.file.Paths");

    private static final Set<String> HARMLESS_ON_NAMES = Set.of(
            "<init>",
            "of",
            "get",
            "resolve",
            "resolveSibling",
            "relativize",
            "normalize",
            "getPath",
            "getName",
            "getParent",
            "getParentFile",
            "getFileName",
            "toPath",
            "toFile",
            "toString",
            "equals",
            "hashCode",
            "compareTo",
            "startsWith",
            "endsWith");

    private static final Set<String> THREAD_MAKERS = Set.of(
            "java.util.concurrent.ThreadPoolExecutor",
            "java.util.concurrent.ScheduledThreadPoolExecutor",
            "java.util.concurrent.ForkJoinPool",
            "java.util.concurrent.Executors",
            "java.util.Timer");

    private static final Set<String> CLOCK_TYPES = Set.of(
            "java.time.Instant",
            "java.time.LocalDate",
            "java.time.LocalDateTime",
            "java.time.ZonedDateTime",
            "java.time.OffsetDateTime");

    private HiddenInputs() {}

    /** Why this dependency hides a disk, if it does. */
    static Optional<String> verdict(Dependency dependency) {
        JavaClass origin = dependency.getOriginClass();
        String target = dependency.getTargetClass().getBaseComponentType().getName();
        boolean disk = DISK_TYPES.contains(target) || target.startsWith("java.nio.file.");
        if (!disk
                || residesIn(origin, PROGRAMS)
                || residesIn(origin, DISK_HOMES)
                || DISK_HOME_CLASSES.contains(origin.getName())) {
            return Optional.empty();
        }
        if (NAMES_OF_FILES.contains(target) && residesIn(origin, DISK_NAMING)) {
            return Optional.empty();
        }
        return Optional.of("hides a disk");
    }

    /** Why this call or field access hides a disk, a thread or a clock, if it does. */
    static Optional<String> verdict(JavaAccess<?> access) {
        JavaClass origin = access.getOriginOwner();
        if (residesIn(origin, PROGRAMS)) {
            return Optional.empty();
        }
        String owner = access.getTargetOwner().getName();
        String member = access.getTarget().getName();
        boolean diskHome = residesIn(origin, DISK_HOMES) || DISK_HOME_CLASSES.contains(origin.getName());
        if (touchesAFile(owner, member) && !diskHome) {
            return Optional.of("touches a file");
        }
        if (isThreadOrClockHome(origin)) {
            return Optional.empty();
        }
        if (hidesAThread(owner, member)) {
            return Optional.of("hides a thread");
        }
        return readsAClock(owner, member) ? Optional.of("hides a clock") : Optional.empty();
    }

    private static boolean touchesAFile(String owner, String member) {
        return NAMES_OF_FILES.contains(owner) && !HARMLESS_ON_NAMES.contains(member);
    }

    private static boolean hidesAThread(String owner, String member) {
        return switch (owner) {
            case "java.lang.Thread" -> Set.of("<init>", "start", "sleep").contains(member);
            case "java.util.concurrent.CompletableFuture" -> member.endsWith("Async");
            default -> THREAD_MAKERS.contains(owner);
        };
    }

    private static boolean readsAClock(String owner, String member) {
        return switch (owner) {
            case "java.lang.System" -> member.equals("currentTimeMillis") || member.equals("nanoTime");
            case "java.time.Clock" -> member.startsWith("system");
            case "java.util.Date" -> member.equals("<init>");
            case "org.apache.kafka.common.utils.Time" -> member.equals("SYSTEM");
            default -> CLOCK_TYPES.contains(owner) && member.equals("now");
        };
    }

    private static boolean isThreadOrClockHome(JavaClass origin) {
        String outermost = PackageSlices.outermost(origin);
        return outermost.endsWith("Driver") || THREAD_AND_CLOCK_HOMES.contains(outermost);
    }

    private static boolean residesIn(JavaClass type, Set<String> packages) {
        String name = type.getPackageName();
        return packages.stream()
                .anyMatch(root -> name.equals(root) || (!root.equals("dev.millrace") && name.startsWith(root + ".")));
    }
}
