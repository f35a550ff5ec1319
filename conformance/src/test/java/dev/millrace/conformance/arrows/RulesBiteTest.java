package dev.millrace.conformance.arrows;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule reports the fixture that breaks it, and leaves the good ones beside it alone. */
class RulesBiteTest {
    private static final JavaClasses FIXTURES = new ClassFileImporter()
            .withImportOption(location -> location.contains("/fixture/") || location.contains("/dev/millrace/nowhere/"))
            .importPackages("dev.millrace");

    @Test
    void anArrowUpwardsIsReported() {
        assertThat(violations(HouseRules.arrowsOf(MillraceModule.LOG_CORE)))
                .isNotEmpty()
                .allMatch(line -> line.contains("KnowsTheBroker") && line.contains("KnowsTheLog"));
        assertThat(violations(HouseRules.arrowsOf(MillraceModule.BROKER))).isEmpty();
    }

    @Test
    void aCycleIsReported() {
        assertThat(String.join("\n", violations(HouseRules.noPackageCycles())))
                .contains("Cycle detected", "dev.millrace.log.fixture", "dev.millrace.broker.fixture");
    }

    @Test
    void aPackageInTheWrongModuleAndOneWithoutAModuleAreReported() {
        assertThat(violations(HouseRules.packagesStayInTheirModule()))
                .anyMatch(line -> line.contains("dev.millrace.nowhere.Homeless"))
                .anyMatch(line -> line.contains("dev.millrace.log.fixture.KnowsTheBroker"));
    }

    @Test
    void internalsOfKafkaAreReportedAndItsWordsAreNot() {
        assertThat(violations(HouseRules.noInternalsOfKafka()))
                .isNotEmpty()
                .allMatch(line -> line.contains("KnowsInternals") && line.contains("kafka.common.utils.Utils"));
    }

    @Test
    void rocksDbOutsideTheStoresIsReported() {
        assertThat(violations(HouseRules.rocksDbStaysInTheStores()))
                .isNotEmpty()
                .allMatch(line -> line.contains("KnowsInternals") && line.contains("org.rocksdb.Options"));
    }

    @Test
    void eachHiddenInputIsReportedAndADriverIsLeftAlone() {
        List<String> lines = violations(HouseRules.nothingHidden());

        assertThat(lines).allMatch(line -> line.contains("HidesEverything"));
        for (String method : List.of(
                "aDisk(",
                "aDiskBehindAName(",
                "aFileThatIsHereAlready(",
                "aThread(",
                "aPool(",
                "theCommonPool(",
                "aClock(",
                "aClockByReference(",
                "aClockInALambda(",
                "kafkasClock(")) {
            assertThat(lines).anyMatch(line -> line.contains("HidesEverything." + method));
        }
    }

    @Test
    void aPackageWithoutAChapterIsReported() {
        ConditionEvents events = ConditionEvents.Factory.create();
        JavaPackage nowhere = FIXTURES.getPackage("dev.millrace.nowhere");

        HouseRules.haveAChapter().check(nowhere, events);

        assertThat(events.getViolating()).hasSize(1);
    }

    private static List<String> violations(ArchRule rule) {
        return rule.evaluate(FIXTURES).getFailureReport().getDetails();
    }
}
