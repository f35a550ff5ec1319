package dev.millrace.conformance.cluster;

import java.util.List;

/** Consumers, alone and in groups, as a program sees them. */
class ConsumerParityTest extends LogParity {

    static List<Scenario> scenarios() {
        return List.of(
                new Scenario("mistakes", ConsumerScenarios::mistakesAreTold),
                new Scenario("consumer-settings", ConsumerScenarios::settingsThatContradictThemselvesAreRefused),
                new Scenario("policies", ConsumerScenarios::thePolicyDecidesWhereAConsumerWithoutAnOffsetStarts),
                new Scenario("positions", ConsumerScenarios::positionsSeekingAndPausing),
                new Scenario("commits", ConsumerScenarios::commitsAndTheirCallbacksInOrder),
                new Scenario("consumer-interceptors", ConsumerScenarios::interceptorsSeeRecordsAndCommits),
                new Scenario("pending", ConsumerScenarios::offsetsOfAnOpenTransactionAreWaitedFor),
                new Scenario("metrics", ConsumerScenarios::metricsHaveKafkasNames),
                new Scenario("range", RebalanceScenarios::rangeIsEager),
                new Scenario("round-robin", RebalanceScenarios::roundRobinIsEager),
                new Scenario("sticky", RebalanceScenarios::stickyIsEager),
                new Scenario("cooperative", RebalanceScenarios::cooperativeStickyKeepsWhatStays),
                new Scenario("static-members", RebalanceScenarios::aStaticMemberComesBackUnnoticed),
                new Scenario("kicked-out", RebalanceScenarios::case32_pausedConsumerCommits),
                new Scenario("subscriptions", RebalanceScenarios::subscriptionsChange),
                new Scenario("listener", RebalanceScenarios::aListenerMayCommitSeekAndFail),
                new Scenario("closing", RebalanceScenarios::closingLeavesOrRemains),
                new Scenario("newer", RebalanceScenarios::theNewerProtocolSharesThePartitionsToo));
    }
}
