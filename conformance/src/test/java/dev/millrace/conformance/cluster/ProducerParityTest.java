package dev.millrace.conformance.cluster;

import java.util.List;

/** Producers, with transactions and without, as a program sees them. */
class ProducerParityTest extends LogParity {

    static List<Scenario> scenarios() {
        return List.of(
                new Scenario("keys", ProducerScenarios::keysDecideThePartitionAndMetadataTellsThePlace),
                new Scenario("timestamps", ProducerScenarios::timestampsAreTheRecordsOrTheLogs),
                new Scenario("acks", ProducerScenarios::withoutAcknowledgementsThereIsNoOffset),
                new Scenario("too-large", ProducerScenarios::whatIsTooLargeFailsAlone),
                new Scenario("settings", ProducerScenarios::settingsThatContradictThemselvesAreRefused),
                new Scenario("closed", ProducerScenarios::aClosedProducerDoesNothing),
                new Scenario("partitioners", ProducerScenarios::partitionersAreAskedForEveryRecordThatNamesNone),
                new Scenario("interceptors", ProducerScenarios::interceptorsSeeEveryRecordAndEveryOutcomeInOrder),
                new Scenario("wrong-type", ProducerScenarios::aValueOfTheWrongTypeIsThrownAtTheSender),
                new Scenario("states", TransactionScenarios::everyCallInEveryState),
                new Scenario("together", TransactionScenarios::recordsAppearTogetherOrNever),
                new Scenario("fenced", TransactionScenarios::theOlderOfTwoProducersIsFenced),
                new Scenario("too-long", TransactionScenarios::aTransactionThatTakesTooLongIsAborted),
                new Scenario("offsets", TransactionScenarios::offsetsAreCommittedWithTheRecordsByMembersOnly),
                new Scenario("operator", OperatorScenarios::transactionsAreDescribedListedAndEnded),
                new Scenario("quotas", OperatorScenarios::quotasAreSetDescribedAndTakenAway));
    }
}
