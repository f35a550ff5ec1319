package dev.millrace.conformance.differential;

/** A verb, and the shape that comes out of it. */
record Drawn(Verb verb, Shape shape) {}
