package dev.millrace.conformance.arrows;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ConditionEvents;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArrowsTest {

    @ParameterizedTest
    @EnumSource
    void aModuleUsesOnlyWhatItsArrowsAllow(MillraceModule module) {
        HouseRules.arrowsOf(module).check(MainClasses.ALL);
    }

    @ParameterizedTest
    @EnumSource
    void everyModuleIsLookedAt(MillraceModule module) {
        assertThat(MainClasses.ALL)
                .anyMatch(type -> MillraceModule.of(type).map(module::equals).orElse(false));
    }

    @Test
    void aPackageLivesInOneModule() {
        HouseRules.packagesStayInTheirModule().check(MainClasses.ALL);
    }

    @Test
    void packagesFormNoCycle() {
        HouseRules.noPackageCycles().check(MainClasses.ALL);
    }

    @Test
    void internalsOfKafkaAreNotUsed() {
        HouseRules.noInternalsOfKafka().check(MainClasses.ALL);
    }

    @Test
    void rocksDbIsKnownToTheStoresOnly() {
        HouseRules.rocksDbStaysInTheStores().check(MainClasses.ALL);
    }

    @Test
    void nothingHidesADiskAThreadOrAClock() {
        HouseRules.nothingHidden().check(MainClasses.ALL);
    }

    @Test
    void everyPackageHasAChapter() {
        ConditionEvents events = ConditionEvents.Factory.create();
        JavaPackage root = MainClasses.ALL.getPackage("dev.millrace");
        Stream<JavaPackage> all = Stream.concat(Stream.of(root), root.getSubpackagesInTree().stream());
        all.filter(each -> !each.getClasses().isEmpty())
                .forEach(each -> HouseRules.haveAChapter().check(each, events));
        List<String> lacking = events.getViolating().stream()
                .flatMap(event -> event.getDescriptionLines().stream())
                .toList();
        assertThat(lacking).isEmpty();
    }
}
