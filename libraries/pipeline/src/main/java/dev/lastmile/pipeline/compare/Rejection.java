package dev.lastmile.pipeline.compare;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Why a row has no prediction, read from the messages of batch scoring and of the service, which name rows differently.
 *
 * @param column the column, or empty where the graph or its output is the reason
 * @param rule the rule as in the contract, such as {@code max 10}; {@code exact} for an integer or timestamp that the model
 *     cannot have; otherwise the reason
 */
record Rejection(String column, String rule) {
    private static final Pattern ROW = Pattern.compile(", row \\d+ \\(counted from 0\\),");
    private static final Pattern RULE =
            Pattern.compile("[Cc]olumn (\\S+) is .*?; the rule is (.*?)\\.?( Correct the row, or leave it out\\.)?$");
    private static final Pattern NULL = Pattern.compile(
            "[Cc]olumn (\\S+) is null(; the model needs| *, and the model takes it as .* which has no null).*");
    private static final Pattern EXACT = Pattern.compile(
            "[Cc]olumn (\\S+) is \\S+[;,] (and )?the model takes it as (a 64-bit floating point number|DOUBLE), which .*");
    private static final Pattern SCORED =
            Pattern.compile("cannot be scored: (.*?)\\.( Check the row.*| Correct the row.*)?$");

    /** The reasons of batch scoring, one a line; empty for a row with a prediction. */
    static List<Rejection> ofBatch(String reasons) {
        return reasons.isEmpty()
                ? List.of()
                : Stream.of(reasons.split("\n")).map(Rejection::of).toList();
    }

    /** The reason that a message states. */
    static Rejection of(String message) {
        String text = ROW.matcher(message).replaceFirst("");
        Matcher rule = RULE.matcher(text);
        if (rule.find()) {
            return new Rejection(rule.group(1), rule.group(2));
        }
        Matcher missing = NULL.matcher(text);
        if (missing.find()) {
            return new Rejection(missing.group(1), "not null");
        }
        Matcher exact = EXACT.matcher(text);
        if (exact.find()) {
            return new Rejection(exact.group(1), "exact");
        }
        Matcher scored = SCORED.matcher(text);
        return new Rejection("", scored.find() ? scored.group(1) : text);
    }

    @Override
    public String toString() {
        return column.isEmpty() ? rule : column + ": " + rule;
    }
}
