/**
 * What is run twice: the classes of this package are written against Kafka Streams and test-utils, and loaded a second
 * time with Millrace's imports by {@code ImportSwap}. So they read as a Kafka Streams user writes, and use nothing but
 * the public API; what they share with the tests outside of this package is neutral of both.
 *
 * <p>{@link TestDriverEngine} is the entry. {@link Interpreter} builds the topology of a program that was drawn;
 * the {@code …Specs} are topologies written by hand; {@link Drive} does the actions and writes down what happens.
 */
@NullMarked
package dev.millrace.conformance.differential.engine;

import org.jspecify.annotations.NullMarked;
