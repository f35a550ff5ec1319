/**
 * The mirrored API's value types against Kafka Streams' own.
 *
 * <p><b>Purpose.</b> A program that changes its imports must find the same windows, the same bytes of windowed keys,
 * the same defaults and the same dead letters. Kafka Streams is the oracle: the same call is made on both sides, and
 * the answers are compared. Where we differ on purpose, the test names the difference.
 *
 * <p><b>Threads.</b> None.
 */
package dev.millrace.conformance.api;
