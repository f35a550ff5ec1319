/**
 * Conformance: the rules that the modules hold together, checked from outside.
 *
 * <p><b>Purpose.</b> Three kinds of tests live here. Arrows: which package may use which. Oracles: our codec, broker
 * and engine against Apache Kafka's own. Simulations: several instances, crashes and torn writes in one thread, from a
 * seed.
 *
 * <p><b>Data flow.</b> Everything flows in here and nothing flows out: all of it is test code.
 *
 * <p><b>Threading.</b> Simulations run in one thread under a clock of their own; oracles start what they compare with.
 *
 * <p><b>Must not know.</b> Nothing is hidden from it, and nothing may depend on it.
 */
@NullMarked
package dev.millrace.conformance;

import org.jspecify.annotations.NullMarked;
