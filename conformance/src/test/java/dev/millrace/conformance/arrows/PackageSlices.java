package dev.millrace.conformance.arrows;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;

/**
 * A package is a slice, with one exception: the mirrored API is one slice over several packages, without its two doors.
 * See docs/decisions/0002-mirrored-api-is-one-slice.md.
 */
final class PackageSlices implements SliceAssignment {

    private static final Set<String> MIRRORED = Set.of(
            "dev.millrace.streams",
            "dev.millrace.streams.kstream",
            "dev.millrace.streams.processor",
            "dev.millrace.streams.processor.api",
            "dev.millrace.streams.processor.assignment",
            "dev.millrace.streams.processor.assignment.assignors",
            "dev.millrace.streams.state",
            "dev.millrace.streams.errors",
            "dev.millrace.streams.query",
            // What Stores hands its declarations to: interfaces and records that name the API's stores and are named by
            // it.
            "dev.millrace.streams.store");

    /**
     * The types through which a program enters: they use what builds and compiles a plan, which in turn uses the rest
     * of the API. Each is a slice of its own, above it.
     */
    private static final Set<String> DOORS =
            Set.of("dev.millrace.streams.StreamsBuilder", "dev.millrace.streams.Topology");

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
        String packageName = type.getPackageName();
        if (!packageName.equals("dev.millrace") && !packageName.startsWith("dev.millrace.")) {
            return SliceIdentifier.ignore();
        }
        String outermost = outermost(type);
        if (DOORS.contains(outermost)) {
            return SliceIdentifier.of(outermost);
        }
        return SliceIdentifier.of(MIRRORED.contains(packageName) ? "the mirrored API" : packageName);
    }

    static String outermost(JavaClass type) {
        String name = type.getName();
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    @Override
    public String getDescription() {
        return "packages, the mirrored API being one";
    }
}
