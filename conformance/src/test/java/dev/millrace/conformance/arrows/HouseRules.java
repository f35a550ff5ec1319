package dev.millrace.conformance.arrows;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/** What holds for every module: arrows, cycles, Kafka's internals, RocksDB's home, chapters. */
final class HouseRules {

    /** The one mirrored type whose signature names RocksDB. */
    private static final String ROCKS_DB_CONFIG_SETTER = "dev.millrace.streams.state.RocksDBConfigSetter";

    /** Public types of Kafka that live among its internals, and that its public API names. */
    private static final DescribedPredicate<JavaClass> NAMED_BY_KAFKAS_PUBLIC_API =
            describe("are named by Kafka's public API", type -> switch (type.getName()) {
                case "org.apache.kafka.common.utils.Bytes",
                        "org.apache.kafka.common.utils.Time",
                        "org.apache.kafka.common.record.TimestampType",
                        // the only public way to make Headers
                        "org.apache.kafka.common.header.internals.RecordHeader",
                        "org.apache.kafka.common.header.internals.RecordHeaders" -> true;
                default -> false;
            });

    private static final DescribedPredicate<JavaClass> INTERNALS_OF_KAFKA = resideInAnyPackage(
                    "org.apache.kafka.common.protocol..",
                    "org.apache.kafka.common.requests..",
                    "org.apache.kafka.common.message..",
                    "org.apache.kafka.common.network..",
                    "org.apache.kafka.common.record..",
                    "org.apache.kafka.common.utils..",
                    "org.apache.kafka.common.compress..",
                    "org.apache.kafka..internals..")
            .and(DescribedPredicate.not(NAMED_BY_KAFKAS_PUBLIC_API))
            .as("internals of Kafka");

    private HouseRules() {}

    static ArchRule arrowsOf(MillraceModule module) {
        return noClasses()
                .that(belongTo(module))
                .should()
                .dependOnClassesThat(describe(
                        "belong to a module other than " + module.uses(),
                        target -> MillraceModule.of(target)
                                .map(other -> !module.mayUse(other))
                                .orElse(false)))
                .because("docs/ARCHITECTURE.md lists what " + module + " may use")
                .allowEmptyShould(true);
    }

    static ArchRule packagesStayInTheirModule() {
        return classes()
                .should(new ArchCondition<>("be built by the module that owns their package") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        String uri = type.getSource()
                                .map(source -> source.getUri().toString())
                                .orElse("");
                        boolean owned = MillraceModule.of(type)
                                .map(module -> module.built(uri))
                                .orElse(false);
                        events.add(new SimpleConditionEvent(type, owned, type.getName() + " was built at " + uri));
                    }
                })
                .allowEmptyShould(true);
    }

    static ArchRule noPackageCycles() {
        return slices().assignedFrom(new PackageSlices())
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true);
    }

    static ArchRule noInternalsOfKafka() {
        return noClasses()
                .should()
                .dependOnClassesThat(INTERNALS_OF_KAFKA)
                .because("they move with every release of kafka-clients (D1); a test may use them as an oracle")
                .allowEmptyShould(true);
    }

    static ArchRule rocksDbStaysInTheStores() {
        return noClasses()
                .that(DescribedPredicate.not(resideInAnyPackage("dev.millrace.stores..", "dev.millrace.benchmarks..")))
                .and()
                .doNotHaveFullyQualifiedName(ROCKS_DB_CONFIG_SETTER)
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.rocksdb.."))
                .because("an engine is found by ServiceLoader and hidden behind the store interfaces")
                .allowEmptyShould(true);
    }

    /** No hidden disk, thread or clock; see {@link HiddenInputs}. */
    static ArchRule nothingHidden() {
        return classes()
                .should(new ArchCondition<>("not hide a disk, a thread or a clock") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                            HiddenInputs.verdict(access)
                                    .ifPresent(why -> events.add(SimpleConditionEvent.violated(
                                            access, why + ": " + access.getDescription())));
                        }
                        type.getDirectDependenciesFromSelf()
                                .forEach(dependency -> HiddenInputs.verdict(dependency)
                                        .ifPresent(why -> events.add(SimpleConditionEvent.violated(
                                                dependency, why + ": " + dependency.getDescription()))));
                    }
                })
                .because("a test must be able to run everything in one thread, on its own clock and storage (D6)")
                .allowEmptyShould(true);
    }

    static ArchCondition<JavaPackage> haveAChapter() {
        return new ArchCondition<>("have a package-info.java with @NullMarked") {
            @Override
            public void check(JavaPackage javaPackage, ConditionEvents events) {
                boolean kept = javaPackage.isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(
                        javaPackage, kept, javaPackage.getName() + (kept ? " has" : " lacks") + " its chapter"));
            }
        };
    }

    private static DescribedPredicate<JavaClass> belongTo(MillraceModule module) {
        return describe(
                "belong to " + module,
                type -> MillraceModule.of(type).map(module::equals).orElse(false));
    }
}
