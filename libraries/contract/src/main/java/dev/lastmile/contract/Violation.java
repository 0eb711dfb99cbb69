package dev.lastmile.contract;

/**
 * A rule that is broken.
 *
 * @param column the column, or empty if the rule is about the dataset
 * @param rule as in the contract, such as {@code min 0.0}
 * @param value what breaks it, at most 200 characters
 * @param message a sentence without a full stop, as {@code column width is -1.0; the rule is min 0.0}
 */
public record Violation(String column, String rule, String value, String message) {}
