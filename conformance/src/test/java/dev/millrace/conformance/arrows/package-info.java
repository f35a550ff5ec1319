/**
 * Arrows: what may use what, checked over the compiled main classes of every module.
 *
 * <p>{@link MillraceModule} is the table of modules, {@link HouseRules} holds the rules, and each test applies one of
 * them to {@link MainClasses}. {@link RulesBiteTest} shows every rule a class that breaks it, so that a rule which has
 * gone blind is noticed. To allow something new, change the table or the list of homes here, with its reason, and
 * docs/ARCHITECTURE.md in the same commit.
 */
package dev.millrace.conformance.arrows;
