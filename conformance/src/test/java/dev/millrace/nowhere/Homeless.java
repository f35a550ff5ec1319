package dev.millrace.nowhere;

/** Bad on purpose: no module owns this package, and it has no chapter. */
final class Homeless {}
