/**
 * What is looked at around every test of a fault: whether the process is left as it was, and whether the list of faults
 * is complete.
 */
package dev.millrace.conformance.audit;
