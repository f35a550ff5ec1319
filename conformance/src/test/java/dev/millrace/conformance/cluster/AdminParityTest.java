package dev.millrace.conformance.cluster;

import java.util.List;

/** {@code Admin}, as a program sees it. */
class AdminParityTest extends LogParity {

    static List<Scenario> scenarios() {
        return List.of(
                new Scenario("topics", TopicScenarios::topicsAreCreatedGrownAndDeleted),
                new Scenario("names", TopicScenarios::badNamesAndNumbersAreRefused),
                new Scenario("verdicts", TopicScenarios::everyValueOfASettingIsTakenOrRefused),
                new Scenario("altered", TopicScenarios::settingsAreAlteredOneByOne),
                new Scenario("described", TopicScenarios::settingsTellTypeAndSource),
                new Scenario("offset-specs", RecordScenarios::offsetsAreFoundByEverySpec),
                new Scenario("deleted", RecordScenarios::recordsAreDeletedUpToAnOffset),
                new Scenario("sizes", RecordScenarios::partitionsHaveTheirSize),
                new Scenario("too-new", RecordScenarios::recordsTooFarFromTheClockAreRefused),
                new Scenario("missing-group", GroupScenarios::aGroupThatIsNotThere),
                new Scenario("live-group", GroupScenarios::aGroupWithAMember),
                new Scenario("instances", GroupScenarios::membersAreRemovedByTheirInstance));
    }
}
