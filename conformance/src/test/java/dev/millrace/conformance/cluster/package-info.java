/**
 * Programs on a real Apache Kafka broker.
 *
 * <p><b>Purpose.</b> Holds the runtime to its promise that what passes on the embedded log passes on a cluster: the
 * clients are Kafka's own, the program differs in one setting.
 */
package dev.millrace.conformance.cluster;
